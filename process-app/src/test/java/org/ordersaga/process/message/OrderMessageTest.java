package org.ordersaga.process.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProcessAppTest
class OrderMessageTest {

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired MessageDispatcher dispatcher;
  Orders orders;
  Http client;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
    client = Http.as(port, "client");
  }

  @Test
  void aCancellationAtTheWaitThatTheCarrierGrantsUndoesTheOrder() {
    String id = orders.placeAndConfirm();
    Http.Reply first = cancel(id);
    assertThat(first.status()).isEqualTo(202);
    assertThat(first.body())
        .isEqualTo("{\"orderId\":\"" + id + "\",\"cancellation\":\"REQUESTED\"}");
    assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("REQUESTED");
    grant(id);

    orders.await(id, "status", "CANCELLED");
    assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("DONE");
    assertThat(cancel(id).body()).isEqualTo(first.body());
    assertThat(cancel(id).status()).isEqualTo(202);
    assertThat(orders.kinds(id))
        .containsSubsequence(
            "CANCELLATION_REQUESTED",
            "STEP_UNDONE",
            "STEP_UNDONE",
            "STATUS_CHANGED",
            "CANCELLATION_DONE");
    assertThat(state(id, "CANCELLATION")).isEqualTo("APPLIED");
  }

  @Test
  void aCancellationThatTheCarrierRefusesLeavesTheOrderWaitingAndItCanBeDelivered() {
    String id = orders.placeAndConfirm();
    cancel(id);
    orders.refuse(id, "shipping.cancel", "SHIPMENT_NOT_CANCELLABLE", "Already handed over.");
    orders.await(id, "cancellation", "REFUSED");
    assertThat(orders.get(id).get("status").textValue()).isEqualTo("CONFIRMED");
    assertThat(cancel(id).status()).isEqualTo(202);

    assertThat(deliver(id).status()).isEqualTo(202);
    orders.complete(id, "order.complete");
    orders.await(id, "status", "DELIVERED");
    assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("REFUSED");
  }

  @Test
  void aCancellationBetweenBookingAndWaitIsStoredAndAppliedAtTheWait() {
    String id = orders.placeAndReach("inventory.commit");
    assertThat(cancel(id).status()).isEqualTo(202);
    orders.step(id, "inventory.commit");
    assertThat(state(id, "CANCELLATION")).isEqualTo("PENDING");
    orders.step(id, "order.confirm");
    grant(id);
    orders.await(id, "status", "CANCELLED");
    assertThat(state(id, "CANCELLATION")).isEqualTo("APPLIED");
  }

  @Test
  void aCancellationBeforeTheBookingIsAppliedAtOnceAndAnEarlierDeliveryBecomesMoot() {
    String id = orders.placeAndReach("payment.charge");
    deliver(id);
    cancel(id);
    orders.complete(id, "payment.refund");
    assertThat(state(id, "CANCELLATION")).isEqualTo("PENDING");
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
    orders.await(id, "status", "CANCELLED");
    assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("DONE");
    assertThat(state(id, "CANCELLATION")).isEqualTo("APPLIED");
    assertThat(state(id, "DELIVERY")).isEqualTo("MOOT");
  }

  @Test
  void aDeliveryBeforeTheWaitIsStoredAndAppliedAtTheWaitOnce() {
    String id = orders.place();
    Http.Reply first = deliver(id);
    assertThat(first.status()).isEqualTo(202);
    assertThat(deliver(id).body()).isEqualTo(first.body());
    orders.confirm(id);
    orders.complete(id, "order.complete");
    orders.await(id, "status", "DELIVERED");
    assertThat(deliver(id).body()).isEqualTo(first.body());
    assertThat(orders.kinds(id)).containsOnlyOnce("DELIVERY_REQUESTED");
  }

  @Test
  void ofTwoThatCameEarlyTheFirstOneCountsAndTheOtherBecomesMoot() {
    String id = orders.placeAndReach("inventory.commit");
    deliver(id);
    cancel(id);
    orders.step(id, "inventory.commit");
    orders.step(id, "order.confirm");
    orders.complete(id, "order.complete");
    orders.await(id, "status", "DELIVERED");
    assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("REFUSED");
    assertThat(state(id, "DELIVERY")).isEqualTo("APPLIED");
    assertThat(state(id, "CANCELLATION")).isEqualTo("MOOT");
  }

  @Test
  void aDeliveryBehindARefusedCancellationIsAppliedWhenTheOrderWaitsAgain() {
    String id = orders.placeAndConfirm();
    cancel(id);
    Awaitility.await().until(() -> orders.openTopics(id).contains("shipping.cancel"));
    deliver(id);
    orders.refuse(id, "shipping.cancel", "SHIPMENT_NOT_CANCELLABLE", "Already handed over.");
    orders.complete(id, "order.complete");
    orders.await(id, "status", "DELIVERED");
  }

  @Test
  void afterTheEndACancellationIsRefusedWithTheReasonAndARepeatGetsTheSame() {
    String id = orders.placeAndConfirm();
    deliver(id);
    orders.complete(id, "order.complete");
    orders.await(id, "status", "DELIVERED");
    Http.Reply first = cancel(id);
    assertThat(first.status()).isEqualTo(409);
    assertThat(first.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(first.json().get("detail").textValue()).contains("has been delivered");
    assertThat(cancel(id).body()).isEqualTo(first.body());
    assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("REFUSED");
  }

  @Test
  void aRejectedOrderCannotBeDeliveredOrCancelledAndEarlyWishesBecomeMoot() {
    String id = orders.place();
    orders.refuse(id, "order.create", "ORDER_INVALID", "No.");
    cancel(id);
    orders.complete(id, "order.close");
    orders.await(id, "status", "REJECTED");
    assertThat(deliver(id).status()).isEqualTo(409);
    assertThat(state(id, "CANCELLATION")).isEqualTo("MOOT");
    assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("REFUSED");
    assertThat(orders.get(id).get("status").textValue()).isEqualTo("REJECTED");
  }

  @Test
  void whatACrashLeftBehindIsFoundByTheSweep() {
    String id = orders.placeAndConfirm();
    // As if the process had died between the commit and the attempt.
    jdbc.sql(
            """
            insert into order_message (order_id, kind, state, answer_status, answer, requested_at,
                                       next_attempt_at)
            values (?, 'DELIVERY', 'PENDING', 202, '{}', now(), now())
            """)
        .param(id)
        .update();
    dispatcher.sweep();
    orders.complete(id, "order.complete");
    orders.await(id, "status", "DELIVERED");
  }

  @RepeatedTest(5)
  void deliveryAndCancellationAtOnceHaveExactlyOneLegalOutcome() throws Exception {
    String id = orders.placeAndConfirm();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CountDownLatch start = new CountDownLatch(1);
    try {
      Future<Http.Reply> delivery =
          threads.submit(
              () -> {
                start.await();
                return deliver(id);
              });
      Future<Http.Reply> cancellation =
          threads.submit(
              () -> {
                start.await();
                return cancel(id);
              });
      start.countDown();
      assertThat(List.of(delivery.get().status(), cancellation.get().status())).containsOnly(202);
    } finally {
      threads.shutdownNow();
    }
    String topic =
        Awaitility.await()
                .until(
                    () -> orders.openTopics(id),
                    open -> open.contains("order.complete") || open.contains("shipping.cancel"))
                .contains("order.complete")
            ? "order.complete"
            : "shipping.cancel";
    if (topic.equals("order.complete")) {
      orders.complete(id, "order.complete");
      orders.await(id, "status", "DELIVERED");
      assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("REFUSED");
      assertThat(state(id, "CANCELLATION")).isEqualTo("MOOT");
    } else {
      grant(id);
      orders.await(id, "status", "CANCELLED");
      assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("DONE");
      assertThat(state(id, "DELIVERY")).isEqualTo("MOOT");
    }
    assertThat(orders.openTopics(id)).doesNotContain("order.complete", "shipping.cancel");
  }

  private void grant(String id) {
    orders.complete(id, "shipping.cancel");
    orders.complete(id, "inventory.uncommit");
    orders.complete(id, "payment.refund");
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
  }

  private Http.Reply cancel(String id) {
    return client.post("/api/orders/" + id + "/cancellation", null);
  }

  private Http.Reply deliver(String id) {
    return client.post("/api/orders/" + id + "/delivery", null);
  }

  private String state(String id, String kind) {
    return jdbc.sql("select state from order_message where order_id = ? and kind = ?")
        .params(id, kind)
        .query(String.class)
        .single();
  }
}
