package org.ordersaga.process.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProcessAppTest
class SettlementTest {

  private static final String OPEN = "{\"state\":\"OPEN\"}";
  private static final String CONFIRMED = "{\"state\":\"CONFIRMED\",\"receipt\":null}";

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  Orders orders;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
  }

  @Test
  void aSettlementIsOpenedAndConfirmedAndTheTimelineTellsItOnce() {
    String id = orders.place();
    double before = open();
    assertThat(report(id, OPEN)).isEqualTo(204);
    assertThat(report(id, OPEN)).isEqualTo(204);
    assertThat(state(id)).isEqualTo("OPEN");
    assertThat(open()).isEqualTo(before + 1);
    String confirmed =
        """
        {"state":"CONFIRMED","receipt":{"reference":"ch-1","amount":1999,"currency":"EUR"}}""";
    assertThat(report(id, confirmed)).isEqualTo(204);
    assertThat(report(id, confirmed)).isEqualTo(204);
    assertThat(state(id)).isEqualTo("CONFIRMED");
    assertThat(open()).isEqualTo(before);

    assertThat(orders.kinds(id))
        .endsWith("SETTLEMENT_OPENED", "SETTLEMENT_CONFIRMED")
        .containsOnlyOnce("SETTLEMENT_OPENED", "SETTLEMENT_CONFIRMED");
    assertThat(data(id, "SETTLEMENT_OPENED")).hasToString("{\"topic\":\"payment.charge\"}");
    JsonNode event = data(id, "SETTLEMENT_CONFIRMED");
    assertThat(event.get("topic").textValue()).isEqualTo("payment.charge");
    assertThat(event.at("/receipt/reference").textValue()).isEqualTo("ch-1");
    assertThat(event.at("/receipt/amount").longValue()).isEqualTo(1999);
    assertThat(event.at("/receipt/currency").textValue()).isEqualTo("EUR");
  }

  @Test
  void aConfirmedSettlementNeverBecomesOpenAgain() {
    String id = orders.place();
    report(id, CONFIRMED);
    assertThat(report(id, OPEN)).isEqualTo(204);
    assertThat(state(id)).isEqualTo("CONFIRMED");
    assertThat(orders.kinds(id))
        .endsWith("SETTLEMENT_OPENED", "SETTLEMENT_CONFIRMED")
        .containsOnlyOnce("SETTLEMENT_OPENED");
    assertThat(data(id, "SETTLEMENT_CONFIRMED")).hasToString("{\"topic\":\"payment.charge\"}");
  }

  @Test
  void anOrderThatHasEndedIsSettledStill() {
    String id = orders.place();
    orders.refuse(id, "order.create", "ORDER_INVALID", "No.");
    orders.complete(id, "order.close");
    orders.complete(id, "notification.send");
    assertThat(report(id, CONFIRMED)).isEqualTo(204);
    assertThat(orders.kinds(id)).endsWith("SETTLEMENT_OPENED", "SETTLEMENT_CONFIRMED");
  }

  @Test
  void onlyTheWorkerOfTheTopicReports() {
    String id = orders.place();
    String path = path(id, "payment.charge");
    for (String user : List.of("admin", "operator", "client", "shipping-worker", "order-worker")) {
      assertThat(Http.as(port, user).put(path, OPEN).status()).as(user).isEqualTo(403);
    }
    assertThat(Http.stranger(port).put(path, OPEN).status()).isEqualTo(401);
    Http worker = Http.as(port, "payment-worker");
    for (String topic : List.of("shipping.book", "payment", "paymentx.charge", "payment.CHARGE")) {
      assertThat(worker.put(path(id, topic), OPEN).status()).as(topic).isEqualTo(403);
    }
    assertThat(worker.post(path, OPEN).status()).isEqualTo(403);
    assertThat(worker.get("/api/orders/" + id).status()).isEqualTo(403);
    assertThat(worker.put(path(Orders.newId(), "payment.charge"), OPEN).status()).isEqualTo(404);
    assertThat(orders.kinds(id)).doesNotContain("SETTLEMENT_OPENED");
    assertThat(Http.as(port, "shipping-worker").put(path(id, "shipping.book"), OPEN).status())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"state\":null}",
        "{\"state\":\"DONE\"}",
        "{\"state\":\"CONFIRMED\",\"receipt\":{}}",
        "{\"state\":\"CONFIRMED\",\"receipt\":{\"reference\":\"\"}}",
        "{\"state\":\"CONFIRMED\",\"receipt\":{\"reference\":\"ch-1\",\"amount\":-1}}",
        "{\"state\":\"CONFIRMED\",\"receipt\":{\"reference\":\"ch-1\",\"currency\":\"euro\"}}",
        "[]",
        "no"
      })
  void aReportThatSaysNothingIsRefused(String body) {
    String id = orders.place();
    assertThat(report(id, body)).isEqualTo(400);
    assertThat(orders.kinds(id)).doesNotContain("SETTLEMENT_OPENED");
  }

  private int report(String id, String body) {
    return Http.as(port, "payment-worker").put(path(id, "payment.charge"), body).status();
  }

  private static String path(String id, String topic) {
    return "/api/orders/" + id + "/settlements/" + topic;
  }

  private String state(String id) {
    return jdbc.sql("select state from order_settlement where order_id = ?")
        .param(id)
        .query(String.class)
        .single();
  }

  private double open() {
    return Http.as(port, "operator")
        .get("/actuator/metrics/ordersaga.orders.settlements.open")
        .json()
        .at("/measurements/0/value")
        .doubleValue();
  }

  private JsonNode data(String id, String kind) {
    for (JsonNode entry : orders.get(id).get("timeline")) {
      if (entry.get("kind").asText().equals(kind)) {
        return entry.get("data");
      }
    }
    throw new AssertionError("No " + kind);
  }
}
