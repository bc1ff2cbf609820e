package org.ordersaga.process.stop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.stop.Stops.Step;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProcessAppTest
class StepStopTest {

  /** What a step can be doing when it is stopped. */
  enum State {
    WAITING,
    LOCKED,
    PAUSE,
    INCIDENT
  }

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired ExternalTaskService tasks;
  @Autowired RuntimeService runtime;
  @Autowired DeadlineSweep sweep;
  Orders orders;
  Stops stops;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
    stops = new Stops(port, jdbc);
  }

  static Stream<Arguments> stops() {
    List<Arguments> all = new ArrayList<>();
    for (Step step : Step.values()) {
      for (State state : State.values()) {
        for (StopCode code : StopCode.values()) {
          all.add(Arguments.of(step, state, code));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("stops")
  void aStepIsStoppedInWhateverStateItIsAndUndoneByNameFirst(
      Step step, State state, StopCode code) {
    String id = orders.placeAndReach(step.topic);
    switch (state) {
      case WAITING -> {}
      case LOCKED -> orders.fetch(id, step.topic);
      case PAUSE -> orders.fail(id, step.topic, 3, Duration.ofHours(1));
      case INCIDENT -> orders.fail(id, step.topic, 0);
    }
    String task = task(id);

    stop(id, code);
    stops.standsAt(id, step.undo.isEmpty() ? "order.close" : step.undo.get(0));
    List<String> stopped = orders.kinds(id);
    assertThat(stopped)
        .containsSubsequence("STEP_REFUSED", "STEP_STARTED")
        .containsOnlyOnce("STEP_REFUSED");
    Http.Reply late =
        orders
            .worker(step.topic)
            .post("/engine-rest/external-task/" + task + "/complete", "{\"workerId\":\"test\"}");
    assertThat(late.status()).as("the late worker's report").isEqualTo(404);
    assertThat(orders.kinds(id)).isEqualTo(stopped);
    assertThat(stops.incidents(id)).isZero();

    stops.undo(id, step);
    orders.await(id, "status", code == StopCode.CANCELLED ? "CANCELLED" : "REJECTED");
    JsonNode order = orders.get(id);
    assertThat(order.get("failureReason").textValue()).isEqualTo(code.name());
    assertThat(order.get("failureMessage").textValue()).isEqualTo(code.sentence());
    JsonNode refused = refused(order);
    assertThat(refused.get("step").textValue()).isEqualTo(step.activity);
    assertThat(refused.get("code").textValue()).isEqualTo(code.name());
    assertThat(order.get("cancellation").textValue())
        .isEqualTo(code == StopCode.CANCELLED ? "DONE" : "NONE");
    assertThat(stops.deadline(id)).isNull();
  }

  @ParameterizedTest
  @EnumSource(StopCode.class)
  void aSuspendedOrderIsStoppedAsSoonAsItGoesOn(StopCode code) {
    String id = orders.placeAndReach("payment.charge");
    runtime.suspendProcessInstanceById(stops.instance(id));
    stop(id, code);
    sweep.sweep();
    assertThat(orders.kinds(id)).doesNotContain("STEP_REFUSED");
    if (code == StopCode.EXPIRED) {
      assertThat(stops.deadline(id)).isBefore(OffsetDateTime.now().plusMinutes(1));
    } else {
      assertThat(stops.message(id, message(code))).isEqualTo("PENDING");
    }

    runtime.activateProcessInstanceById(stops.instance(id));
    stops.messagesAreDue(id);
    if (code == StopCode.EXPIRED) {
      stops.deadlineIn(id, Duration.ZERO);
    }
    stops.standsAt(id, "payment.refund");
    stops.undo(id, Step.CHARGE_PAYMENT);
    orders.await(id, "failureReason", code.name());
    if (code != StopCode.EXPIRED) {
      assertThat(stops.message(id, message(code))).isEqualTo("APPLIED");
    }
  }

  @Test
  void aSuspendedOrderThatPassesThePivotBeforeItIsStoppedIsNotGivenUpAnyMore() {
    String id = orders.placeAndReach("shipping.book");
    runtime.suspendProcessInstanceById(stops.instance(id));
    assertThat(stops.giveUp(id).status()).isEqualTo(202);
    jdbc.sql("update order_message set next_attempt_at = 'infinity' where order_id = ?")
        .param(id)
        .update();
    runtime.activateProcessInstanceById(stops.instance(id));
    orders.step(id, "shipping.book");
    stops.messagesAreDue(id);
    Awaitility.await().until(() -> stops.message(id, "GIVE_UP"), "MOOT"::equals);
    assertThat(orders.openTopics(id)).containsExactly("inventory.commit");
  }

  @Test
  void aMessageForASuspendedOrderThatWaitsIsHandedOverWhenItGoesOn() {
    String id = orders.placeAndConfirm();
    runtime.suspendProcessInstanceById(stops.instance(id));
    assertThat(stops.cancel(id).status()).isEqualTo(202);
    stops.messagesAreDue(id);
    Awaitility.await().until(() -> !stops.isDue(id));
    assertThat(stops.message(id, "CANCELLATION")).isEqualTo("PENDING");
    runtime.activateProcessInstanceById(stops.instance(id));
    stops.messagesAreDue(id);
    orders.complete(id, "shipping.cancel");
    assertThat(stops.message(id, "CANCELLATION")).isEqualTo("APPLIED");
  }

  @Test
  void whenTheCarrierKeepsTheParcelTheCancellationIsPutAgainAtTheWaitAndDecidedThere() {
    String id = orders.placeAndReach("shipping.book");
    stops.cancel(id);
    orders.refuse(id, "shipping.cancel", "SHIPMENT_NOT_CANCELLABLE", "Already handed over.");
    stops.standsAt(id, "inventory.commit");
    assertThat(stops.message(id, "CANCELLATION")).isEqualTo("PENDING");
    JsonNode kept = orders.get(id);
    assertThat(kept.get("cancellation").textValue()).isEqualTo("REQUESTED");
    assertThat(kept.get("failureReason").isNull()).isTrue();
    assertThat(kept.get("failureMessage").isNull()).isTrue();

    orders.complete(id, "inventory.commit");
    orders.complete(id, "order.confirm");
    orders.refuse(id, "shipping.cancel", "SHIPMENT_NOT_CANCELLABLE", "Already handed over.");
    orders.await(id, "cancellation", "REFUSED");
    assertThat(stops.message(id, "CANCELLATION")).isEqualTo("APPLIED");
    assertThat(orders.get(id).get("status").textValue()).isEqualTo("CONFIRMED");
    assertThat(orders.kinds(id)).containsOnlyOnce("CANCELLATION_REFUSED");
    assertThat(refusalIsNotified(id)).isTrue();
  }

  @Test
  void whenTheCarrierKeepsTheParcelOfAnExpiredOrderTheCustomersCancellationIsNotDecided() {
    String id = orders.placeAndReach("shipping.book");
    stop(id, StopCode.EXPIRED);
    stops.standsAt(id, "shipping.cancel");
    stops.cancel(id);
    orders.refuse(id, "shipping.cancel", "SHIPMENT_NOT_CANCELLABLE", "Already handed over.");
    stops.standsAt(id, "inventory.commit");
    assertThat(orders.get(id).get("cancellation").textValue()).isEqualTo("REQUESTED");
    orders.complete(id, "inventory.commit");
    orders.complete(id, "order.confirm");
    orders.complete(id, "shipping.cancel");
    orders.complete(id, "inventory.uncommit");
    orders.complete(id, "payment.refund");
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
    orders.await(id, "status", "CANCELLED");
  }

  @Test
  void aCancellationWhileTheOrderIsUndoneForAnotherReasonIsRefused() {
    String id = orders.placeAndReach("payment.charge");
    orders.refuse(id, "payment.charge", "PAYMENT_DECLINED", "Your card was declined.");
    assertThat(stops.cancel(id).status()).isEqualTo(202);
    orders.complete(id, "inventory.release");
    assertThat(stops.message(id, "CANCELLATION")).isEqualTo("PENDING");
    orders.complete(id, "order.close");
    orders.await(id, "cancellation", "REFUSED");
    assertThat(stops.message(id, "CANCELLATION")).isEqualTo("MOOT");
    assertThat(orders.get(id).get("failureReason").textValue()).isEqualTo("PAYMENT_DECLINED");
  }

  private void stop(String id, StopCode code) {
    switch (code) {
      case CANCELLED -> assertThat(stops.cancel(id).status()).isEqualTo(202);
      case GIVEN_UP -> assertThat(stops.giveUp(id).status()).isEqualTo(202);
      case EXPIRED -> {
        stops.deadlineIn(id, Duration.ZERO);
        sweep.sweep();
      }
    }
  }

  private static String message(StopCode code) {
    return code == StopCode.CANCELLED ? "CANCELLATION" : "GIVE_UP";
  }

  private String task(String id) {
    return tasks
        .createExternalTaskQuery()
        .processInstanceId(stops.instance(id))
        .singleResult()
        .getId();
  }

  private boolean refusalIsNotified(String id) {
    return tasks
            .createExternalTaskQuery()
            .processInstanceId(stops.instance(id))
            .activityId("NotifyOfRefusedCancellation")
            .count()
        == 1;
  }

  private static JsonNode refused(JsonNode order) {
    for (JsonNode entry : order.get("timeline")) {
      if (entry.get("kind").asText().equals("STEP_REFUSED")) {
        return entry.get("data");
      }
    }
    throw new AssertionError(order.get("timeline"));
  }
}
