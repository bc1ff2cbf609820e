package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Every group of endpoints with every role, both ways. A number is the status that is answered;
 * {@code yes} is anything but 401 and 403, where it depends on what is asked for; {@code -} is not
 * tried.
 */
@ProcessAppTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoleTableTest {

  private static final List<String> WORKERS =
      List.of("order", "inventory", "payment", "shipping", "notification");

  private static final String TEXT = "a-line-that-no-file-has";

  /** A deployment of a text, which the engine stores and nobody runs. */
  private static final String DEPLOYMENT =
      """
      --a-line-that-no-file-has\r
      Content-Disposition: form-data; name="deployment-name"\r
      \r
      role-table\r
      --a-line-that-no-file-has\r
      Content-Disposition: form-data; name="note.txt"; filename="note.txt"\r
      \r
      A note\r
      --a-line-that-no-file-has--\r
      """;

  private static final Map<String, String> BODIES =
      Map.of(
          "reason", "{\"reason\":\"a test\"}",
          "open", "{\"state\":\"OPEN\"}",
          "fetch", "{\"workerId\":\"w\",\"maxTasks\":1,\"topics\":[]}",
          "retries", "{\"retries\":1}",
          "awake", "{\"suspended\":false}",
          "value", "{\"value\":\"x\",\"type\":\"String\"}",
          "empty", "{}",
          "claim", "{\"userId\":\"reviewer\"}",
          "person", "{\"customerId\":\"nobody\",\"dryRun\":true}",
          "erased", "{\"orderIds\":[\"none\"],\"dryRun\":true}");

  /** Whom grants are given to that shall mean nothing. */
  private static final String NOBODY = "nobody";

  private static final String THROWN_AWAY = "role-table";

  private static final Pattern THROW_AWAY = Pattern.compile("\\{(spare|note|grant|group|user)}");

  @LocalServerPort int port;
  @Autowired RuntimeService runtime;
  @Autowired RepositoryService repository;
  @Autowired ExternalTaskService externalTasks;
  @Autowired TaskService tasks;
  @Autowired IdentityService identity;
  @Autowired AuthorizationService authorizations;

  private Orders orders;
  private String order;
  private String review;
  private String instance;
  private String task;
  private String waiting;
  private String definition;
  private String deployment;
  private final Map<String, WebappSession> sessions = new LinkedHashMap<>();
  private int ghosts;

  @BeforeAll
  void anOrderThatWaitsForItsFirstStepAndOneInReview() {
    orders = new Orders(port);
    String inReview = orders.placeAndReachReview();
    review = tasks.createTaskQuery().processInstanceBusinessKey(inReview).singleResult().getId();
    order = orders.place();
    task = orders.fetch(order, "order.create");
    ProcessInstance running = instanceOf(order);
    waiting = instanceOf(orders.placeAndConfirm()).getId();
    instance = running.getId();
    definition = running.getProcessDefinitionId();
    deployment = repository.getProcessDefinition(definition).getDeploymentId();
    for (String user : List.of("reviewer", "operator", "process-owner", "admin")) {
      String application = user.equals("reviewer") ? "tasklist" : "cockpit";
      sessions.put(user, WebappSession.login(port, user, application));
    }
  }

  private ProcessInstance instanceOf(String id) {
    return runtime.createProcessInstanceQuery().processInstanceBusinessKey(id).singleResult();
  }

  @AfterAll
  void tidyUp() {
    repository
        .createDeploymentQuery()
        .deploymentName(THROWN_AWAY)
        .list()
        .forEach(left -> repository.deleteDeployment(left.getId()));
    authorizations
        .createAuthorizationQuery()
        .userIdIn(NOBODY)
        .list()
        .forEach(left -> authorizations.deleteAuthorization(left.getId()));
    identity
        .createGroupQuery()
        .groupName(THROWN_AWAY)
        .list()
        .forEach(left -> identity.deleteGroup(left.getId()));
    identity
        .createUserQuery()
        .userLastName(THROWN_AWAY)
        .list()
        .forEach(left -> identity.deleteUser(left.getId()));
    externalTasks.unlock(task);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          REQUEST                                              | BODY    | STRANGER | WRONG | CLIENT | REVIEWER | OPERATOR | OWNER | WORKER | ADMIN
          POST /api/orders                                     | order   | 401      | 401   | 202    | 403      | 403      | 403   | 403    | 202
          GET /api/orders                                      |         | 401      | 401   | 200    | 403      | 200      | 403   | 403    | 200
          GET /api/orders/{order}                              |         | 401      | 401   | 200    | 403      | 200      | 403   | 403    | 200
          GET /api/orders/{order}/story                        |         | 401      | 401   | 200    | 403      | 200      | 403   | 403    | 200
          GET /api/orders/{order}/model                        |         | 401      | 401   | 200    | 403      | 200      | 403   | 403    | 200
          GET /orders/{order}                                  |         | 401      | 401   | 200    | 403      | 200      | 403   | 403    | 200
          GET /orders/assets/page.js                           |         | 401      | 401   | 200    | 403      | 200      | 403   | 403    | 200
          POST /api/orders/none/cancellation                   |         | 401      | 401   | 404    | 403      | 403      | 403   | 403    | 404
          POST /api/orders/none/delivery                       |         | 401      | 401   | 404    | 403      | 403      | 403   | 403    | 404
          PUT /api/orders/none/settlements/none                | open    | 401      | 401   | 403    | 403      | 403      | 403   | 403    | 403
          POST /api/operations/orders/none/give-up             | reason  | 401      | 401   | 403    | 403      | 404      | 403   | 403    | 404
          GET /api/operations/orders/none/story                |         | 401      | 401   | 403    | 403      | yes      | 403   | 403    | yes
          GET /api/operations/orders/{order}/story             |         | 401      | 401   | 403    | 403      | 200      | 403   | 403    | 200
          GET /api/operations/orders/{order}/model             |         | 401      | 401   | 403    | 403      | 200      | 403   | 403    | 200
          GET /api/operations/incidents/causes                 |         | 401      | 401   | 403    | 403      | yes      | 403   | 403    | yes
          GET /api/operations/stuck-orders                     |         | 401      | 401   | 403    | 403      | yes      | 403   | 403    | yes
          GET /api/operations/settlements                      |         | 401      | 401   | 403    | 403      | yes      | 403   | 403    | yes
          POST /api/operations/incidents/raises                | empty   | 401      | 401   | 403    | 403      | yes      | 403   | 403    | yes
          GET /api/operations/incidents/raises/none            |         | 401      | 401   | 403    | 403      | 404      | 403   | 403    | 404
          POST /api/operations/orders/none/retry               | reason  | 401      | 401   | 403    | 403      | yes      | 403   | 403    | yes
          POST /api/operations/orders/none/undone              | reason  | 401      | 401   | 403    | 403      | yes      | 403   | 403    | yes
          POST /api/operations/orders/none/notifications       | reason  | 401      | 401   | 403    | 403      | yes      | 403   | 403    | yes
          POST /api/operations/orders/none/settlements/x/accepted | reason  | 401      | 401   | 403    | 403      | 404      | 403   | 403    | 404
          POST /api/erasures                                   | person  | 401      | 401   | 403    | 403      | 403      | 403   | 403    | 200
          POST /api/erasures/orders                            | erased  | 401      | 401   | 403    | 403      | 403      | 403   | 403    | 409
          PUT /api/erasures/999999                             | counts  | 401      | 401   | 403    | 403      | 403      | 403   | 403    | 404
          GET /engine-rest/version                             |         | 401      | 401   | 200    | 403      | 200      | 200   | 200    | 200
          POST /engine-rest/external-task/fetchAndLock         | fetch   | 401      | 401   | 200    | 403      | 200      | 403   | 200    | 200
          POST /engine-rest/external-task/none/complete        | fetch   | 401      | 401   | yes    | 403      | yes      | 403   | yes    | yes
          POST /api/external-tasks/reports                     | reports | 401      | 401   | 200    | 403      | 200      | 403   | 200    | 200
          GET /engine-rest/external-task                       |         | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          GET /engine-rest/external-task/count                 |         | 401      | 401   | 200    | 403      | 200      | 403   | 403    | 200
          POST /engine-rest/external-task/count                | empty   | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          PUT /engine-rest/external-task/{task}/retries        | retries | 401      | 401   | 403    | 403      | 204      | 403   | 403    | 204
          PUT /engine-rest/process-instance/{instance}/suspended | awake | 401      | 401   | 403    | 403      | 204      | 403   | 403    | 204
          PUT /engine-rest/process-instance/{instance}/variables/note | value | 401   | 401   | 403    | 403      | 204      | 403   | 403    | 204
          DELETE /engine-rest/process-instance/{spare}         |         | 401      | 401   | 403    | 403      | 403      | 403   | 403    | 204
          POST /engine-rest/message                            | deliver | 401      | 401   | 403    | 403      | -        | 403   | 403    | -
          GET /engine-rest/process-instance                    |         | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          GET /engine-rest/engine/default/process-instance     |         | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          GET /engine-rest/incident                            |         | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          GET /engine-rest/job                                 |         | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          GET /engine-rest/batch                               |         | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          GET /engine-rest/history/process-instance            |         | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          GET /engine-rest/process-definition/{definition}/xml |         | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          GET /engine-rest/decision-definition                 |         | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          POST /engine-rest/process-definition/key/order-process/start | start | 401  | 401   | 200    | 403      | 403      | 403   | 403    | 200
          POST /engine-rest/deployment/create                  | files   | 401      | 401   | 403    | 403      | 403      | yes   | 403    | yes
          GET /engine-rest/deployment                          |         | 401      | 401   | 200    | 403      | 200      | 200   | 403    | 200
          DELETE /engine-rest/deployment/{deployment}          |         | 401      | 401   | 404    | 403      | 403      | 403   | 403    | -
          DELETE /engine-rest/deployment/{note}                |         | 401      | 401   | 404    | 403      | 403      | 403   | 403    | 204
          POST /engine-rest/migration/execute                  | migrate | 401      | 401   | 403    | 403      | 403      | yes   | 403    | yes
          GET /engine-rest/task                                |         | 401      | 401   | 200    | 200      | 200      | 403   | 403    | 200
          POST /engine-rest/task/{review}/claim                | claim   | 401      | 401   | 403    | 204      | 204      | 403   | 403    | 204
          POST /engine-rest/task/{review}/complete             | empty   | 401      | 401   | 403    | 400      | 400      | 403   | 403    | 400
          GET /engine-rest/filter                              |         | 401      | 401   | 200    | 200      | 200      | 403   | 403    | 200
          POST /engine-rest/authorization/create               | grant   | 401      | 401   | 403    | 403      | 403      | 403   | 403    | 200
          DELETE /engine-rest/authorization/{grant}            |         | 401      | 401   | 404    | 403      | 404      | 404   | 403    | 204
          GET /engine-rest/user                                |         | 401      | 401   | 404    | 403      | 404      | 404   | 403    | 404
          POST /engine-rest/user/create                        | user    | 401      | 401   | 404    | 403      | 404      | 404   | 403    | 404
          GET /engine-rest/group                               |         | 401      | 401   | 404    | 403      | 404      | 404   | 403    | 404
          GET /actuator/health                                 |         | 200      | 401   | 200    | 200      | 200      | 200   | 200    | 200
          GET /actuator                                        |         | 401      | 401   | 403    | 403      | 200      | 403   | 403    | 200
          GET /actuator/prometheus                             |         | 401      | 401   | 403    | 403      | 200      | 403   | 403    | 200
          GET /actuator/metrics                                |         | 401      | 401   | 403    | 403      | 200      | 403   | 403    | 200
          GET /actuator/env                                    |         | 401      | 401   | 403    | 403      | 404      | 403   | 403    | 404
          GET /actuator/heapdump                               |         | 401      | 401   | 403    | 403      | 404      | 403   | 403    | 404
          POST /actuator/shutdown                              | empty   | 401      | 401   | 403    | 403      | 404      | 403   | 403    | 404
          GET /v3/api-docs                                     |         | 401      | 401   | 200    | 403      | 200      | 403   | 403    | 200
          GET /v3/api-docs.yaml                                |         | 401      | 401   | 200    | 403      | 200      | 403   | 403    | 200
          GET /swagger-ui/index.html                           |         | 401      | 401   | 200    | 403      | 200      | 403   | 403    | 200
          GET /camunda/app/cockpit/default/                    |         | 200      | 200   | 200    | 200      | 200      | 200   | 200    | 200
          GET /camunda/api/engine/engine/default/task          |         | 401      | 401   | 401    | 401      | 401      | 401   | 401    | 401
          GET /camunda/api/cockpit/plugin/base/default/incident |        | 401      | 401   | 401    | 401      | 401      | 401   | 401    | 401
          POST /camunda/api/admin/setup/default/user/create    | user    | 403      | 403   | 403    | 403      | 403      | 403   | 403    | 403
          GET /h2-console                                      |         | 403      | 403   | 403    | 403      | 403      | 403   | 403    | 403
          """)
  void withHttpBasic(
      String request,
      String body,
      String stranger,
      String wrong,
      String client,
      String reviewer,
      String operator,
      String owner,
      String worker,
      String admin) {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("client", client);
    expected.put("reviewer", reviewer);
    expected.put("operator", operator);
    expected.put("process-owner", owner);
    WORKERS.forEach(name -> expected.put(name + "-worker", worker));
    expected.put("admin", admin);
    SoftAssertions all = new SoftAssertions();
    check(all, "stranger", stranger, send(Http.stranger(port), request, body));
    // Another name each time: guesses for one user are slowed down.
    Http ghost = Http.as(port, "ghost-" + ghosts++, "wrong-password");
    check(all, "wrong password", wrong, send(ghost, request, body));
    expected.forEach(
        (user, status) -> {
          if (!status.equals("-")) {
            check(all, user, status, send(Http.as(port, user), request, body));
          }
        });
    all.assertAll();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          REQUEST, in a session after /camunda/api                                  | BODY    | REVIEWER | OPERATOR | OWNER | ADMIN
          GET /engine/engine/default/process-definition                             |         | 200      | 200      | 200   | 200
          GET /engine/engine/default/process-instance/{instance}                    |         | yes      | 200      | 200   | 200
          POST /engine/engine/default/process-definition/key/order-process/start    | start   | 403      | 403      | 403   | 200
          POST /engine/engine/default/deployment/create                             | files   | 403      | 403      | yes   | yes
          DELETE /engine/engine/default/deployment/{deployment}                     |         | 404      | 403      | 403   | -
          DELETE /engine/engine/default/deployment/{note}                           |         | 404      | 403      | 403   | 204
          PUT /engine/engine/default/external-task/{task}/retries                   | retries | 403      | 204      | 403   | 204
          PUT /engine/engine/default/process-instance/{instance}/suspended          | awake   | 403      | 204      | 403   | 204
          PUT /engine/engine/default/process-instance/{instance}/variables/note     | value   | 403      | 204      | 403   | 204
          DELETE /engine/engine/default/process-instance/{spare}                    |         | 403      | 403      | 403   | 204
          POST /engine/engine/default/migration/execute                             | migrate | 403      | 403      | yes   | yes
          POST /engine/engine/default/user/create                                   | user    | 403      | 403      | 403   | -
          POST /engine/engine/default/group/create                                  | group   | 403      | 403      | 403   | 204
          DELETE /engine/engine/default/group/{group}                               |         | 403      | 403      | 403   | 204
          POST /engine/engine/default/authorization/create                          | grant   | 403      | 403      | 403   | 200
          DELETE /engine/engine/default/authorization/{grant}                       |         | 404      | 404      | 404   | 204
          DELETE /engine/engine/default/user/{user}                                 |         | 403      | 403      | 403   | 204
          POST /engine/engine/default/task/{review}/claim                           | claim   | 204      | 204      | 403   | 204
          POST /engine/engine/default/task/{review}/complete                        | empty   | 400      | 400      | 403   | 400
          """)
  void inTheWebApplications(
      String request, String body, String reviewer, String operator, String owner, String admin) {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("reviewer", reviewer);
    expected.put("operator", operator);
    expected.put("process-owner", owner);
    expected.put("admin", admin);
    SoftAssertions all = new SoftAssertions();
    String[] parts = request.split(" ", 2);
    String path = "/camunda/api" + filled(parts[1]);
    expected.forEach(
        (user, status) -> {
          if (!status.equals("-")) {
            check(
                all,
                user,
                status,
                sessions.get(user).send(parts[0], path, body(body), "Content-Type", typeOf(body)));
          }
        });
    Http.Reply reply = send(Http.stranger(port), parts[0] + " " + path, body);
    // Without a session the token against forgery is missing, or the login.
    all.assertThat(reply.status()).as("stranger").isIn(401, 403);
    all.assertAll();
  }

  @Test
  void everyWorkerHasItsOwnTopicsOnly() {
    SoftAssertions all = new SoftAssertions();
    for (String worker : WORKERS) {
      for (String other : WORKERS) {
        String fetch =
            """
            {"workerId":"w","maxTasks":1,"topics":[{"topicName":"%s.nothing","lockDuration":1000}]}"""
                .formatted(other);
        all.assertThat(
                Http.as(port, worker + "-worker")
                    .post("/engine-rest/external-task/fetchAndLock", fetch)
                    .status())
            .as(worker + "-worker and " + other + ".nothing")
            .isEqualTo(worker.equals(other) ? 200 : 403);
        all.assertThat(
                Http.as(port, worker + "-worker")
                    .get("/engine-rest/external-task/count?topicName=" + other + ".nothing")
                    .status())
            .as(worker + "-worker counts " + other + ".nothing")
            .isEqualTo(worker.equals(other) ? 200 : 403);
      }
    }
    all.assertAll();
  }

  @Test
  void everyWorkerTellsOfItsOwnSettlementsOnly() {
    SoftAssertions all = new SoftAssertions();
    for (String worker : WORKERS) {
      for (String other : WORKERS) {
        // There is no such order: nothing is kept of it, whoever tells.
        all.assertThat(
                Http.as(port, worker + "-worker")
                    .put("/api/orders/none/settlements/" + other + ".nothing", BODIES.get("open"))
                    .status())
            .as(worker + "-worker and " + other + ".nothing")
            .isEqualTo(worker.equals(other) ? 404 : 403);
      }
    }
    all.assertAll();
  }

  @Test
  void nothingOfThisMadeAUserOrEndedTheOrder() {
    assertThat(new Orders(port).get(order).get("status").textValue()).isEqualTo("PENDING");
    assertThat(sessions.get("admin").get("/camunda/api/engine/engine/default/user?id=eve").body())
        .isEqualTo("[]");
  }

  private static void check(SoftAssertions all, String who, String expected, Http.Reply reply) {
    if (expected.equals("yes")) {
      all.assertThat(reply.status())
          .as(who + ": " + reply.body())
          .isNotIn(401, 403)
          .isLessThan(500);
    } else {
      all.assertThat(reply.status()).as(who).isEqualTo(Integer.parseInt(expected));
    }
  }

  private Http.Reply send(Http http, String request, String body) {
    String[] parts = request.split(" ", 2);
    return http.send(
        http.request(parts[0], filled(parts[1]), body(body), "Content-Type", typeOf(body)));
  }

  private String filled(String path) {
    return THROW_AWAY
        .matcher(path)
        .replaceAll(found -> throwAway(found.group(1)))
        .replace("{order}", order)
        .replace("{review}", review)
        .replace("{instance}", instance)
        .replace("{task}", task)
        .replace("{definition}", definition)
        .replace("{deployment}", deployment);
  }

  /** Makes what whoever may delete it deletes: another one each time. */
  private String throwAway(String kind) {
    return switch (kind) {
      case "spare" -> instanceOf(orders.place()).getId();
      case "note" ->
          repository
              .createDeployment()
              .name(THROWN_AWAY)
              .addString("note.form", "{\"id\":\"note\",\"type\":\"default\",\"components\":[]}")
              .deploy()
              .getId();
      case "grant" -> grant();
      case "group" -> group();
      default -> user();
    };
  }

  private String grant() {
    Authorization grant = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
    grant.setUserId(NOBODY);
    grant.setResource(Resources.APPLICATION);
    grant.setResourceId(Orders.newId());
    return authorizations.saveAuthorization(grant).getId();
  }

  private String group() {
    Group group = identity.newGroup(plainId());
    group.setName(THROWN_AWAY);
    identity.saveGroup(group);
    return group.getId();
  }

  private String user() {
    User user = identity.newUser(plainId());
    user.setLastName(THROWN_AWAY);
    user.setPassword("long-enough-for-all");
    identity.saveUser(user);
    return user.getId();
  }

  /** The engine's own pattern for groups knows no hyphen. */
  private static String plainId() {
    return Orders.newId().replace("-", "");
  }

  private static String typeOf(String body) {
    return "files".equals(body) ? "multipart/form-data; boundary=" + TEXT : "application/json";
  }

  private String body(String name) {
    if (name == null) {
      return null;
    }
    String id = Orders.newId();
    return switch (name) {
      case "counts" -> "{\"erased\":{}}";
      case "user" ->
          "{\"profile\":{\"id\":\"eve\"},\"credentials\":{\"password\":\"long-enough-for-all\"}}";
      case "group" ->
          "{\"id\":\"%s\",\"name\":\"%s\",\"type\":\"x\"}".formatted(plainId(), THROWN_AWAY);
      case "grant" ->
          """
          {"type":1,"permissions":["ALL"],"userId":"%s","resourceType":0,"resourceId":"%s"}"""
              .formatted(NOBODY, id);
      case "order" -> Orders.order(id).toString();
      case "start" -> Orders.start(id, Orders.order(id)).toString();
      case "files" -> DEPLOYMENT;
      case "reports" -> "{\"reports\":[{\"taskId\":\"none\",\"complete\":{\"workerId\":\"w\"}}]}";
      case "deliver" -> "{\"messageName\":\"DELIVERED\",\"processInstanceId\":\"" + waiting + "\"}";
      case "migrate" ->
          """
          {"migrationPlan":{"sourceProcessDefinitionId":"%1$s","targetProcessDefinitionId":"%1$s",
           "instructions":[]},"processInstanceIds":["%2$s"]}"""
              .formatted(definition, instance);
      default -> BODIES.get(name);
    };
  }
}
