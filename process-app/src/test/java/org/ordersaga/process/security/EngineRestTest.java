package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.springframework.boot.test.web.server.LocalServerPort;

/** engine-rest offers what somebody needs, and nothing else, even to the administrator. */
@ProcessAppTest
class EngineRestTest {

  private static final String NOT_OFFERED = "offers no such operation";

  @LocalServerPort int port;

  @ParameterizedTest
  @CsvSource({
    "GET,    /engine",
    "GET,    /user",
    "GET,    /user/count",
    "POST,   /user/create",
    "GET,    /user/admin/profile",
    "PUT,    /user/client/credentials",
    "DELETE, /user/client",
    "POST,   /user/client/unlock",
    "GET,    /group",
    "POST,   /group/create",
    "PUT,    /group/camunda-admin/members/client",
    "POST,   /identity/verify",
    "GET,    /identity/groups?userId=admin",
    "GET,    /identity/password-policy",
    "GET,    /authorization/check",
    "PUT,    /authorization/1",
    "GET,    /tenant",
    "GET,    /telemetry/data",
    "GET,    /metrics",
    "GET,    /schema/log",
    "POST,   /process-definition/key/order-process/restart",
    "POST,   /process-instance/1/modification",
    "POST,   /modification/execute",
    "POST,   /process-instance/delete",
    "POST,   /process-instance/delete-historic-query-based",
    "POST,   /process-instance/suspended",
    "DELETE, /process-definition/key/order-process",
    "PUT,    /process-definition/key/order-process/suspended",
    "PUT,    /process-definition/key/order-process/history-time-to-live",
    "POST,   /decision-definition/key/order-review/evaluate",
    "POST,   /condition",
    "POST,   /signal",
    "POST,   /execution/1/signal",
    "GET,    /execution",
    "POST,   /execution/1/localVariables",
    "GET,    /event-subscription",
    "POST,   /task/create",
    "POST,   /task/1/assignee",
    "POST,   /task/1/delegate",
    "POST,   /task/1/bpmnError",
    "PUT,    /task/1/variables/totalAmount",
    "DELETE, /task/1",
    "POST,   /task/1/comment/create",
    "POST,   /task/1/attachment/create",
    "DELETE, /history/process-instance/1",
    "POST,   /history/process-instance/delete",
    "POST,   /history/cleanup",
    "POST,   /history/process-instance/set-removal-time",
    "DELETE, /history/variable-instance/1",
    "PUT,    /history/user-operation/1/set-annotation",
    "POST,   /variable-instance",
    "DELETE, /batch/1",
    "PUT,    /external-task/1/priority",
    "GET,    /case-definition",
    "OPTIONS,/task",
    "TRACK,  /task",
    "GET,    /version/x",
    "GET,    /VERSION",
    "GET,    /openapi.json",
    "GET,    /",
    "GET,    ''"
  })
  void isNotOffered(String method, String path) {
    Http admin = Http.as(port, "admin");
    for (String base : new String[] {"/engine-rest", "/engine-rest/engine/default"}) {
      String body = method.equals("GET") ? null : "{}";
      Http.Reply reply = admin.send(admin.request(method, base + path, body));
      if (method.equals("TRACK")) {
        assertThat(reply.status()).isBetween(400, 499);
      } else {
        assertThat(reply.status()).as(base + path).isEqualTo(404);
        assertThat(reply.body()).contains(NOT_OFFERED);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /version",
    "GET,  /version/",
    "GET,  /deployment?maxResults=0",
    "GET,  /process-definition",
    "GET,  /process-definition/key/order-process",
    "GET,  /process-definition/key/order-process/xml",
    "GET,  /decision-definition/key/order-review/xml",
    "GET,  /process-instance?businessKey=x",
    "GET,  /process-instance/count",
    "POST, /process-instance",
    "GET,  /incident?maxResults=1",
    "GET,  /external-task?maxResults=1",
    "POST, /external-task/count",
    "GET,  /job?noRetriesLeft=true",
    "GET,  /batch",
    "GET,  /history/process-instance?maxResults=1",
    "POST, /history/process-instance?maxResults=1",
    "POST, /history/activity-instance?maxResults=1",
    "POST, /history/detail?maxResults=1",
    "GET,  /history/variable-instance?maxResults=1",
    "GET,  /history/user-operation?maxResults=1",
    "GET,  /history/decision-instance?maxResults=1",
    "GET,  /history/external-task-log?maxResults=1",
    "GET,  /history/incident?maxResults=1",
    "GET,  /task",
    "POST, /task/count",
    "GET,  /filter",
    "GET,  /authorization/count"
  })
  void isOffered(String method, String path) {
    Http admin = Http.as(port, "admin");
    for (String base : new String[] {"/engine-rest", "/engine-rest/engine/default"}) {
      String body = method.equals("GET") ? null : "{}";
      assertThat(admin.send(admin.request(method, base + path, body)).status())
          .as(base + path)
          .isEqualTo(200);
    }
  }

  /** These need something that is not there, or a better body: the engine says so, not the list. */
  @ParameterizedTest
  @CsvSource({
    "POST,   /external-task/fetchAndLock",
    "POST,   /external-task/none/lock",
    "POST,   /external-task/none/complete",
    "POST,   /process-instance/none/variables",
    "GET,    /process-instance/none/variables/x/data",
    "POST,   /deployment/create",
    "POST,   /process-definition/key/none/start",
    "POST,   /process-definition/none/start",
    "POST,   /process-definition/key/none/submit-form",
    "POST,   /message",
    "PUT,    /external-task/none/retries",
    "PUT,    /external-task/retries",
    "PUT,    /job/none/retries",
    "PUT,    /process-instance/none/suspended",
    "PUT,    /process-instance/none/variables/x",
    "DELETE, /process-instance/none",
    "GET,    /history/process-instance/none",
    "POST,   /task/none/claim",
    "POST,   /task/none/complete",
    "POST,   /task/none/submit-form",
    "GET,    /task/none/form-variables",
    "POST,   /filter/none/list",
    "PUT,    /filter/none",
    "POST,   /migration/generate",
    "POST,   /migration/validate",
    "POST,   /migration/execute",
    "DELETE, /deployment/none",
    "DELETE, /authorization/none"
  })
  void isLetThroughToTheEngine(String method, String path) {
    Http admin = Http.as(port, "admin");
    String body = method.equals("GET") ? null : "{}";
    Http.Reply reply = admin.send(admin.request(method, "/engine-rest" + path, body));
    assertThat(reply.body()).doesNotContain(NOT_OFFERED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/engine-rest/user/count",
        "/engine-rest/version%2F..%2Fuser",
        "/engine-rest/version/../user/count",
        "/engine-rest/version/..;/user/count",
        "/engine-rest/%75ser/count",
        "/engine-rest/User/count",
        "/engine-rest/engine/default/engine/default/version",
        "/engine-rest/engine/version",
        "/engine-rest/user/count?x=/version",
        "/engine-rest/user/count%23/version",
        "/engine-rest/user/count%00/version",
        "/engine-rest/user/count%0A/version"
      })
  void noSpellingLeadsPast(String path) {
    Http.Reply reply = Http.as(port, "admin").get(path);
    assertThat(reply.status()).as(reply.body()).isIn(400, 404);
  }

  @Test
  void aStrangerLearnsNothingOfTheList() {
    assertThat(Http.stranger(port).get("/engine-rest/user").status()).isEqualTo(401);
    assertThat(Http.stranger(port).get("/engine-rest/version").status()).isEqualTo(401);
    assertThat(Http.as(port, "order-worker").get("/engine-rest/user").status()).isEqualTo(403);
  }

  @Test
  void theWebApplicationsKeepWhatTheyNeed() {
    WebappSession admin = WebappSession.login(port, "admin", "admin");
    assertThat(admin.get("/camunda/api/engine/engine/default/user/count").status()).isEqualTo(200);
  }

  @Test
  void anInstallationAddsItsOwn() {
    EngineRestSettings settings =
        new EngineRestSettings(
            List.of(Operation.valueOf("GET /version")),
            List.of(Operation.valueOf("GET,POST  /user(/count)?"), Operation.valueOf("GET /a/*")));
    assertThat(settings.offers("GET", "/version")).isTrue();
    assertThat(settings.offers("POST", "/version")).isFalse();
    assertThat(settings.offers("POST", "/user/count")).isTrue();
    assertThat(settings.offers("GET", "/user/")).isFalse();
    assertThat(settings.offers("GET", "/a/b")).isTrue();
    assertThat(settings.offers("GET", "/a/b/c")).isFalse();
    assertThat(new EngineRestSettings(null, null).offers("GET", "/version")).isFalse();
    for (String wrong : new String[] {"/version", "GET", "get /version", "GET version", "GET /("}) {
      assertThatThrownBy(() -> Operation.valueOf(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
