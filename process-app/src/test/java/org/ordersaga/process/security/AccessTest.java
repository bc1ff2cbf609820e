package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.authorization.Groups;
import org.camunda.bpm.engine.identity.User;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who may do what, both ways. */
@ProcessAppTest
class AccessTest {

  private static final String START = "/engine-rest/process-definition/key/order-process/start";

  @LocalServerPort int port;
  @Autowired IdentityService identity;
  Http stranger;
  Orders orders;

  @BeforeEach
  void connect() {
    stranger = Http.stranger(port);
    orders = new Orders(port);
  }

  @Test
  void healthIsOpenAndTellsStrangersNoDetail() {
    Http.Reply reply = stranger.get("/actuator/health");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().has("components")).isFalse();
    assertThat(Http.as(port, "operator").get("/actuator/health").json().has("components")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator",
        "/actuator/prometheus",
        "/actuator/info",
        "/engine-rest/engine",
        "/engine-rest/process-definition",
        "/engine-rest/external-task",
        "/api/orders",
        "/api/orders/x",
        "/swagger-ui.html",
        "/swagger-ui/index.html",
        "/v3/api-docs",
        "/v3/api-docs.yaml"
      })
  void aStrangerAndAWrongPasswordAreAskedToLogIn(String path) {
    // Another name for each path: guesses for one user are slowed down.
    Http ghost = Http.as(port, "ghost" + path.replace('/', '-'), "wrong-password");
    for (Http who : new Http[] {stranger, ghost, Http.as(port, "a\u0001b", "x")}) {
      Http.Reply reply = who.get(path);
      assertThat(reply.status()).as(path).isEqualTo(401);
      assertThat(reply.header("WWW-Authenticate")).startsWith("Basic");
      assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/error", "/favicon.ico", "/webjars/swagger-ui/index.html", "/index.html", "/apix",
        "/engine-restx/engine", "/h2-console", "/v3", "/logout", "/login"
      })
  void nothingElseIsReachableEvenForTheAdministrator(String path) {
    assertThat(stranger.get(path).status()).isEqualTo(403);
    assertThat(Http.as(port, "admin").get(path).status()).isEqualTo(403);
  }

  @Test
  void theRootLeadsToCockpitAndItsLoginPageIsShownToStrangers() {
    Http.Reply root = stranger.get("/");
    assertThat(root.status()).isEqualTo(302);
    assertThat(root.header("Location")).endsWith("/camunda/app/cockpit/");
    assertThat(stranger.get("/camunda/app/cockpit/default/").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/actuator/prometheus,  200, 200, 403, 403",
    "/actuator/info,        200, 200, 403, 403",
    "/api/orders,           200, 200, 200, 403",
    "/v3/api-docs,          200, 200, 200, 403",
    "/swagger-ui/index.html,200, 200, 200, 403",
    "/engine-rest/version,  200, 200, 200, 200",
    "/engine-rest/process-instance, 200, 200, 200, 403",
    "/engine-rest/history/process-instance, 200, 200, 200, 403",
    "/engine-rest/engine/default/process-instance, 200, 200, 200, 403",
    "/engine-rest/user/count, 404, 404, 404, 403",
  })
  void reading(String path, int admin, int operator, int client, int worker) {
    assertThat(Http.as(port, "admin").get(path).status()).as("admin").isEqualTo(admin);
    assertThat(Http.as(port, "operator").get(path).status()).as("operator").isEqualTo(operator);
    assertThat(Http.as(port, "client").get(path).status()).as("client").isEqualTo(client);
    assertThat(Http.as(port, "payment-worker").get(path).status()).as("worker").isEqualTo(worker);
  }

  @Test
  void onlyClientsAndTheAdministratorPlaceOrders() {
    for (String user : new String[] {"client", "admin"}) {
      String id = Orders.newId();
      Http http = Http.as(port, user);
      assertThat(http.post("/api/orders", Orders.order(id).toString()).status()).isEqualTo(202);
      String other = Orders.newId();
      assertThat(http.post(START, Orders.start(other, Orders.order(other)).toString()).status())
          .isEqualTo(200);
    }
    for (String user : new String[] {"operator", "order-worker"}) {
      String id = Orders.newId();
      Http http = Http.as(port, user);
      assertThat(http.post("/api/orders", Orders.order(id).toString()).status()).isEqualTo(403);
      assertThat(http.post(START, Orders.start(id, Orders.order(id)).toString()).status())
          .isEqualTo(403);
    }
  }

  @Test
  void onlyClientsAndTheAdministratorCancelAndDeliver() {
    String id = orders.place();
    for (String what : new String[] {"/cancellation", "/delivery"}) {
      String path = "/api/orders/" + id + what;
      assertThat(stranger.post(path, null).status()).isEqualTo(401);
      assertThat(Http.as(port, "operator").post(path, null).status()).isEqualTo(403);
      assertThat(Http.as(port, "order-worker").post(path, null).status()).isEqualTo(403);
      assertThat(Http.as(port, "client").post(path, null).status()).isEqualTo(202);
    }
  }

  @Test
  void workersCarryOutTasksAndOperatorsRaiseRetriesAndClientsDoNeither() {
    String id = orders.place();
    String task = orders.fetch(id, "order.create");
    String failure =
        "{\"workerId\":\"test\",\"errorMessage\":\"no\",\"retries\":0,\"retryTimeout\":0}";
    String path = "/engine-rest/external-task/" + task;
    Http client = Http.as(port, "client");
    assertThat(client.post(path + "/failure", failure).status()).isEqualTo(403);
    assertThat(
            client
                .post(
                    "/engine-rest/external-task/fetchAndLock",
                    """
                    {"workerId":"c","maxTasks":9,
                     "topics":[{"topicName":"order.create","lockDuration":1000}]}""")
                .body())
        .isEqualTo("[]");
    assertThat(Http.as(port, "order-worker").post(path + "/failure", failure).status())
        .isEqualTo(204);
    String retries = "{\"retries\":2}";
    assertThat(client.put(path + "/retries", retries).status()).isEqualTo(403);
    assertThat(Http.as(port, "operator").put(path + "/retries", retries).status()).isEqualTo(204);
    orders.complete(id, "order.create");
  }

  @Test
  void onlyTheAdministratorDeletesDeploysAndManagesUsers() {
    String order = orders.placeAndConfirm();
    for (String user : new String[] {"client", "order-worker", "operator"}) {
      Http http = Http.as(port, user);
      String instance =
          Http.as(port, "admin")
              .get("/engine-rest/process-instance?businessKey=" + order)
              .json()
              .get(0)
              .get("id")
              .textValue();
      assertThat(http.delete("/engine-rest/process-instance/" + instance).status()).isEqualTo(403);
      assertThat(
              http.put(
                      "/engine-rest/user/" + user + "/credentials",
                      "{\"password\":\"another-secret\",\"authenticatedUserPassword\":\""
                          + user
                          + "-secret\"}")
                  .status())
          .isIn(403, 404);
      assertThat(
              http.post(
                      "/engine-rest/user/create",
                      "{\"profile\":{\"id\":\"eve\"},\"credentials\":{\"password\":\"x\"}}")
                  .status())
          .isIn(403, 404);
      assertThat(
              http.post(
                      "/engine-rest/message",
                      "{\"messageName\":\"DELIVERED\",\"processInstanceId\":\"" + instance + "\"}")
                  .status())
          .as(user + " moves a waiting order by hand")
          .isEqualTo(user.equals("operator") ? 204 : 403);
    }
    assertThat(
            WebappSession.login(port, "admin", "admin")
                .post(
                    "/camunda/api/engine/engine/default/user/create",
                    "{\"profile\":{\"id\":\"ann\"},\"credentials\":{\"password\":\"long-enough-1\"}}")
                .status())
        .isEqualTo(204);
    Http ann = Http.as(port, "ann", "long-enough-1");
    assertThat(ann.get("/engine-rest/process-instance").status())
        .as("a user without one of our groups")
        .isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "admin,cockpit,200",
    "admin,tasklist,200",
    "admin,admin,200",
    "admin,welcome,200",
    "operator,cockpit,200",
    "operator,tasklist,200",
    "operator,admin,403",
    "process-owner,cockpit,200",
    "process-owner,tasklist,403",
    "process-owner,admin,403",
    "reviewer,tasklist,200",
    "reviewer,cockpit,403",
    "reviewer,admin,403",
    "client,cockpit,401",
    "client,welcome,401",
    "client,tasklist,401",
    "inventory-worker,cockpit,401",
    "inventory-worker,welcome,401",
    "ghost,cockpit,401"
  })
  void loggingInToTheWebApplications(String user, String application, int status) {
    WebappSession session = WebappSession.open(port);
    int answer = session.tryLogin(user, user + "-secret", application).status();
    // A name with which others guessed before has to wait first.
    assertThat(answer == 429 ? 401 : answer).isEqualTo(status);
    int expected = status == 200 ? 200 : 401;
    assertThat(session.get("/camunda/api/engine/engine/default/process-definition").status())
        .isEqualTo(expected);
  }

  @Test
  void theWebApplicationsRestNeedsASessionAndAToken() {
    String path = "/camunda/api/engine/engine/default/process-definition/count";
    assertThat(stranger.get(path).status()).isEqualTo(401);
    assertThat(Http.as(port, "admin").get(path).status()).as("no Basic here").isEqualTo(401);
    String start = "/camunda/api/engine/engine/default/process-definition/key/order-process/start";
    String id = Orders.newId();
    String body = Orders.start(id, Orders.order(id)).toString();
    assertThat(WebappSession.login(port, "admin", "cockpit").postWithoutToken(start, body).status())
        .isEqualTo(403);
    assertThat(WebappSession.login(port, "operator", "cockpit").post(start, body).status())
        .isEqualTo(403);
    assertThat(WebappSession.login(port, "admin", "cockpit").post(start, body).status())
        .isEqualTo(200);
  }

  @Test
  void noSessionTriesPasswordsAtTheWebApplicationsRest() {
    WebappSession session = WebappSession.login(port, "reviewer", "tasklist");
    String path = "/camunda/api/engine/engine/default/identity/verify";
    for (String spelling : List.of(path, path + "/", path.replace("verify", "%76erify"))) {
      Http.Reply reply =
          session.post(spelling, "{\"username\":\"admin\",\"password\":\"admin-secret\"}");
      assertThat(reply.status()).as(spelling).isEqualTo(403);
    }
    // It is a session that counts, or the answers above would say nothing.
    assertThat(session.post("/camunda/api/engine/engine/default/task/count", "{}").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/camunda/api/admin/setup/default/user/create",
        "/camunda/api/admin/setup/default/user/create/",
        "/camunda/api/admin/setup;x/default/user/create",
        "/camunda/api/admin/setup;x=1/default/user/create;y",
        "/camunda/api/admin//setup/default/user/create",
        "/camunda//api/admin/setup/default/user/create",
        "/camunda/api/admin/%73etup/default/user/create",
        "/camunda/api/admin/%2573etup/default/user/create",
        "/camunda/api/admin%2Fsetup/default/user/create",
        "/camunda/api/admin/./setup/default/user/create",
        "/camunda/api/admin/x/../setup/default/user/create",
        "/camunda/api/admin/SETUP/default/user/create",
        "/camunda/app/admin/default/setup/",
        "/camunda/app/admin/default/setup",
        "/camunda;x/api/admin/setup/default/user/create",
        "//camunda/api/admin/setup/default/user/create"
      })
  void theSetUpIsRefusedHoweverItIsSpelled(String path) throws IOException {
    String body = "{\"profile\":{\"id\":\"eve\"},\"credentials\":{\"password\":\"eve-secret\"}}";
    // Raw, because every HTTP client tidies a path up.
    try (Socket socket = new Socket("localhost", port)) {
      socket
          .getOutputStream()
          .write(
              ("POST "
                      + path
                      + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      + "Content-Type: application/json\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.UTF_8));
      String status =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      // Tomcat answers what is no path at all with 400.
      assertThat(status).containsAnyOf(" 403", " 400");
    }
    assertThat(PathFilter.isSetup(path)).isTrue();
    assertThat(identity.createUserQuery().userId("eve").count()).isZero();
  }

  @Test
  void anOrderMayBeCalledSetUp() {
    assertThat(Http.as(port, "client").get("/api/orders/setup").header("Content-Type"))
        .isEqualTo("application/problem+json");
    assertThat(Http.as(port, "client").get("/api//orders").status()).isEqualTo(400);
    assertThat(Http.as(port, "client").get("/engine-rest;x/engine").status()).isEqualTo(400);
  }

  @Test
  void theSetUpIsRefusedToASessionWithATokenToo() {
    WebappSession admin = WebappSession.login(port, "admin", "admin");
    assertThat(
            admin
                .post(
                    "/camunda/api/admin/setup/default/user/create",
                    "{\"profile\":{\"id\":\"eve\"},\"credentials\":{\"password\":\"eve-secret\"}}")
                .status())
        .isEqualTo(403);
    assertThat(PathFilter.isSetup("/camunda/app/admin/default/")).isFalse();
  }

  /** What BareEngineTest finds open: without an administrator the set-up is anybody's. */
  @Test
  void theSetUpIsRefusedWhereTheEngineWouldLetAStrangerIn() {
    WebappSession anybody = WebappSession.open(port);
    WebappSession operator = WebappSession.login(port, "operator", "cockpit");
    List<String> admins =
        identity.createUserQuery().memberOfGroup(Groups.CAMUNDA_ADMIN).list().stream()
            .map(User::getId)
            .toList();
    admins.forEach(admin -> identity.deleteMembership(admin, Groups.CAMUNDA_ADMIN));
    try {
      for (WebappSession session : List.of(anybody, operator)) {
        assertThat(
                session
                    .post(
                        "/camunda/api/admin/setup/default/user/create",
                        "{\"profile\":{\"id\":\"eve\"},\"credentials\":{\"password\":\"long-enough-1\"}}")
                    .status())
            .isEqualTo(403);
      }
      assertThat(identity.createUserQuery().memberOfGroup(Groups.CAMUNDA_ADMIN).count()).isZero();
      assertThat(identity.createUserQuery().userId("eve").count()).isZero();
    } finally {
      admins.forEach(admin -> identity.createMembership(admin, Groups.CAMUNDA_ADMIN));
    }
    assertThat(admins).contains("admin");
  }

  @Test
  void theApiIsDescribedWithItsExamples() {
    Http.Reply reply = Http.as(port, "client").get("/v3/api-docs");
    assertThat(reply.json().get("paths").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "/api/orders",
            "/api/orders/{id}",
            "/api/orders/{id}/cancellation",
            "/api/orders/{id}/delivery",
            "/api/orders/{id}/settlements/{topic}",
            "/api/erasures",
            "/api/erasures/orders",
            "/api/erasures/{id}",
            "/api/external-tasks/reports",
            "/api/operations/incidents/causes",
            "/api/operations/incidents/raises",
            "/api/operations/incidents/raises/{id}",
            "/api/operations/orders/{id}/give-up",
            "/api/operations/orders/{id}/model",
            "/api/operations/orders/{id}/notifications",
            "/api/operations/orders/{id}/retry",
            "/api/operations/orders/{id}/settlements/{topic}/accepted",
            "/api/operations/orders/{id}/story",
            "/api/operations/orders/{id}/undone",
            "/api/operations/settlements",
            "/api/operations/stuck-orders",
            "/api/orders/{id}/model",
            "/api/orders/{id}/story");
    assertThat(reply.body()).contains("BOOK-001", "Idempotency-Key", "problem+json");
  }

  @Test
  void aWrongPasswordDoesNotTurnTheRightOneAway() {
    assertThat(Http.as(port, "order-worker").get("/engine-rest/version").status()).isEqualTo(200);
    for (int attempt = 0; attempt < 15; attempt++) {
      Http.Reply wrong = Http.as(port, "order-worker", "wrong-secret").get("/engine-rest/version");
      assertThat(wrong.status()).isIn(401, 429);
    }
    assertThat(Http.as(port, "order-worker").get("/engine-rest/version").status()).isEqualTo(200);
  }

  @Test
  void loginsThatComeAtOnceDisturbNobody() {
    assertThat(Http.as(port, "client").get("/api/orders").status()).isEqualTo(200);
    List<CompletableFuture<Integer>> answers =
        IntStream.range(0, 24)
            .mapToObj(
                n ->
                    CompletableFuture.supplyAsync(
                        () ->
                            (n % 3 == 0
                                    ? Http.as(port, "client", "wrong-secret")
                                    : Http.as(port, "client"))
                                .get("/api/orders")
                                .status()))
            .toList();
    for (int n = 0; n < answers.size(); n++) {
      if (n % 3 == 0) {
        assertThat(answers.get(n).join()).isIn(401, 429);
      } else {
        assertThat(answers.get(n).join()).isEqualTo(200);
      }
    }
  }

  @Test
  void aPageOfAnotherSiteCannotUseABrowsersLogin() {
    Http client = Http.as(port, "client");
    String path = "/api/orders/some-order/cancellation";
    assertThat(client.post(path, "", "Sec-Fetch-Site", "cross-site").status()).isEqualTo(403);
    assertThat(client.post(path, "", "Sec-Fetch-Site", "same-origin").status()).isEqualTo(404);
  }

  @Test
  void aWorkerDoesNotSlipIntoTheWebApplicationsUnderAnothersName() {
    String form = "username=order-worker&password=order-worker-secret";
    String type = "application/x-www-form-urlencoded";
    for (String[] login :
        new String[][] {
          {"welcome?username=operator", "Application/X-WWW-Form-Urlencoded"},
          {"welcome?username=operator", type},
          {"welcome", type}
        }) {
      Http.Reply reply = WebappSession.open(port).sendLogin(login[0], login[1], form);
      assertThat(reply.status()).as(String.join(" ", login)).isEqualTo(401);
    }
    // The way itself works for those who may use it, or the answers above would say nothing.
    assertThat(
            WebappSession.open(port)
                .sendLogin("welcome", type, "username=operator&password=operator-secret")
                .status())
        .isEqualTo(200);
  }
}
