package org.ordersaga.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Orders through the real engine, workers, databases, provider, carrier and mail server. */
@ExtendWith(AuditedInstallation.class)
class OrderEndToEndTest {

  private static Installation installation;
  private static Shop shop;

  @BeforeAll
  static void meet(Installation running) {
    installation = running;
    shop = new Shop(running);
  }

  @AfterEach
  void outsideIsWellAgain() {
    shop.noFaults();
  }

  @Test
  void anOrderIsConfirmedChargedOnceAndTheCustomerIsTold() {
    JsonNode before = shop.product("BOOK-001");
    shop.place(Shop.order("e2e-confirmed"));

    JsonNode order = shop.order("e2e-confirmed", "CONFIRMED");

    long price = before.get("price").asLong();
    assertThat(order.get("totalAmount").asLong()).isEqualTo(price);
    assertThat(shop.standing("e2e-confirmed")).isEqualTo(price);
    JsonNode after = shop.product("BOOK-001");
    assertThat(after.get("sold").asLong()).isEqualTo(before.get("sold").asLong() + 1);
    assertThat(after.get("available").asLong()).isEqualTo(before.get("available").asLong() - 1);
    shop.awaitMail("e2e-confirmed", "CONFIRMED");
  }

  @Test
  void anOrderBeyondTheStockIsRejectedAndNothingIsCharged() {
    JsonNode before = shop.product("TOY-001");
    ObjectNode order = Shop.order("e2e-out-of-stock");
    order.set("lines", Shop.parse("[{\"sku\":\"TOY-001\",\"quantity\":1000}]"));
    shop.place(order);

    JsonNode rejected = shop.order("e2e-out-of-stock", "REJECTED");

    assertThat(rejected.get("failureReason").asText()).isEqualTo("OUT_OF_STOCK");
    assertThat(shop.ledger("e2e-out-of-stock")).isEmpty();
    assertThat(shop.product("TOY-001")).isEqualTo(before);
    shop.awaitMail("e2e-out-of-stock", "REJECTED");
  }

  @Test
  void aDeclinedCardGivesTheStockBack() {
    JsonNode before = shop.product("TOY-002");
    ObjectNode order = Shop.order("e2e-declined");
    order.put("paymentMethod", "tok_declined");
    order.set("lines", Shop.parse("[{\"sku\":\"TOY-002\",\"quantity\":2}]"));
    shop.place(order);

    JsonNode rejected = shop.order("e2e-declined", "REJECTED");

    assertThat(rejected.get("failureReason").asText()).isEqualTo("PAYMENT_DECLINED");
    assertThat(rejected.get("failureMessage").asText()).isNotBlank();
    assertThat(shop.standing("e2e-declined")).isZero();
    assertThat(shop.product("TOY-002")).isEqualTo(before);
    shop.awaitMail("e2e-declined", "REJECTED");
  }

  @Test
  void aProviderThatFailsTwiceIsAskedAgainAndChargesOnce() {
    shop.fault("payments", Map.of("failNext", 2));
    shop.place(Shop.order("e2e-flaky"));

    JsonNode order = shop.order("e2e-flaky", "CONFIRMED");

    assertThat(shop.standing("e2e-flaky")).isEqualTo(order.get("totalAmount").asLong());
    assertThat(shop.ledger("e2e-flaky")).hasSize(1);
  }

  @Test
  void aLostReplyOfTheProviderIsFoundByKeyAndNotChargedAgain() {
    shop.fault("payments", Map.of("loseNextReply", 1));
    shop.place(Shop.order("e2e-lost-reply"));

    JsonNode order = shop.order("e2e-lost-reply", "CONFIRMED");

    assertThat(shop.standing("e2e-lost-reply")).isEqualTo(order.get("totalAmount").asLong());
    assertThat(shop.ledger("e2e-lost-reply")).hasSize(1);
  }

  @Test
  void aRefusedShipmentGivesMoneyAndStockBack() {
    JsonNode before = shop.product("HOME-001");
    ObjectNode order = Shop.order("e2e-refused-shipment");
    order.set("lines", Shop.parse("[{\"sku\":\"HOME-001\",\"quantity\":3}]"));
    order.withObject("/shippingAddress").put("country", "XX");
    shop.place(order);

    JsonNode rejected = shop.order("e2e-refused-shipment", "REJECTED");

    assertThat(rejected.get("failureReason").asText()).isEqualTo("SHIPPING_REJECTED");
    assertThat(shop.ledger("e2e-refused-shipment")).hasSize(1);
    assertThat(shop.standing("e2e-refused-shipment")).isZero();
    assertThat(shop.product("HOME-001")).isEqualTo(before);
  }

  @Test
  void aCancellationWhileWaitingUndoesEverything() {
    JsonNode before = shop.product("HOME-002");
    ObjectNode order = Shop.order("e2e-cancelled");
    order.set("lines", Shop.parse("[{\"sku\":\"HOME-002\",\"quantity\":1}]"));
    shop.place(order);
    shop.order("e2e-cancelled", "CONFIRMED");

    assertThat(shop.cancel("e2e-cancelled").statusCode()).isEqualTo(202);

    JsonNode cancelled = shop.order("e2e-cancelled", "CANCELLED");
    assertThat(cancelled.get("cancellation").asText()).isEqualTo("DONE");
    assertThat(shop.standing("e2e-cancelled")).isZero();
    assertThat(shop.product("HOME-002")).isEqualTo(before);
    shop.awaitMail("e2e-cancelled", "CANCELLED");
  }

  @Test
  void aDeliveryThatComesTooEarlyIsAppliedWhenTheOrderWaits() {
    shop.fault("carrier", Map.of("failNext", 1));
    shop.place(Shop.order("e2e-delivered"));

    assertThat(shop.deliver("e2e-delivered").statusCode()).isEqualTo(202);

    shop.order("e2e-delivered", "DELIVERED");
    shop.awaitMail("e2e-delivered", "DELIVERED");
  }

  @Test
  void cockpitFindsItsPlugins() {
    String plugins = "/camunda/api/cockpit/plugin/cockpitPlugins/static/app/plugin.js";

    assertThat(shop.send(null, "GET", 0, plugins, null).statusCode()).isEqualTo(200);
  }

  @Test
  void everyProcessMayDieInTheMiddleOfAnOrder() {
    shop.fault("carrier", Map.of("errorRate", 1.0));
    shop.place(Shop.order("e2e-restarts"));
    await("the order stands at its shipment").until(() -> !shop.ledger("e2e-restarts").isEmpty());

    for (String service :
        List.of(
            "order-worker",
            "inventory-worker",
            "payment-worker",
            "shipping-worker",
            "notification-worker",
            "process-app",
            "sandbox")) {
      installation.killAndAwaitReplacement(service);
    }
    await("the sandbox answers again")
        .ignoreExceptions()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(shop::noFaults);

    JsonNode order = shop.order("e2e-restarts", "CONFIRMED");
    assertThat(shop.ledger("e2e-restarts")).hasSize(1);
    assertThat(shop.standing("e2e-restarts")).isEqualTo(order.get("totalAmount").asLong());
    shop.awaitMail("e2e-restarts", "CONFIRMED");
  }
}
