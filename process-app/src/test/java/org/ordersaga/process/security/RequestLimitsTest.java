package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.filter.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.Raw;
import org.ordersaga.process.WebappSession;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How much a request may bring, how long it may take to, and how much it may ask for. */
@ProcessAppTest
class RequestLimitsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @LocalServerPort int port;
  @Autowired FilterService filters;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/orders",
        "/api/operations/orders/none/give-up",
        "/engine-rest/message",
        "/engine-rest/external-task/fetchAndLock",
        "/api/external-tasks/reports",
        "/engine-rest/task",
        "/camunda/api/admin/auth/user/default/login/cockpit",
        "/camunda/api/engine/engine/default/task",
        "/actuator/health",
        "/nothing"
      })
  void aBodyThatIsTooLargeIsRefusedWhetherItSaysSoOrNot(String path) {
    String chunk = "x".repeat(64 * 1024);
    String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + Raw.login("admin");
    try (Raw announced = Raw.to(port)) {
      String answer = announced.send(head + "Content-Length: 300000\r\n\r\n").answer();
      assertThat(answer).startsWith("HTTP/1.1 413").contains("262144 bytes at most");
    }
    try (Raw chunked = Raw.to(port)) {
      chunked.send(head + "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 4; i++) {
        chunked.send("10000\r\n" + chunk + "\r\n");
      }
      assertThat(chunked.send("1\r\nx\r\n").answer()).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void aDeploymentMayBeLargerAndNotEndless() {
    Http owner = Http.as(port, "process-owner");
    String path = "/engine-rest/deployment/create";
    String type = "multipart/form-data; boundary=x";
    Http.Reply large = owner.post(path, "x".repeat(1024 * 1024), "Content-Type", type);
    assertThat(large.status()).isEqualTo(400);
    try (Raw endless = Raw.to(port)) {
      assertThat(
              endless
                  .send(
                      "POST "
                          + path
                          + " HTTP/1.1\r\nHost: localhost\r\n"
                          + Raw.login("process-owner")
                          + "Content-Length: 5000000\r\n\r\n")
                  .answer())
          .startsWith("HTTP/1.1 413");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /api/orders HTTP/1.1\r\nContent-Type: application/json\r\n",
        "POST /engine-rest/deployment/create HTTP/1.1\r\nContent-Type: text/plain\r\n",
        "POST /camunda/api/admin/auth/user/default/login/cockpit HTTP/1.1\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\n"
      })
  void aBodyThatDripsIsGivenUp(String head) {
    try (Raw raw = Raw.to(port)) {
      // A stranger: what is slow ends before anybody asks who it is.
      raw.send(head + "Host: localhost\r\nContent-Length: 1000\r\n\r\n");
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(250))
          .until(() -> raw.send("x").isAnswered());
      assertThat(raw.answer()).startsWith("HTTP/1.1 408").contains("too slowly");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx",
        "GET /api/or"
      })
  void aRequestThatStopsIsGivenUp(String request) {
    try (Raw raw = Raw.to(port)) {
      assertThat(raw.send(request).answer()).doesNotStartWith("HTTP/1.1 2");
    }
  }

  @Test
  void headersAndParametersHaveAnEnd() {
    Http client = Http.as(port, "client");
    assertThat(client.get("/api/orders?x=" + "y".repeat(9_000)).status()).isEqualTo(400);
    String many = String.join("&", Collections.nCopies(200, "page=0"));
    assertThat(client.get("/api/orders?" + many).status()).isEqualTo(400);
  }

  @Test
  void aFormOfManyFieldsIsCutOffBeforeItsLogin() {
    String form = "a=b&".repeat(150) + "username=operator&password=operator-secret";
    assertThat(
            WebappSession.open(port)
                .sendLogin("welcome", "application/x-www-form-urlencoded", form)
                .status())
        .isEqualTo(401);
  }

  @Test
  void aQueryHasSoManyResultsAtMostAndNothingIsCutOffInSilence() {
    List<String> ids =
        IntStream.range(0, ResultLimit.MOST + 1)
            .mapToObj(n -> filters.saveFilter(filters.newTaskFilter("limit " + n)))
            .map(Filter::getId)
            .toList();
    try {
      Http admin = Http.as(port, "admin");
      WebappSession session = WebappSession.login(port, "admin", "tasklist");
      String copy = "/camunda/api/engine/engine/default";
      for (String query : List.of("/filter?name=none", "/filter?maxResults=2000")) {
        assertThat(admin.get("/engine-rest" + query).status()).as(query).isEqualTo(200);
        assertThat(session.get(copy + query).status()).as(query).isEqualTo(200);
      }
      for (String query :
          List.of("/filter", "/filter?maxResults=2001", "/filter?maxResults=99999999999")) {
        for (Http.Reply reply :
            List.of(admin.get("/engine-rest" + query), session.get(copy + query))) {
          assertThat(reply.status()).as(query).isEqualTo(400);
        }
      }
      assertThat(admin.get("/engine-rest/filter").json().get("message").textValue())
          .contains("more than 2000 results", "firstResult");
    } finally {
      ids.forEach(filters::deleteFilter);
    }
  }

  @Test
  void aSmallListNeedsNoPaging() {
    Http operator = Http.as(port, "operator");
    assertThat(operator.get("/engine-rest/deployment").json().isEmpty()).isFalse();
    assertThat(operator.post("/engine-rest/deployment/count", "{}").status()).isEqualTo(404);
    assertThat(operator.get("/engine-rest/deployment/count").json().get("count").intValue())
        .isPositive();
  }
}
