package org.ordersaga.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest extends SandboxTest {

  @Test
  void everyBadFieldOfAChargeIsNamed() {
    Answer refused =
        client.post(
            "/payments/charges",
            null,
            "{\"amount\":\"19.99\",\"currency\":\"euro\",\"token\":7,\"reference\":\"a/b\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(refused.badFields())
        .containsExactlyInAnyOrder("Idempotency-Key", "amount", "currency", "token", "reference");
  }

  @Test
  void everyBadFieldOfAShipmentIsNamedWithItsPath() {
    Answer refused =
        client.post(
            "/shipments",
            "k",
            """
            {"reference":"","lines":[{"sku":"A","quantity":1},{"sku":"","quantity":0}],
             "address":{"name":" ","street":"\\ud800","postalCode":"1","city":"c\\u0000","country":"de"}}""");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.badFields())
        .containsExactlyInAnyOrder(
            "reference",
            "lines[1].sku",
            "lines[1].quantity",
            "address.name",
            "address.street",
            "address.city",
            "address.country");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{",
        "{}",
        "{\"amount\":0,\"currency\":\"EUR\",\"token\":\"t\",\"reference\":\"r\"}",
        "{\"amount\":1.5,\"currency\":\"EUR\",\"token\":\"t\",\"reference\":\"r\"}",
        "{\"amount\":1e40,\"currency\":\"EUR\",\"token\":\"t\",\"reference\":\"r\"}",
        "{\"amount\":99999999999999999999,\"currency\":\"EUR\",\"token\":\"t\",\"reference\":\"r\"}",
        "{\"amount\":1,\"currency\":\"EUR\",\"token\":\"\\u0000\",\"reference\":\"r\"}",
        "{\"amount\":1,\"currency\":[],\"token\":{},\"reference\":null}"
      })
  void aBadBodyGets400WithTheBadFields(String body) {
    for (String path :
        new String[] {"/payments/charges", "/payments/voids", "/shipments", "/shipments/voids"}) {
      Answer answer = client.post(path, "some-key", body);
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.badFields()).as(path).isNotEmpty();
    }
    assertThat(client.put("/faults", body).status()).isEqualTo(400);
  }

  @Test
  void aBodyLongerThanAnyHonestOneIsBadInput() {
    String body = "{\"idempotencyKey\":\"" + "x".repeat(300_000) + "\"}";
    assertThat(client.post("/payments/voids", null, body).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/payments/charges",
        "/payments/charges?idempotencyKey=",
        "/payments/charges?idempotencyKey=%00",
        "/payments/charges?idempotencyKey=%C3%A4",
        "/payments/ledger?page=-1",
        "/payments/ledger?page=x",
        "/payments/ledger?page=99999999999",
        "/payments/ledger?size=0",
        "/payments/ledger?size=1001",
        "/payments/ledger?reference=%00",
        "/shipments?idempotencyKey=%00",
        "/shipments?reference=a%20b",
        "/inbox?to=%00",
        "/inbox?to=",
        "/inbox?page=x"
      })
  void aBadParameterGets400AndIsNamed(String path) {
    Answer answer = client.get(path);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.badFields()).hasSize(1);
    assertThat(answer.badFields().get(0)).isIn("idempotencyKey", "page", "size", "reference", "to");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/payments/charges/%00/refunds",
        "/payments/charges/a%2Fb/refunds",
        "/shipments//x"
      })
  void aPathThatIsNoneIsAClientErrorAndNotALoginQuestion(String path) {
    assertThat(client.post(path, "k", "{}").status()).isIn(400, 404);
  }

  @Test
  void whatTheSandboxDoesNotHaveIsAClientError() {
    assertThat(client.get("/nothing").status()).isEqualTo(404);
    assertThat(client.delete("/payments/charges").status()).isEqualTo(405);
    assertThat(
            client
                .send(
                    client
                        .request("/payments/charges", "k")
                        .setHeader("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("x")))
                .status())
        .isEqualTo(415);
  }
}
