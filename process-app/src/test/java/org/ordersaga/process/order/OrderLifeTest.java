package org.ordersaga.process.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProcessAppTest
class OrderLifeTest {

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired RuntimeService runtime;
  @Autowired RepositoryService repository;
  Orders orders;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
  }

  @Test
  void anOrderIsPlacedConfirmedAndDeliveredAndItsTimelineTellsItInOrder() {
    String id = orders.placeAndConfirm();
    assertThat(Http.as(port, "client").post("/api/orders/" + id + "/delivery", null).status())
        .isEqualTo(202);
    orders.complete(id, "order.complete");
    orders.await(id, "status", "DELIVERED");

    JsonNode order = orders.get(id);
    assertThat(order.get("totalAmount").longValue()).isEqualTo(1999);
    assertThat(order.get("currency").textValue()).isEqualTo("EUR");
    assertThat(order.get("lines").toString())
        .isIn("[{\"sku\":\"BOOK-001\",\"quantity\":1}]", "[{\"quantity\":1,\"sku\":\"BOOK-001\"}]");
    assertThat(order.get("failureReason").isNull()).isTrue();
    assertThat(order.get("cancellation").textValue()).isEqualTo("NONE");
    assertThat(orders.kinds(id))
        .startsWith("ORDER_ACCEPTED", "STEP_STARTED", "STEP_COMPLETED", "STEP_STARTED")
        .containsSubsequence(
            "STATUS_CHANGED", "DELIVERY_REQUESTED", "STEP_COMPLETED", "STATUS_CHANGED");
    long last = 0;
    for (JsonNode entry : order.get("timeline")) {
      assertThat(entry.get("sequence").longValue()).isGreaterThan(last);
      last = entry.get("sequence").longValue();
    }
    assertThat(data(order, "STEP_COMPLETED", "ChargePayment").get("receipt").get("reference"))
        .hasToString("\"ch-1\"");
    assertThat(order.toString()).doesNotContain("ada@example.com", "Lovelace");
  }

  @Test
  void anOrderThatAnOperatorMovesAwayFromItsConfirmationIsNotConfirmed() {
    String id = orders.place();
    orders.step(id, "order.create");
    orders.step(id, "inventory.reserve");
    orders.complete(id, "payment.charge");
    orders.complete(id, "shipping.book");
    orders.complete(id, "inventory.commit");
    String instance =
        runtime.createProcessInstanceQuery().processInstanceBusinessKey(id).singleResult().getId();
    runtime
        .createProcessInstanceModification(instance)
        .cancelAllForActivity("ConfirmOrder")
        .startBeforeActivity("UndoCommit")
        .execute();

    assertThat(orders.get(id).get("status").textValue()).isEqualTo("PENDING");
    assertThat(orders.kinds(id)).doesNotContain("STATUS_CHANGED");
    assertThat(orders.openTopics(id)).containsExactly("inventory.uncommit");
  }

  @Test
  void whileTheProcessIsSuspendedOrdersAreToBeRepeatedLater() {
    String id = Orders.newId();
    repository.suspendProcessDefinitionByKey("order-process");
    try {
      Http.Reply reply = Http.as(port, "client").post("/api/orders", Orders.order(id).toString());
      assertThat(reply.status()).as(reply.body()).isEqualTo(503);
      assertThat(reply.header("Retry-After")).isNotNull();
    } finally {
      repository.activateProcessDefinitionByKey("order-process");
    }
    assertThat(Http.as(port, "client").post("/api/orders", Orders.order(id).toString()).status())
        .isEqualTo(202);
  }

  @Test
  void aRefusedOrderIsUndoneAndRejectedWithItsReason() {
    String id = orders.place();
    orders.step(id, "order.create");
    orders.step(id, "inventory.reserve");
    orders.refuse(id, "payment.charge", "PAYMENT_DECLINED", "Your card was declined.");
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
    orders.await(id, "status", "REJECTED");

    JsonNode order = orders.get(id);
    assertThat(order.get("failureReason").textValue()).isEqualTo("PAYMENT_DECLINED");
    assertThat(order.get("failureMessage").textValue()).isEqualTo("Your card was declined.");
    JsonNode refused = data(order, "STEP_REFUSED", "ChargePayment");
    assertThat(refused.get("code").textValue()).isEqualTo("PAYMENT_DECLINED");
    assertThat(refused.get("topic").textValue()).isEqualTo("payment.charge");
    assertThat(data(order, "STEP_UNDONE", "ReleaseInventory")).isNotNull();
  }

  @Test
  void failedAttemptsAndIncidentsAreInTheTimelineAndRaisedRetriesResolveThem() {
    String id = orders.place();
    orders.fail(id, "order.create", 1);
    orders.fail(id, "order.create", 0);
    assertThat(orders.kinds(id))
        .endsWith("STEP_ATTEMPT_FAILED", "STEP_ATTEMPT_FAILED", "INCIDENT_OPENED");

    Http operator = Http.as(port, "operator");
    String task =
        operator
            .get("/engine-rest/external-task?processInstanceId=" + instance(id))
            .json()
            .get(0)
            .get("id")
            .textValue();
    assertThat(
            operator
                .put("/engine-rest/external-task/" + task + "/retries", "{\"retries\":3}")
                .status())
        .isEqualTo(204);
    assertThat(orders.kinds(id)).endsWith("INCIDENT_RESOLVED");
    orders.complete(id, "order.create");
    assertThat(orders.kinds(id)).endsWith("STEP_COMPLETED", "STEP_STARTED");
  }

  @Test
  void aTaskThatIsHandedBackBecauseItsProviderIsDownIsNoFailedAttempt() {
    String id = orders.placeAndReach("payment.charge");
    orders.fail(id, "payment.charge", "PROVIDER_DOWN: not called.", 5, Duration.ZERO);
    orders.fail(id, "payment.charge", "PROVIDER_ERROR: answered 503.", 4, Duration.ZERO);
    assertThat(orders.kinds(id)).containsOnlyOnce("STEP_ATTEMPT_FAILED");
  }

  @Test
  void aStatusThatCannotFollowStopsTheTransactionThatWantsIt() {
    String id = orders.place();
    Http.Reply reply =
        Http.as(port, "admin")
            .put(
                "/engine-rest/process-instance/" + instance(id) + "/variables/outcome",
                "{\"value\":\"DELIVERED\",\"type\":\"String\"}");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(orders.get(id).get("status").textValue()).isEqualTo("PENDING");
    assertThat(
            Http.as(port, "admin")
                .get("/engine-rest/process-instance/" + instance(id) + "/variables/outcome")
                .status())
        .isEqualTo(404);
  }

  @Test
  void theLogCannotBeChangedAfterwards() {
    String id = orders.place();
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> jdbc.sql("delete from order_event where order_id = ?").param(id).update())
        .hasMessageContaining("append-only");
  }

  @Test
  void theListFiltersAndSaysHowToGetOn() {
    String customer = "lister-" + Orders.newId().substring(4, 12);
    List<String> placed = new ArrayList<>();
    Http client = Http.as(port, "client");
    for (int i = 0; i < 51; i++) {
      String id = Orders.newId();
      placed.add(0, id);
      client.post("/api/orders", Orders.order(id).put("customerId", customer).toString());
    }
    JsonNode first = client.get("/api/orders?status=PENDING&customerId=" + customer).json();
    assertThat(first.get("orders")).hasSize(50);
    JsonNode second = client.get(first.get("next").textValue()).json();
    assertThat(second.get("orders")).hasSize(1);
    assertThat(second.get("next").isNull()).isTrue();
    List<String> listed = new ArrayList<>();
    first.get("orders").forEach(order -> listed.add(order.get("orderId").textValue()));
    second.get("orders").forEach(order -> listed.add(order.get("orderId").textValue()));
    assertThat(listed).isEqualTo(placed);
    assertThat(
            client.get("/api/orders?status=DELIVERED&customerId=" + customer).json().get("orders"))
        .isEmpty();
  }

  @Test
  void ordersAndStatusesAreCounted() {
    orders.place();
    String metrics = Http.as(port, "operator").get("/actuator/prometheus").body();
    assertThat(metrics)
        .containsPattern("ordersaga_orders_accepted_total [1-9]")
        .contains("ordersaga_orders_status_total{status=\"CONFIRMED\"}");
  }

  private String instance(String orderId) {
    return jdbc.sql("select process_instance_id from order_view where order_id = ?")
        .param(orderId)
        .query(String.class)
        .single();
  }

  private static JsonNode data(JsonNode order, String kind, String step) {
    for (JsonNode entry : order.get("timeline")) {
      if (entry.get("kind").asText().equals(kind)
          && entry.get("data").path("step").asText().equals(step)) {
        return entry.get("data");
      }
    }
    throw new AssertionError("No " + kind + " of " + step + " in " + order.get("timeline"));
  }
}
