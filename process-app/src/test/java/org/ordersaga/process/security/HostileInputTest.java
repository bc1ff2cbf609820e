package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.Raw;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Bad requests, several hundred: each is refused as the caller's mistake, in words, without a word
 * of our inside; and nothing starts, ends or changes.
 */
@ProcessAppTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {

  private static final String STATE =
      """
      select (select count(*) from act_hi_procinst) || ' ' || (select count(*) from act_ru_execution)
          || ' ' || (select count(*) from act_re_deployment) || ' ' || (select count(*) from act_id_user)
          || ' ' || (select count(*) from act_ru_filter) || ' ' || (select count(*) from act_ru_batch)
          || ' ' || (select count(*) from act_ru_authorization)
          || ' ' || (select count(*) from act_ru_variable) || ' ' || (select count(*) from order_view)""";

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
          "operator POST /engine-rest/process-instance/{instance}/variables",
          "operator PUT /engine-rest/process-instance/{instance}/variables/x",
          "operator PUT /engine-rest/process-instance/{instance}/suspended",
          "operator POST /engine-rest/job",
          "operator POST /engine-rest/job/retries",
          "operator POST /engine-rest/history/process-instance",
          "operator POST /engine-rest/history/activity-instance",
          "operator POST /engine-rest/history/variable-instance",
          "operator POST /engine-rest/history/detail",
          "operator POST /engine-rest/history/task",
          "operator POST /engine-rest/history/external-task-log",
          "reviewer POST /engine-rest/task",
          "reviewer POST /engine-rest/task/{review}/claim",
          "reviewer POST /engine-rest/task/{review}/complete",
          "reviewer POST /engine-rest/task/{review}/submit-form",
          "admin POST /engine-rest/filter/create",
          "process-owner POST /engine-rest/migration/generate",
          "process-owner POST /engine-rest/migration/validate",
          "process-owner POST /engine-rest/migration/execute",
          "process-owner POST /engine-rest/deployment/create",
          "admin POST /engine-rest/authorization/create");

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired RuntimeService runtime;

  private Orders orders;
  private String order;
  private String task;
  private String instance;
  private String review;

  record Bad(String name, String user, String method, String path, String type, String body) {

    static Bad of(String name, String request, String body) {
      String[] parts = request.split(" ", 3);
      return new Bad(name, parts[0], parts[1], parts[2], "application/json", body);
    }

    /** engine-rest answers such requests as if the odd part were not there. */
    boolean mayBeOverlooked() {
      return path.contains("/engine-rest/") && (isOverlooked(name) || name.equals("a query"));
    }

    Bad as(String otherType) {
      return new Bad(name + " as " + otherType, user, method, path, otherType, body);
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
            "client POST /api/orders/none/cancellation",
            "client POST /api/orders/none/delivery",
            "operator POST /api/operations/orders/none/give-up")) {
      boolean sends = !other.contains(" GET ") && !other.contains(" DELETE ");
      table.add(Bad.of("another's or nobody's", other, sends ? ofKind(other) : null));
    }
    // Queries.
    for (String query :
        List.of(
            "/engine-rest/process-instance?maxResults=x",
            "/engine-rest/process-instance?maxResults=-1",
            "/engine-rest/process-instance?maxResults=2001",
            "/engine-rest/process-instance?maxResults=99999999999999999999",
            "/engine-rest/process-instance?firstResult=-1&maxResults=1",
            "/engine-rest/process-instance?firstResult=x",
            "/engine-rest/process-instance?sortBy=nonsense&sortOrder=asc",
            "/engine-rest/process-instance?sortBy=businessKey;drop&sortOrder=asc",
            "/engine-rest/process-instance?sortBy=businessKey",
            "/engine-rest/process-instance?sortBy=businessKey&sortOrder=sideways",
            "/engine-rest/process-instance?variables=x",
            "/engine-rest/process-instance?variables=x_nonsense_y",
            "/engine-rest/process-instance?businessKey=%00",
            "/engine-rest/history/process-instance?startedAfter=yesterday",
            "/engine-rest/history/process-instance?startedAfter=2026-13-99T99:99:99.999%2B0000",
            "/engine-rest/history/activity-instance?sortBy=x&sortOrder=asc",
            "/engine-rest/history/detail?occurredAfter=x",
            "/engine-rest/external-task?priorityHigherThanOrEquals=x",
            "/engine-rest/external-task?priorityHigherThanOrEquals=99999999999999999999",
            "/engine-rest/external-task?lockExpirationBefore=x",
            "/engine-rest/external-task?sortBy=x&sortOrder=desc",
            "/engine-rest/incident?sortBy=x&sortOrder=asc",
            "/engine-rest/incident?incidentTimestampBefore=x",
            "/engine-rest/job?dueDates=x",
            "/engine-rest/job?dueDates=gt_x",
            "/engine-rest/job?sortBy=x&sortOrder=asc",
            "/engine-rest/batch?sortBy=x&sortOrder=asc",
            "/engine-rest/task?priority=x",
            "/engine-rest/task?due=x",
            "/engine-rest/task?taskVariables=x",
            "/engine-rest/task?assigneeExpression=$%7B7*7%7D",
            "/engine-rest/deployment?after=x",
            "/engine-rest/deployment?sortBy=x&sortOrder=asc",
            "/engine-rest/process-definition?version=x",
            "/engine-rest/process-definition?sortBy=x&sortOrder=asc",
            "/engine-rest/decision-definition?version=-x",
            "/engine-rest/user",
            "/engine-rest/nonsense",
            "/engine-rest/engine/none/task",
            "/api/orders?status=NONSENSE",
            "/api/orders?page=-1",
            "/api/orders?page=x",
            "/api/orders?page=99999999999999999999",
            "/api/orders?customerId=%00",
            "/api/orders?customerId=" + "x".repeat(65),
            "/api/orders/%00",
            "/api/orders/%0A",
            "/api/orders/a%2Fb",
            "/api/orders/a%5Cb",
            "/api/orders/" + "x".repeat(65),
            "/api/nothing",
            "/actuator/nothing",
            "/v3/api-docs/nothing",
            "/swagger-ui/nothing.html",
            "/nothing")) {
      table.add(Bad.of("a query", "operator GET " + query, null));
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
    if (request.endsWith("/give-up")) {
      return "{\"reason\":\"x\"}";
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
    String path =
        bad.path()
            .replace("{order}", order)
            .replace("{instance}", instance)
            .replace("{task}", task)
            .replace("{review}", review);
    String before = state();
    Http.Reply reply =
        http.send(http.request(bad.method(), path, bad.body(), "Content-Type", bad.type()));
    assertThat(reply.status()).as(reply.body()).isLessThan(500);
    if (!bad.mayBeOverlooked()) {
      assertThat(reply.status()).as(reply.body()).isGreaterThanOrEqualTo(400);
    }
    if (reply.status() != 204 && !List.of("TRACE", "NONSENSE").contains(bad.method())) {
      assertThat(reply.body()).isNotBlank();
    }
    assertTellsNothingOfTheInside(reply.body());
    assertThat(state()).isEqualTo(before);
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
              assertThat(result.get("error").get("message").asText()).isNotBlank();
            });
    assertTellsNothingOfTheInside(reply.body());
    assertThat(state()).isEqualTo(before);
  }

  static Stream<String> raw() {
    String login = Raw.login("client");
    String end = "Host: localhost\r\nConnection: close\r\n";
    return Stream.of(
        "GET /api/../actuator/env HTTP/1.1\r\n" + end + login,
        "GET /api/orders/../../engine-rest/user HTTP/1.1\r\n" + end + login,
        "GET /api/orders/%2e%2e/%2e%2e/actuator HTTP/1.1\r\n" + end + login,
        "GET /api/orders;jsessionid=1 HTTP/1.1\r\n" + end + login,
        "GET //api/orders HTTP/1.1\r\n" + end + login,
        "GET /api//orders HTTP/1.1\r\n" + end + login,
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
    assertThat(bodies().count() + particular().count() + raw().count()).isGreaterThan(600);
  }

  @Test
  void anErrorOfTheProcessIsNotTheReviewersToSend() {
    var session = org.ordersaga.process.WebappSession.login(port, "reviewer", "tasklist");
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
