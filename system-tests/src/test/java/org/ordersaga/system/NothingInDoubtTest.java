package org.ordersaga.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Steps that are ended while their call is under way, with the real provider and carrier. */
@ExtendWith(AuditedInstallation.class)
class NothingInDoubtTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

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
  void aChargeWhoseReplyIsLostIsReturnedWhenTheOrderIsGivenUp() {
    shop.fault("payments", Map.of("lostReplyRate", 1.0));
    shop.place(Shop.order("doubt-lost-reply"));
    await("the charge").atMost(PATIENCE).until(() -> !shop.ledger("doubt-lost-reply").isEmpty());

    HttpResponse<String> answer = shop.giveUp("doubt-lost-reply", "The provider hangs");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    JsonNode rejected = shop.order("doubt-lost-reply", "REJECTED");
    assertThat(rejected.get("failureReason").asText()).isEqualTo("GIVEN_UP");
    shop.noFaults();
    awaitEvent("doubt-lost-reply", "SETTLEMENT_CONFIRMED");
    assertThat(shop.ledger("doubt-lost-reply")).hasSize(1);
    assertThat(shop.standing("doubt-lost-reply")).isZero();
    assertThat(shop.giveUp("doubt-lost-reply", "Once more").body()).isEqualTo(answer.body());
  }

  @Test
  void aProviderThatIsDownHoldsNoOrderUpAndIsSettledWithWhenItIsBack() {
    JsonNode before = shop.product("TOY-003");
    shop.fault("payments", Map.of("errorRate", 1.0));
    ObjectNode order = Shop.order("doubt-provider-down");
    order.set("lines", Shop.parse("[{\"sku\":\"TOY-003\",\"quantity\":2}]"));
    shop.place(order);
    awaitFailedCall("doubt-provider-down");

    shop.giveUp("doubt-provider-down", "The provider is down");

    shop.order("doubt-provider-down", "REJECTED");
    assertThat(shop.product("TOY-003")).isEqualTo(before);
    awaitEvent("doubt-provider-down", "SETTLEMENT_OPENED");
    installation.killAndAwaitReplacement("payment-worker");
    shop.noFaults();
    awaitEvent("doubt-provider-down", "SETTLEMENT_CONFIRMED");
    assertThat(shop.ledger("doubt-provider-down")).isEmpty();
  }

  @Test
  void aBookingWhoseReplyIsLostIsCalledOffWhenTheOrderIsGivenUp() {
    shop.fault("carrier", Map.of("lostReplyRate", 1.0));
    shop.place(Shop.order("doubt-lost-booking"));
    awaitFailedCall("doubt-lost-booking");

    shop.giveUp("doubt-lost-booking", "The carrier hangs");

    shop.order("doubt-lost-booking", "REJECTED");
    assertThat(shop.standing("doubt-lost-booking")).isZero();
    shop.noFaults();
    awaitEvent("doubt-lost-booking", "SETTLEMENT_CONFIRMED");
    assertThat(shop.shipment("doubt-lost-booking").get("status").asText()).isEqualTo("voided");
  }

  @Test
  void aCancellationTakesEffectAtOnceWhileTheStepIsInARetryPause() {
    shop.fault("carrier", Map.of("errorRate", 1.0));
    shop.place(Shop.order("doubt-cancelled"));
    awaitFailedCall("doubt-cancelled");

    HttpResponse<String> answer = shop.cancel("doubt-cancelled");

    assertThat(answer.statusCode()).isEqualTo(202);
    JsonNode cancelled = shop.order("doubt-cancelled", "CANCELLED");
    assertThat(cancelled.get("cancellation").asText()).isEqualTo("DONE");
    assertThat(shop.standing("doubt-cancelled")).isZero();
    assertThat(shop.cancel("doubt-cancelled").body()).isEqualTo(answer.body());
    shop.noFaults();
    awaitEvent("doubt-cancelled", "SETTLEMENT_CONFIRMED");
  }

  @Test
  void aParcelThatWasHandedOverStaysOnItsWayAndTheCustomerIsTold() {
    shop.place(Shop.order("doubt-handed-over"));
    shop.order("doubt-handed-over", "CONFIRMED");
    String shipment = shop.shipment("doubt-handed-over").get("id").asText();
    Shop.ok(shop.send(null, "POST", 10, "/shipments/" + shipment + "/handover", null));

    assertThat(shop.cancel("doubt-handed-over").statusCode()).isEqualTo(202);

    shop.awaitMail("doubt-handed-over", "CANCELLATION_REFUSED");
    JsonNode order = shop.order("doubt-handed-over", "CONFIRMED");
    assertThat(order.get("cancellation").asText()).isEqualTo("REFUSED");
    assertThat(shop.standing("doubt-handed-over")).isEqualTo(order.get("totalAmount").asLong());
    shop.deliver("doubt-handed-over");
    shop.order("doubt-handed-over", "DELIVERED");
  }

  @Test
  void anOutageThatIsLongerThanTheRetryCycleRefusesNoOrder() {
    List<String> orders = IntStream.range(0, 4).mapToObj(n -> "doubt-outage-" + n).toList();
    shop.fault("payments", Map.of("errorRate", 1.0));
    orders.forEach(id -> shop.place(Shop.order(id)));

    await("no order is refused for longer than its retries would last")
        .during(Duration.ofSeconds(75))
        .atMost(Duration.ofSeconds(90))
        .until(() -> orders.stream().allMatch(id -> status(id).equals("PENDING")));

    shop.noFaults();
    orders.forEach(id -> shop.order(id, "CONFIRMED"));
    orders.forEach(id -> assertThat(shop.ledger(id)).hasSize(1));
  }

  @Test
  void theDeadlineInTheModelEndsAnOrderThatIsStuckBeforeThePivot() {
    String model = Shop.resource("bpmn/order-process.bpmn");
    String hour = "name=\"orderDeadline\" value=\"PT1H\"";
    assertThat(model).contains(hour);
    shop.fault("carrier", Map.of("errorRate", 1.0));
    try {
      shop.deploy(model.replace(hour, "name=\"orderDeadline\" value=\"PT3S\""));
      shop.place(Shop.order("doubt-expired"));

      JsonNode expired = shop.order("doubt-expired", "REJECTED");

      assertThat(expired.get("failureReason").asText()).isEqualTo("EXPIRED");
      assertThat(shop.standing("doubt-expired")).isZero();
    } finally {
      shop.deploy(model);
    }
  }

  private static String status(String orderId) {
    return Shop.ok(shop.send("client", "GET", 0, "/api/orders/" + orderId, null))
        .get("status")
        .asText();
  }

  /**
   * Until the step was executed and its provider gave no answer, so that its outcome is in doubt.
   */
  private static void awaitFailedCall(String orderId) {
    await("a failed call of " + orderId)
        .atMost(PATIENCE)
        .until(() -> shop.problems(orderId).stream().anyMatch(p -> p.startsWith("PROVIDER_")));
  }

  private static void awaitEvent(String orderId, String kind) {
    await(kind + " of " + orderId).atMost(PATIENCE).until(() -> shop.kinds(orderId).contains(kind));
  }
}
