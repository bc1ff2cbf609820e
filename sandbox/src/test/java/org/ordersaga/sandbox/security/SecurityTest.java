package org.ordersaga.sandbox.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.sandbox.Client;
import org.ordersaga.sandbox.SandboxTest;

class SecurityTest extends SandboxTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/inbox",
        "/payments/ledger",
        "/payments/charges?idempotencyKey=k",
        "/shipments",
        "/faults",
        "/actuator",
        "/actuator/env",
        "/error",
        "/nothing"
      })
  void nothingIsShownWithoutALogin(String path) {
    assertThat(new Client(httpPort(), null).get(path).status()).isEqualTo(401);
    assertThat(new Client(httpPort(), "wrong").get(path).status()).isEqualTo(401);
  }

  @Test
  void nothingIsChangedWithoutALogin() {
    Client stranger = new Client(httpPort(), null);
    assertThat(stranger.put("/faults", "{\"target\":\"mail\"}").status()).isEqualTo(401);
    assertThat(stranger.delete("/faults").status()).isEqualTo(401);
    String order = newOrderId();
    assertThat(stranger.post("/payments/charges", order, charge(order, "tok_visa")).status())
        .isEqualTo(401);
    assertThat(client.get("/payments/ledger?reference=" + order).number("total")).isZero();
  }

  @Test
  void aStrangerUsesUpNoFault() {
    client.put("/faults", "{\"target\":\"payments\",\"failNext\":1}");
    new Client(httpPort(), null).get("/payments/charges?idempotencyKey=k");
    assertThat(client.get("/faults").json().at("/0/failNext").asLong()).isEqualTo(1);
  }

  @Test
  void healthIsOpenAndTellsNothingMore() {
    assertThat(new Client(httpPort(), null).get("/actuator/health").body())
        .isEqualTo("{\"status\":\"UP\"}");
    assertThat(client.get("/actuator/env").status()).isEqualTo(404);
  }

  @Test
  void aForeignPageChangesNothingThroughABrowser() {
    HttpRequest.Builder foreign =
        client
            .request("/faults", null)
            .header("Sec-Fetch-Site", "cross-site")
            .method("DELETE", HttpRequest.BodyPublishers.noBody());
    assertThat(client.send(foreign).status()).isEqualTo(403);
  }

  @Test
  void theStartPageSaysWhatThereIs() {
    assertThat(client.page("/").body())
        .contains("/payments/charges", "/shipments", "/inbox", "/faults", "tok_declined")
        .contains("http://127.0.0.1:" + httpPort())
        .doesNotContain(PASSWORD)
        .doesNotContain("{{");
  }
}
