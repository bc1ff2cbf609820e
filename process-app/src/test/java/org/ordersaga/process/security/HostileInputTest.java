package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.Raw;
import org.ordersaga.process.WebappSession;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Bad requests, more than a thousand: each is refused as the caller's mistake, in words, without a
 * word of our inside; and nothing starts, ends or changes.
 */
@ProcessAppTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {

  private static final String STATE =
      """
      select concat_ws(' ',
          (select count(*) from act_hi_procinst), (select count(*) from act_ru_execution),
          (select count(*) from act_re_deployment), (select count(*) from act_id_user),
          (select count(*) from act_ru_filter), (select count(*) from act_ru_batch),
          (select count(*) from act_ru_authorization), (select count(*) from act_ru_variable),
          (select count(*) from order_view), (select count(*) from order_event),
          (select count(*) from order_settlement), (select count(*) from order_message),
          (select count(*) from incident_raise), (select count(*) from erasure),
          (select coalesce(sum(retries_), 0) from act_ru_ext_task),
          (select md5(string_agg(id_ || coalesce(worker_id_, '-'), ' ' order by id_))
             from act_ru_ext_task))""";

  private static final String NESTED = "[".repeat(5_000) + "]".repeat(5_000);

  /** Bodies that no endpoint can take. */
  private static final Map<String, String> BODIES = new LinkedHashMap<>();

  static {
    BODIES.put("nothing", "");
    BODIES.put("half an object", "{");
    BODIES.put("a trailing comma", "{\"reason\":\"x\",}");
    BODIES.put("two objects without a comma", "{\"reason\":\"x\" \"y\":1}");
    BODIES.put("a list", "[]");
    BODIES.put("a text", "\"text\"");
    BODIES.put("a number", "12345678901234567890");
    BODIES.put("null", "null");
    BODIES.put("an unknown field", "{\"anUnknownField\":1}");
    BODIES.put("deep nesting", "{\"variables\":" + NESTED + "}");
    BODIES.put("a raw control character", "{\"reason\":\"\u0001\"}");
    BODIES.put("no quotes", "{reason:'x'}");
    BODIES.put(
        "xml",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><x>&y;</x>");
    BODIES.put("300 KiB", "{\"reason\":\"" + "x".repeat(300 * 1024) + "\"}");
  }

  /** Who may send a body where. */
  private static final List<String> ENDPOINTS =
      List.of(
          "client POST /api/orders",
          "operator POST /api/operations/orders/{order}/give-up",
          "operator POST /api/operations/orders/{order}/retry",
          "operator POST /api/operations/orders/{order}/notifications",
          "operator POST /api/operations/orders/{order}/undone",
          "operator POST /api/operations/orders/{order}/settlements/payment.charge/accepted",
          "operator POST /api/operations/incidents/raises",
          "admin POST /api/erasures",
          "admin POST /api/erasures/orders",
          "admin PUT /api/erasures/1",
          "order-worker PUT /api/orders/{order}/settlements/order.create",
          "client POST /engine-rest/process-definition/key/order-process/start",
          "client POST /engine-rest/process-definition/key/order-process/submit-form",
          "client POST /engine-rest/message",
          "order-worker POST /engine-rest/external-task/fetchAndLock",
          "order-worker POST /engine-rest/external-task/{task}/complete",
          "order-worker POST /engine-rest/external-task/{task}/failure",
          "order-worker POST /engine-rest/external-task/{task}/bpmnError",
          "order-worker POST /engine-rest/external-task/{task}/extendLock",
          "order-worker POST /api/external-tasks/reports",
          "admin POST /engine-rest/external-task/{task}/lock",
          "operator POST /engine-rest/external-task",
          "operator POST /engine-rest/external-task/count",
          "operator PUT /engine-rest/external-task/{task}/retries",
          "operator PUT /engine-rest/external-task/retries",
          "operator POST /engine-rest/external-task/retries-async",
          "operator POST /engine-rest/process-instance",
          "operator POST /engine-rest/process-instance/count",
          "operator POST /engine-rest/process-instance/{instance}/variables",
          "operator PUT /engine-rest/process-instance/{instance}/variables/x",
          "operator PUT /engine-rest/process-instance/{instance}/suspended",
          "operator POST /engine-rest/job",
          "operator POST /engine-rest/job/count",
          "operator POST /engine-rest/job/retries",
          "operator PUT /engine-rest/job/none/retries",
          "operator POST /engine-rest/history/process-instance",
          "operator POST /engine-rest/history/process-instance/count",
          "operator POST /engine-rest/history/activity-instance",
          "operator POST /engine-rest/history/activity-instance/count",
          "operator POST /engine-rest/history/variable-instance",
          "operator POST /engine-rest/history/variable-instance/count",
          "operator POST /engine-rest/history/detail",
          "operator POST /engine-rest/history/detail/count",
          "operator POST /engine-rest/history/task",
          "operator POST /engine-rest/history/task/count",
          "operator POST /engine-rest/history/external-task-log",
          "operator POST /engine-rest/history/external-task-log/count",
          "operator POST /engine-rest/history/job-log",
          "operator POST /engine-rest/history/job-log/count",
          "reviewer POST /engine-rest/task",
          "reviewer POST /engine-rest/task/count",
          "reviewer POST /engine-rest/task/{review}/claim",
          "reviewer POST /engine-rest/task/{review}/complete",
          "reviewer POST /engine-rest/task/{review}/submit-form",
          "admin POST /engine-rest/filter/create",
          "admin PUT /engine-rest/filter/{filter}",
          "admin POST /engine-rest/filter/{filter}/list",
          "admin POST /engine-rest/filter/{filter}/singleResult",
          "admin POST /engine-rest/filter/{filter}/count",
          "process-owner POST /engine-rest/migration/generate",
          "process-owner POST /engine-rest/migration/validate",
          "process-owner POST /engine-rest/migration/execute",
          "process-owner POST /engine-rest/deployment/create",
          "admin POST /engine-rest/authorization/create");

  private static final String ENGINE_REST = "/engine-rest/";
  private static final String COPY = "/camunda/api/engine/engine/default/";

  /** Who is let into the web applications as themselves; for the others the administrator asks. */
  private static final Map<String, String> APPLICATIONS =
      Map.of("reviewer", "tasklist", "operator", "cockpit", "process-owner", "cockpit");

  /** Methods and paths that no endpoint gets to see: their status is all of the answer. */
  private static final Pattern STOPPED_BEFORE =
      Pattern.compile("(TRACE|NONSENSE) .*|[A-Z]+ (/nothing|[^?]*%(00|0A|2F|5C).*)");

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired RuntimeService runtime;
  @Autowired FilterService filters;
  @Autowired RequestMappingHandlerMapping requestMappingHandlerMapping;

  private final Map<String, WebappSession> sessions = new LinkedHashMap<>();
  private Orders orders;
  private String order;
  private String task;
  private String instance;
  private String review;
  private String filter;

  /**
   * A bad request.
   *
   * @param status 0 for any that makes it the caller's mistake
   */
  record Bad(
      String name, String user, String method, String path, String type, String body, int status) {

    static Bad of(String name, String request, String body) {
      String[] parts = request.split(" ", 3);
      return new Bad(name, parts[0], parts[1], parts[2], "application/json", body, 0);
    }

    /** engine-rest answers such requests as if the odd part were not there. */
    boolean mayBeOverlooked() {
      return isOfEngineRest() && isOverlooked(name);
    }

    boolean isOfEngineRest() {
      return path.startsWith(ENGINE_REST) || path.startsWith(COPY);
    }

    boolean isStoppedBeforeAnyEndpoint() {
      return STOPPED_BEFORE.matcher(method + " " + path).matches();
    }

    Bad as(String otherType) {
      return new Bad(name + " as " + otherType, user, method, path, otherType, body, status);
    }

    Bad answeredBy(int expected) {
      return new Bad(name, user, method, path, type, body, expected);
    }

    Bad inTheWebApplications() {
      String who = APPLICATIONS.containsKey(user) ? user : "admin";
      return new Bad(name, who, method, path.replace(ENGINE_REST, COPY), type, body, status);
    }

    @Override
    public String toString() {
      return "%s %s %s: %s".formatted(user, method, path, name);
    }
  }

  @BeforeAll
  void anOrderAtItsFirstStepAndOneInReview() {
    orders = new Orders(port);
    String inReview = orders.placeAndReachReview();
    review =
        Http.as(port, "reviewer")
            .get("/engine-rest/task?processInstanceBusinessKey=" + inReview)
            .json()
            .get(0)
            .get("id")
            .textValue();
    order = orders.place();
    task = orders.fetch(order, "order.create");
    instance =
        runtime
            .createProcessInstanceQuery()
            .processInstanceBusinessKey(order)
            .singleResult()
            .getId();
    filter = filters.saveFilter(filters.newTaskFilter("hostile")).getId();
    for (String user : List.of("reviewer", "operator", "process-owner", "admin")) {
      sessions.put(
          user, WebappSession.login(port, user, APPLICATIONS.getOrDefault(user, "cockpit")));
    }
  }

  @AfterAll
  void tidyUp() {
    filters.deleteFilter(filter);
  }

  static Stream<Bad> bodies() {
    List<Bad> table = new ArrayList<>();
    for (String endpoint : ENDPOINTS) {
      BODIES.forEach(
          (name, body) -> {
            boolean deployment = endpoint.endsWith("/deployment/create");
            if (!isFine(endpoint, name)) {
              Bad bad = Bad.of(name, endpoint, body);
              table.add(deployment ? bad.as("multipart/form-data; boundary=x") : bad);
            }
          });
      table.add(Bad.of("an order", endpoint, "{}").as("text/plain"));
    }
    return table.stream();
  }

  /** The web applications have a copy of engine-rest of their own. */
  static Stream<Bad> bodiesInTheWebApplications() {
    return bodies()
        .filter(Bad::isOfEngineRest)
        // Answered by a thread of another kind; nothing in the applications fetches.
        .filter(bad -> !bad.path().endsWith("/fetchAndLock"))
        .map(Bad::inTheWebApplications);
  }

  /** What is bad elsewhere and means something here. */
  private static boolean isFine(String endpoint, String body) {
    boolean deployment = endpoint.endsWith("/deployment/create");
    boolean variable = endpoint.endsWith("/variables/x");
    return (deployment && body.equals("300 KiB")) || (variable && isOverlooked(body));
  }

  /** engine-rest overlooks fields that it does not know, and takes no body for an empty one. */
  private static boolean isOverlooked(String body) {
    return body.equals("nothing") || body.equals("an unknown field");
  }

  static Stream<Bad> particular() {
    String start = "client POST /engine-rest/process-definition/key/order-process/start";
    String fetch = "order-worker POST /engine-rest/external-task/fetchAndLock";
    String complete = "order-worker POST /engine-rest/external-task/{task}/complete";
    List<Bad> table = new ArrayList<>();
    // Wrong types, huge and tiny numbers.
    for (String quantity :
        List.of(
            "0",
            "-1",
            "1001",
            "1.5",
            "1e400",
            "1e-400",
            "9".repeat(500),
            "\"1\"",
            "true",
            "{}",
            "null",
            "NaN",
            "0x1",
            "01",
            "99999999999999999999")) {
      table.add(
          Bad.of(
              "quantity " + (quantity.length() > 30 ? "of 500 digits" : quantity),
              "client POST /api/orders",
              Orders.order("ord-hostile")
                  .toString()
                  .replace("\"quantity\":1", "\"quantity\":" + quantity)));
    }
    // Injection, control and other odd characters where an id is expected.
    for (String id :
        List.of(
            "' or 1=1 --",
            "\\u0000",
            "a\\u0000b",
            "../../etc/passwd",
            "${7*7}",
            "#{execution}",
            "<script>alert(1)</script>",
            "%00",
            "a\\nb",
            "\\ud800",
            "\\u202e",
            "x".repeat(65),
            "",
            " ")) {
      String name = "the order id " + (id.length() > 40 ? "of 65 letters" : id);
      table.add(
          Bad.of(
              name,
              "client POST /api/orders",
              Orders.order("ord-hostile").toString().replace("ord-hostile", id)));
      table.add(
          Bad.of(
              name,
              start,
              Orders.start("ord-hostile", Orders.order("ord-hostile"))
                  .toString()
                  .replace("ord-hostile", id)));
    }
    table.add(
        Bad.of(
            "NUL in a variable",
            complete,
            "{\"workerId\":\"test\",\"variables\":{\"a\":{\"value\":\"\\u0000\",\"type\":\"String\"}}}"));
    table.add(
        Bad.of(
            "a long variable",
            complete,
            "{\"workerId\":\"test\",\"variables\":{\"a\":{\"value\":\""
                + "x".repeat(5_000)
                + "\",\"type\":\"String\"}}}"));
    table.add(
        Bad.of(
            "a long variable's name",
            complete,
            "{\"workerId\":\"test\",\"variables\":{\""
                + "x".repeat(300)
                + "\":{\"value\":1,\"type\":\"Integer\"}}}"));
    table.add(
        Bad.of(
            "a variable of no type",
            complete,
            "{\"workerId\":\"test\",\"variables\":{\"a\":{\"value\":1,\"type\":\"Nonsense\"}}}"));
    table.add(
        Bad.of(
            "a variable of another type",
            complete,
            "{\"workerId\":\"test\",\"variables\":{\"a\":{\"value\":\"x\",\"type\":\"Integer\"}}}"));
    table.add(
        Bad.of(
            "a date that is none",
            complete,
            "{\"workerId\":\"test\",\"variables\":{\"a\":{\"value\":\"yesterday\",\"type\":\"Date\"}}}"));
    table.add(
        Bad.of(
            "an object",
            complete,
            "{\"workerId\":\"test\",\"variables\":{\"a\":{\"value\":\"rO0AB\",\"type\":\"Object\",\"valueInfo\":{\"objectTypeName\":\"java.lang.Runtime\",\"serializationDataFormat\":\"application/x-java-serialized-object\"}}}}"));
    table.add(
        Bad.of(
            "broken bytes",
            complete,
            "{\"workerId\":\"test\",\"variables\":{\"a\":{\"value\":\"%%%\",\"type\":\"Bytes\"}}}"));
    table.add(
        Bad.of(
            "a file without a name",
            complete,
            "{\"workerId\":\"test\",\"variables\":{\"a\":{\"value\":\"eA==\",\"type\":\"File\"}}}"));
    table.add(
        Bad.of("variables that are none", complete, "{\"workerId\":\"test\",\"variables\":[1]}"));
    table.add(
        Bad.of(
            "a variable that is null",
            complete,
            "{\"workerId\":\"test\",\"variables\":{\"a\":null}}"));
    table.add(Bad.of("another's lock", complete, "{\"workerId\":\"somebody-else\"}"));
    table.add(Bad.of("no worker id", complete, "{\"variables\":{}}"));
    table.add(Bad.of("NUL in the worker id", complete, "{\"workerId\":\"\\u0000\"}"));
    String failure = "order-worker POST /engine-rest/external-task/{task}/failure";
    table.add(
        Bad.of(
            "negative retries",
            failure,
            "{\"workerId\":\"test\",\"retries\":-1,\"retryTimeout\":0}"));
    table.add(
        Bad.of(
            "a negative pause",
            failure,
            "{\"workerId\":\"test\",\"retries\":1,\"retryTimeout\":-1}"));
    table.add(
        Bad.of(
            "retries that are no number", failure, "{\"workerId\":\"test\",\"retries\":\"many\"}"));
    table.add(
        Bad.of(
            "retries beyond all numbers",
            failure,
            "{\"workerId\":\"test\",\"retries\":99999999999}"));
    table.add(
        Bad.of(
            "NUL in the message",
            failure,
            "{\"workerId\":\"test\",\"errorMessage\":\"\\u0000\",\"retries\":1,\"retryTimeout\":0}"));
    String error = "order-worker POST /engine-rest/external-task/{task}/bpmnError";
    table.add(Bad.of("no error code", error, "{\"workerId\":\"test\"}"));
    table.add(
        Bad.of(
            "an error that nobody catches",
            error,
            "{\"workerId\":\"test\",\"errorCode\":\"NOBODYS\"}"));
    table.add(
        Bad.of("NUL in the code", error, "{\"workerId\":\"test\",\"errorCode\":\"\\u0000\"}"));
    String extend = "order-worker POST /engine-rest/external-task/{task}/extendLock";
    for (String duration : List.of("-1", "0", "1e30", "\"x\"", "null")) {
      table.add(
          Bad.of(
              "a lock of " + duration,
              extend,
              "{\"workerId\":\"test\",\"newDuration\":" + duration + "}"));
    }
    for (String topics :
        List.of(
            "{}",
            "\"x\"",
            "[null]",
            "[{}]",
            "[1]",
            "[{\"topicName\":null,\"lockDuration\":1}]",
            "[{\"topicName\":\"order.create\"}]",
            "[{\"topicName\":\"order.create\",\"lockDuration\":0}]",
            "[{\"topicName\":\"order.create\",\"lockDuration\":-5}]",
            "[{\"topicName\":\"order.create\",\"lockDuration\":\"long\"}]",
            "[{\"topicName\":\"payment.charge\",\"lockDuration\":1000}]",
            "[{\"topicName\":\"order.\\u0000\",\"lockDuration\":1000}]")) {
      table.add(
          Bad.of(
              "topics " + topics,
              fetch,
              "{\"workerId\":\"test\",\"maxTasks\":1,\"topics\":" + topics + "}"));
    }
    table.add(
        Bad.of(
            "no worker id",
            fetch,
            "{\"maxTasks\":1,\"topics\":[{\"topicName\":\"order.x\",\"lockDuration\":1000}]}"));
    table.add(
        Bad.of(
            "a negative number of tasks",
            fetch,
            "{\"workerId\":\"test\",\"maxTasks\":-1,\"topics\":[{\"topicName\":\"order.x\",\"lockDuration\":1000}]}"));
    table.add(
        Bad.of(
            "a wait of years",
            fetch,
            "{\"workerId\":\"test\",\"maxTasks\":1,\"asyncResponseTimeout\":9999999999999,\"topics\":[{\"topicName\":\"order.x\",\"lockDuration\":1000}]}"));
    String report = "{\"taskId\":\"none\",\"complete\":{}}";
    for (String reports :
        List.of(
            "[]",
            "{}",
            "null",
            "[null]",
            "[1]",
            "[{}]",
            "[" + (report + ",").repeat(100) + report + "]",
            "[{\"taskId\":\"none\"}]",
            "[{\"complete\":{}}]",
            "[" + report.replace("}}", "},\"bpmnError\":{}}") + "]",
            "[" + report.replace("none", "\\u0000") + "]",
            "[" + report.replace("none", "") + "]",
            "[" + report.replace("none", "x".repeat(65)) + "]")) {
      table.add(
          Bad.of(
              "reports " + (reports.length() > 80 ? "of " + reports.length() + " signs" : reports),
              "order-worker POST /api/external-tasks/reports",
              "{\"reports\":" + reports + "}"));
    }
    // Ids of somebody or something else.
    for (String other :
        List.of(
            "order-worker POST /engine-rest/external-task/none/complete",
            "payment-worker POST /engine-rest/external-task/{task}/complete",
            "payment-worker POST /engine-rest/external-task/{task}/unlock",
            "order-worker POST /engine-rest/external-task/none/unlock",
            "operator PUT /engine-rest/external-task/none/retries",
            "operator POST /engine-rest/process-instance/none/variables",
            "operator PUT /engine-rest/process-instance/none/variables/x",
            "operator DELETE /engine-rest/process-instance/none/variables/x",
            "operator GET /engine-rest/process-instance/none",
            "operator GET /engine-rest/process-instance/none/activity-instances",
            "operator GET /engine-rest/process-instance/none/variables",
            "operator GET /engine-rest/process-instance/{instance}/variables/none",
            "operator GET /engine-rest/process-instance/{instance}/variables/none/data",
            "operator GET /engine-rest/external-task/none",
            "operator GET /engine-rest/external-task/none/errorDetails",
            "operator GET /engine-rest/job/none",
            "operator GET /engine-rest/job/none/stacktrace",
            "operator PUT /engine-rest/job/none/retries",
            "operator POST /engine-rest/job/none/execute",
            "operator GET /engine-rest/batch/none",
            "operator GET /engine-rest/incident/none",
            "operator GET /engine-rest/history/process-instance/none",
            "operator GET /engine-rest/history/activity-instance/none",
            "operator GET /engine-rest/history/variable-instance/none",
            "operator GET /engine-rest/history/variable-instance/none/data",
            "operator GET /engine-rest/history/detail/none",
            "operator GET /engine-rest/history/detail/none/data",
            "operator GET /engine-rest/history/decision-instance/none",
            "operator GET /engine-rest/history/external-task-log/none",
            "operator GET /engine-rest/history/external-task-log/none/error-details",
            "operator GET /engine-rest/history/job-log/none",
            "operator GET /engine-rest/history/job-log/none/stacktrace",
            "operator GET /engine-rest/deployment/none",
            "operator GET /engine-rest/deployment/none/resources",
            "operator GET /engine-rest/deployment/none/resources/none",
            "operator GET /engine-rest/deployment/none/resources/none/data",
            "operator GET /engine-rest/process-definition/none",
            "operator GET /engine-rest/process-definition/none/xml",
            "operator GET /engine-rest/process-definition/key/none/xml",
            "operator GET /engine-rest/process-definition/none/startForm",
            "operator GET /engine-rest/process-definition/none/form-variables",
            "operator GET /engine-rest/process-definition/none/deployed-start-form",
            "operator GET /engine-rest/decision-definition/none",
            "operator GET /engine-rest/decision-definition/key/none/xml",
            "client POST /engine-rest/process-definition/none/start",
            "client POST /engine-rest/process-definition/key/none/start",
            "client POST /engine-rest/process-definition/none/submit-form",
            "admin DELETE /engine-rest/process-instance/none",
            "admin DELETE /engine-rest/deployment/none",
            "admin DELETE /engine-rest/authorization/none",
            "admin GET /engine-rest/filter/none",
            "admin PUT /engine-rest/filter/none",
            "admin DELETE /engine-rest/filter/none",
            "admin GET /engine-rest/filter/none/list",
            "admin POST /engine-rest/filter/none/list",
            "admin GET /engine-rest/filter/none/singleResult",
            "reviewer GET /engine-rest/task/none",
            "reviewer GET /engine-rest/task/none/form",
            "reviewer GET /engine-rest/task/none/form-variables",
            "reviewer GET /engine-rest/task/none/deployed-form",
            "reviewer GET /engine-rest/task/none/identity-links",
            "reviewer GET /engine-rest/task/none/variables",
            "reviewer GET /engine-rest/task/none/variables/x",
            "reviewer POST /engine-rest/task/none/claim",
            "reviewer POST /engine-rest/task/none/unclaim",
            "reviewer POST /engine-rest/task/none/complete",
            "reviewer POST /engine-rest/task/none/submit-form",
            "client GET /api/orders/none",
            "client GET /api/orders/none/story",
            "client GET /api/orders/none/model",
            "client POST /api/orders/none/cancellation",
            "client POST /api/orders/none/delivery",
            "operator POST /api/operations/orders/none/give-up",
            "operator POST /api/operations/orders/none/retry",
            "operator POST /api/operations/orders/none/notifications",
            "operator POST /api/operations/orders/none/undone",
            "operator POST /api/operations/orders/none/settlements/payment.charge/accepted",
            "operator POST /api/operations/orders/{order}/settlements/payment.charge/accepted",
            "operator POST /api/operations/orders/{order}/retry",
            "operator POST /api/operations/orders/{order}/notifications",
            "operator POST /api/operations/orders/{order}/undone",
            "operator POST /api/operations/incidents/raises",
            "operator GET /api/operations/incidents/raises/none",
            "operator GET /api/operations/orders/none/story",
            "operator GET /api/operations/orders/none/model",
            "client GET /api/operations/incidents/causes",
            "client GET /api/operations/settlements",
            "client GET /api/operations/stuck-orders",
            "admin POST /api/erasures/orders",
            "admin PUT /api/erasures/999999",
            "operator POST /api/erasures",
            "reviewer GET /orders/none",
            "reviewer GET /orders/assets/page.js",
            "client GET /orders/assets/none")) {
      boolean sends = !other.contains(" GET ") && !other.contains(" DELETE ");
      table.add(Bad.of("another's or nobody's", other, sends ? ofKind(other) : null));
    }
    // Queries. A page from or of -1 is an empty one to the engine, and its dates roll over.
    for (String query :
        List.of(
            "404 /engine-rest/process-instance?maxResults=x",
            "200 /engine-rest/process-instance?maxResults=-1",
            "400 /engine-rest/process-instance?maxResults=2001",
            "400 /engine-rest/process-instance?maxResults=99999999999999999999",
            "200 /engine-rest/process-instance?firstResult=-1&maxResults=1",
            "404 /engine-rest/process-instance?firstResult=x",
            "400 /engine-rest/process-instance?sortBy=nonsense&sortOrder=asc",
            "400 /engine-rest/process-instance?sortBy=businessKey;drop&sortOrder=asc",
            "400 /engine-rest/process-instance?sortBy=businessKey",
            "400 /engine-rest/process-instance?sortBy=businessKey&sortOrder=sideways",
            "400 /engine-rest/process-instance?variables=x",
            "400 /engine-rest/process-instance?variables=x_nonsense_y",
            "400 /engine-rest/process-instance?businessKey=%00",
            "400 /engine-rest/history/process-instance?startedAfter=yesterday",
            "200 /engine-rest/history/process-instance?startedAfter=2026-13-99T99:99:99.999%2B0000",
            "400 /engine-rest/history/activity-instance?sortBy=x&sortOrder=asc",
            "400 /engine-rest/history/detail?occurredAfter=x",
            "400 /engine-rest/external-task?priorityHigherThanOrEquals=x",
            "400 /engine-rest/external-task?priorityHigherThanOrEquals=99999999999999999999",
            "400 /engine-rest/external-task?lockExpirationBefore=x",
            "400 /engine-rest/external-task?sortBy=x&sortOrder=desc",
            "400 /engine-rest/incident?sortBy=x&sortOrder=asc",
            "400 /engine-rest/incident?incidentTimestampBefore=x",
            "400 /engine-rest/job?dueDates=x",
            "400 /engine-rest/job?dueDates=gt_x",
            "400 /engine-rest/job?sortBy=x&sortOrder=asc",
            "400 /engine-rest/batch?sortBy=x&sortOrder=asc",
            "400 /engine-rest/task?priority=x",
            "400 /engine-rest/task?due=x",
            "400 /engine-rest/task?taskVariables=x",
            "400 /engine-rest/task?assigneeExpression=$%7B7*7%7D",
            "400 /engine-rest/deployment?after=x",
            "400 /engine-rest/deployment?sortBy=x&sortOrder=asc",
            "400 /engine-rest/process-definition?version=x",
            "400 /engine-rest/process-definition?sortBy=x&sortOrder=asc",
            "400 /engine-rest/decision-definition?version=-x",
            "404 /engine-rest/user",
            "404 /engine-rest/nonsense",
            "400 /engine-rest/engine/none/task",
            "400 /api/orders?status=NONSENSE",
            "400 /api/orders?page=-1",
            "400 /api/orders?page=x",
            "400 /api/orders?page=99999999999999999999",
            "400 /api/orders?customerId=%00",
            "400 /api/orders?customerId=" + "x".repeat(65),
            "400 /api/orders/%00",
            "400 /api/orders/%0A",
            "400 /api/orders/a%2Fb",
            "400 /api/orders/a%5Cb",
            "404 /api/orders/" + "x".repeat(65),
            "404 /api/nothing",
            "404 /actuator/nothing",
            "404 /v3/api-docs/nothing",
            "404 /swagger-ui/nothing.html",
            "403 /nothing")) {
      table.add(
          Bad.of("a query", "operator GET " + query.substring(4), null)
              .answeredBy(Integer.parseInt(query.substring(0, 3))));
    }
    // Methods that are not there.
    for (String method : List.of("PUT", "DELETE", "PATCH", "TRACE", "NONSENSE")) {
      table.add(Bad.of("a method", "client " + method + " /api/orders", null));
      table.add(Bad.of("a method", "operator " + method + " /engine-rest/process-instance", null));
    }
    return table.stream();
  }

  /** A body that would do, were it not for the id. */
  private static String ofKind(String request) {
    if (request.contains("/claim")) {
      return "{\"userId\":\"reviewer\"}";
    }
    if (request.contains("external-task") && request.contains(" POST ")) {
      return "{\"workerId\":\"test\"}";
    }
    if (request.endsWith("/retries")) {
      return "{\"retries\":1}";
    }
    if (request.endsWith("/suspended")) {
      return "{\"suspended\":true}";
    }
    if (request.endsWith("/variables/x")) {
      return "{\"value\":1,\"type\":\"Integer\"}";
    }
    if (request.contains("/api/operations/")) {
      return "{\"event\":\"CONFIRMED\",\"elementId\":\"X\",\"code\":\"NONE\",\"reason\":\"x\"}";
    }
    if (request.contains("/api/erasures")) {
      return "{\"customerId\":\"none\",\"orderIds\":[\"none\"],\"erased\":{}}";
    }
    if (request.endsWith("/variables")) {
      return "{\"modifications\":{\"x\":{\"value\":1}}}";
    }
    return request.contains("filter/none/list")
        ? "{}"
        : request.contains("filter") ? Attack.filter("{}") : "{}";
  }

  @ParameterizedTest
  @MethodSource({"bodies", "particular"})
  void isRefusedInWordsAndChangesNothing(Bad bad) {
    Http http = Http.as(port, bad.user());
    assertIsRefusedInWordsAndChangesNothing(
        bad,
        () ->
            http.send(
                http.request(
                    bad.method(), filled(bad.path()), bad.body(), "Content-Type", bad.type())));
  }

  @ParameterizedTest
  @MethodSource("bodiesInTheWebApplications")
  void isRefusedInASessionOfTheWebApplicationsToo(Bad bad) {
    assertIsRefusedInWordsAndChangesNothing(
        bad,
        () ->
            sessions
                .get(bad.user())
                .send(bad.method(), filled(bad.path()), bad.body(), "Content-Type", bad.type()));
  }

  private void assertIsRefusedInWordsAndChangesNothing(Bad bad, Supplier<Http.Reply> request) {
    String before = state();
    Http.Reply reply = request.get();
    assertThat(reply.status()).as(reply.body()).isLessThan(500);
    if (bad.status() > 0) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(bad.status());
    } else if (!bad.mayBeOverlooked()) {
      assertThat(reply.status()).as(reply.body()).isGreaterThanOrEqualTo(400);
    }
    if (reply.status() >= 400 && !bad.isStoppedBeforeAnyEndpoint()) {
      assertSaysWhatIsWrong(reply);
    }
    assertTellsNothingOfTheInside(reply.body());
    assertThat(state()).isEqualTo(before);
  }

  private static void assertSaysWhatIsWrong(Http.Reply reply) {
    assertThat(reply.body()).as("an answer of %s", reply.status()).startsWith("{");
    JsonNode answer = reply.json();
    String phrase = HttpStatus.valueOf(reply.status()).getReasonPhrase();
    Stream<String> sentences =
        Stream.concat(
            Stream.of("detail", "message").map(field -> answer.path(field).textValue()),
            answer.path("errors").findValuesAsText("message").stream());
    assertThat(sentences.filter(Objects::nonNull))
        .as(reply.body())
        .anyMatch(
            sentence ->
                !sentence.isBlank()
                    && !sentence.equals(phrase)
                    && !sentence.matches("HTTP [0-9]{3}.*"));
  }

  private String filled(String path) {
    return path.replace("{order}", order)
        .replace("{instance}", instance)
        .replace("{task}", task)
        .replace("{review}", review)
        .replace("{filter}", filter);
  }

  /** Whoever adds an endpoint adds what must not be sent to it. */
  @Test
  void eachEndpointOfOursIsInARow() {
    List<Bad> rows = Stream.concat(bodies(), particular()).toList();
    Set<RequestMappingInfo> ours =
        requestMappingHandlerMapping.getHandlerMethods().entrySet().stream()
            .filter(entry -> entry.getValue().getBeanType().getName().startsWith("org.ordersaga."))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(ours).isNotEmpty();
    assertThat(ours.stream().filter(mapping -> !isInARow(mapping, rows))).isEmpty();
  }

  private static boolean isInARow(RequestMappingInfo mapping, List<Bad> rows) {
    return mapping.getMethodsCondition().getMethods().stream()
        .allMatch(
            method ->
                rows.stream()
                    .filter(row -> row.method().equals(method.name()))
                    .anyMatch(row -> leadsTo(mapping, row)));
  }

  private static boolean leadsTo(RequestMappingInfo mapping, Bad row) {
    // The placeholders' braces are no part of an id.
    String path = row.path().replaceFirst("\\?.*", "").replaceAll("[{}]", "");
    PathContainer parsed = PathContainer.parsePath(path);
    return mapping.getPathPatternsCondition().getPatterns().stream()
        .anyMatch(pattern -> pattern.matches(parsed));
  }

  static Stream<Bad> reports() {
    return particular()
        .filter(bad -> bad.path().matches(".*/external-task/\\{task}/(complete|bpmnError)"));
  }

  /** What is refused alone is refused among others too, and without harm to anything. */
  @ParameterizedTest
  @MethodSource
  void reports(Bad bad) {
    String before = state();
    Http.Reply reply =
        Http.as(port, bad.user())
            .post(
                "/api/external-tasks/reports",
                "{\"reports\":[{\"taskId\":\"none\",\"complete\":{\"workerId\":\"test\"}},{\"taskId\":\"%s\",\"%s\":%s}]}"
                    .formatted(
                        task, bad.path().substring(bad.path().lastIndexOf('/') + 1), bad.body()));
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    reply
        .json()
        .get("results")
        .forEach(
            result -> {
              assertThat(result.get("status").intValue()).as(reply.body()).isBetween(400, 499);
              assertThat(result.at("/error/message").textValue()).isNotBlank();
            });
    assertTellsNothingOfTheInside(reply.body());
    assertThat(state()).isEqualTo(before);
  }

  /** Against our API, and the same against engine-rest, which another servlet serves. */
  static Stream<String> raw() {
    return Stream.concat(
        rawToOurApi(),
        rawToOurApi()
            .filter(request -> request.matches("(?s)[A-Z]+ \\S*/api/orders.*"))
            .map(
                request ->
                    request.replaceFirst(
                        "/api/orders",
                        request.startsWith("GET") ? "/engine-rest/task" : "/engine-rest/message")));
  }

  private static Stream<String> rawToOurApi() {
    String login = Raw.login("client");
    String end = "Host: localhost\r\nConnection: close\r\n";
    return Stream.of(
        "GET /api/../actuator/env HTTP/1.1\r\n" + end + login,
        "GET /api/orders/../../engine-rest/user HTTP/1.1\r\n" + end + login,
        "GET /api/orders/%2e%2e/%2e%2e/actuator HTTP/1.1\r\n" + end + login,
        "GET /api/orders;jsessionid=1 HTTP/1.1\r\n" + end + login,
        "GET //api/orders HTTP/1.1\r\n" + end + login,
        "GET /api//orders HTTP/1.1\r\n" + end + login,
        "GET /engine-rest//task HTTP/1.1\r\n" + end + login,
        "GET /api/../engine-rest/user HTTP/1.1\r\n" + end + login,
        "GET \\engine-rest\\task HTTP/1.1\r\n" + end + login,
        "GET http://elsewhere/engine-rest/user HTTP/1.1\r\n" + end + login,
        "GET \\api\\orders HTTP/1.1\r\n" + end + login,
        "GET /api/orders/%c0%ae%c0%ae HTTP/1.1\r\n" + end + login,
        "GET /api/orders/%zz HTTP/1.1\r\n" + end + login,
        "GET /api/orders/a\u0000b HTTP/1.1\r\n" + end + login,
        "GET /api/orders/a b HTTP/1.1\r\n" + end + login,
        "GET /api/orders/<x> HTTP/1.1\r\n" + end + login,
        "GET http://elsewhere/actuator/env HTTP/1.1\r\n" + end + login,
        "GET /api/orders HTTP/1.1\r\nConnection: close\r\n" + login,
        "GET /api/orders HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n" + login,
        "GET /api/orders HTTP/1.1\r\n" + end + "Authorization: Basic !!!\r\n",
        "GET /api/orders HTTP/1.1\r\n" + end + "Authorization: Basic !!!\r\n" + login,
        "GET /api/orders HTTP/1.1\r\n" + end + "Authorization: Basic\r\n",
        "GET /api/orders HTTP/1.1\r\n" + end + "Authorization: Bearer x\r\n",
        "GET /api/orders HTTP/1.1\r\n" + end + "Authorization: Basic Y2xpZW50\r\n",
        "GET /api/orders HTTP/1.1\r\n" + end + "Bad Header: x\r\n" + login,
        "GET /api/orders HTTP/1.1\r\n" + end + "X: " + "x".repeat(20_000) + "\r\n" + login,
        "GET /api/orders?x=" + "x".repeat(20_000) + " HTTP/1.1\r\n" + end + login,
        "GET /api/orders HTTP/1.1\r\n" + end + "X: y\r\n".repeat(200) + login,
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json\r\nContent-Length: -1\r\n",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json\r\nContent-Length: x\r\n",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json\r\nContent-Length: 99999999999\r\n",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json; charset=nonsense\r\nContent-Length: 2\r\n\r\n{}",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: nonsense\r\nContent-Length: 2\r\n\r\n{}",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json\r\nIdempotency-Key: "
            + "k".repeat(201)
            + "\r\nContent-Length: 2\r\n\r\n{}",
        "POST /api/orders HTTP/1.1\r\n"
            + end
            + login
            + "Content-Type: application/json\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: 2\r\n\r\n{}",
        "POST /camunda/api/admin/auth/user/default/login/cockpit HTTP/1.1\r\n"
            + end
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\n%zz=%",
        "NONSENSE\r\n",
        "\u0016\u0003\u0001 this is TLS\r\n");
  }

  @ParameterizedTest
  @MethodSource
  void raw(String request) {
    String before = state();
    try (Raw raw = Raw.to(port)) {
      String answer = raw.send(request + "\r\n").answer();
      assertThat(answer).matches("(?s)HTTP/1.1 4[0-9][0-9].*");
      assertTellsNothingOfTheInside(answer);
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void theTablesAreLong() {
    assertThat(bodies().count() + particular().count() + raw().count()).isGreaterThan(1_000);
    assertThat(bodiesInTheWebApplications().count()).isGreaterThan(600);
  }

  @Test
  void anErrorOfTheProcessIsNotTheReviewersToSend() {
    WebappSession session = sessions.get("reviewer");
    String path = "/camunda/api/engine/engine/default/task/" + review;
    session.post(path + "/claim", "{\"userId\":\"reviewer\"}");
    for (String what : List.of("bpmnError", "bpmnEscalation")) {
      Http.Reply reply =
          session.post(
              path + "/" + what, "{\"errorCode\":\"NOBODYS\",\"escalationCode\":\"NOBODYS\"}");
      assertThat(reply.status()).as(what + reply.body()).isBetween(400, 499);
      assertThat(reply.body()).isNotBlank();
    }
    assertThat(Http.as(port, "reviewer").get("/engine-rest/task/" + review).status())
        .isEqualTo(200);
    session.post(path + "/unclaim", "{}");
  }

  private static void assertTellsNothingOfTheInside(String body) {
    assertThat(body)
        .doesNotContain(
            "\tat ", "Caused by", "### ", "SQLException", "PSQLException", "stackTrace");
  }

  private String state() {
    return jdbc.sql(STATE).query(String.class).single();
  }
}
