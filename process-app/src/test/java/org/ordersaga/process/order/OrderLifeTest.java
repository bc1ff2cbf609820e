package org.ordersaga.process.order;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProcessAppTest
class OrderLifeTest {

  @LocalServerPort int port;
  Orders orders;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
  }

  @Test
  void an_order_is_placed_confirmed_and_delivered_and_its_timeline_tells_it_in_order() {
    String id = orders.placeAndConfirm();

    Http.Reply delivery = Http.as(port, "client").post("/api/orders/" + id + "/delivery", null);
    assertThat(delivery.status()).isEqualTo(202);
    orders.complete(id, "order.complete");
    orders.await(id, "status", "DELIVERED");

    var order = orders.get(id);
    assertThat(order.get("totalAmount").longValue()).isEqualTo(1999);
    assertThat(order.get("currency").textValue()).isEqualTo("EUR");
    assertThat(order.get("lines").toString()).isEqualTo("[{\"sku\":\"BOOK-001\",\"quantity\":1}]");
    assertThat(order.get("failureReason").isNull()).isTrue();
    assertThat(order.get("cancellation").textValue()).isEqualTo("NONE");
    assertThat(orders.kinds(id))
        .startsWith("ORDER_ACCEPTED", "STEP_STARTED", "STEP_COMPLETED", "STEP_STARTED")
        .containsSubsequence(
            "STATUS_CHANGED",
            "DELIVERY_REQUESTED",
            "STEP_STARTED",
            "STEP_COMPLETED",
            "STATUS_CHANGED");
    long last = 0;
    for (var entry : order.get("timeline")) {
      assertThat(entry.get("sequence").longValue()).isGreaterThan(last);
      last = entry.get("sequence").longValue();
      if (entry.get("data").path("step").asText().equals("ChargePayment")
          && entry.get("kind").asText().equals("STEP_COMPLETED")) {
        assertThat(entry.get("data").get("receipt").toString())
            .isEqualTo("{\"amount\":1999,\"currency\":\"EUR\",\"reference\":\"ch-1\"}");
      }
    }
    assertThat(order.toString()).doesNotContain("ada@example.com", "Lovelace");
  }
}
