package org.ordersaga.process.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.ProcessEngineTests.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.history.HistoricDecisionInputInstance;
import org.camunda.bpm.engine.history.HistoricDecisionInstance;
import org.camunda.bpm.engine.history.HistoricDecisionOutputInstance;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.test.assertions.bpmn.AbstractAssertions;
import org.camunda.community.process_test_coverage.junit5.platform7.ProcessEngineCoverageExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Walks every path of the order process. Together the tests pass every node and every flow. */
class OrderProcessTest {

  @RegisterExtension
  static final ProcessEngineCoverageExtension ENGINE =
      ProcessEngineCoverageExtension.builder(ModelEngine.configuration())
          .assertClassCoverageAtLeast(ModelEngine.everyNodeAndFlow())
          .build();

  private String deploymentId;

  @BeforeEach
  void theModelIsDeployed() {
    ProcessEngine engine = ENGINE.getProcessEngine();
    AbstractAssertions.init(engine);
    deploymentId =
        engine
            .getRepositoryService()
            .createDeployment()
            .addClasspathResource(ModelEngine.MODEL)
            .addClasspathResource(ModelEngine.TABLE)
            .addClasspathResource(ModelEngine.FORM)
            .deploy()
            .getId();
  }

  @AfterEach
  void nothingIsLeft() {
    ENGINE.getProcessEngine().getRepositoryService().deleteDeployment(deploymentId, true);
    ClockUtil.reset();
  }

  private static Order placed() {
    return Order.place(ENGINE.getProcessEngine());
  }

  /** With what the decision table accepts. */
  private static Order reserved() {
    return reserved(4200L, "DE");
  }

  private static Order reserved(long totalAmount, String country) {
    return placed()
        .does("CreateOrder", Map.of("newCustomer", true, "country", country))
        .does("ReserveInventory", Map.of("totalAmount", totalAmount, "units", 1));
  }

  /** With what the decision table wants a reviewer to see. */
  private static Order inReview() {
    Order order = reserved(50_000L, "DE");
    assertThat(order.standsAt()).containsExactly("ReviewOrder");
    return order;
  }

  private static Order charged() {
    return reserved().does("ChargePayment");
  }

  private static Order booked() {
    return charged().does("BookShipment", Map.of("trackingNumber", "T-1"));
  }

  private static Order confirmed() {
    return booked().does("CommitInventory", "ConfirmOrder");
  }

  /** Confirmed, its mail sent: nothing is open but the wait for the delivery. */
  private static Order waiting() {
    return confirmed().does("NotifyOfConfirmation");
  }

  private static void isRejected(Order order, String reason, String sentence) {
    isRejected(order, reason, sentence, null);
  }

  private static void isRejected(Order order, String reason, String sentence, String before) {
    assertThat(order.standsAt()).containsExactly("CloseRejectedOrder");
    assertThat(order.inputs("CloseRejectedOrder", "outcome", "failureReason", "failureMessage"))
        .containsEntry("outcome", "REJECTED")
        .containsEntry("failureReason", reason)
        .containsEntry("failureMessage", sentence);
    assertThat(order.variable("outcome")).as("before the order is closed").isEqualTo(before);
    order.does("CloseRejectedOrder");
    assertThat(order.variable("outcome")).isEqualTo("REJECTED");
    assertThat(order.inputs("NotifyOfRejection", "notificationEvent"))
        .containsEntry("notificationEvent", "REJECTED");
    order.does("NotifyOfRejection");
    assertThat(order.instance()).isEnded().hasPassed("OrderRejected");
  }

  private static void isCancelled(Order order) {
    assertThat(order.standsAt()).containsExactly("CloseCancelledOrder");
    assertThat(order.inputs("CloseCancelledOrder", "outcome", "failureReason"))
        .containsEntry("outcome", "CANCELLED")
        .containsEntry("failureReason", "CANCELLED");
    order.does("CloseCancelledOrder");
    assertThat(order.variable("outcome")).isEqualTo("CANCELLED");
    assertThat(order.inputs("NotifyOfCancellation", "notificationEvent"))
        .containsEntry("notificationEvent", "CANCELLED");
    order.does("NotifyOfCancellation");
    assertThat(order.instance()).isEnded().hasPassed("OrderCancelled");
  }

  /** Carries out these undo tasks; each must be the only thing that is open. */
  private static void isUndone(Order order, String... handlers) {
    for (String handler : handlers) {
      assertThat(order.standsAt()).containsExactly(handler);
      order.does(handler);
    }
  }

  @Nested
  class Forward {

    @Test
    void anOrderIsConfirmedAndDelivered() {
      Order order = placed();
      assertThat(order.standsAt()).containsExactly("CreateOrder");
      order.does("CreateOrder", Map.of("newCustomer", true, "country", "DE"));
      assertThat(order.standsAt()).containsExactly("ReserveInventory");
      order.does("ReserveInventory", Map.of("totalAmount", 4200L, "units", 1));
      assertThat(order.variable("assessment")).isEqualTo("accept");
      assertThat(order.standsAt()).containsExactly("ChargePayment");
      order.does("ChargePayment");
      assertThat(order.standsAt()).containsExactly("BookShipment");
      order.does("BookShipment");
      assertThat(order.standsAt()).containsExactly("CommitInventory");
      order.does("CommitInventory");
      assertThat(order.standsAt()).containsExactly("ConfirmOrder");
      assertThat(order.variable("outcome")).as("before the confirmation").isNull();
      order.does("ConfirmOrder");
      assertThat(order.variable("outcome")).isEqualTo("CONFIRMED");
      assertThat(order.standsAt()).containsExactly("NotifyOfConfirmation", "WaitForDelivery");
      order.does("NotifyOfConfirmation").isDelivered();
      assertThat(order.standsAt()).containsExactly("CompleteOrder");
      assertThat(order.variable("outcome")).isEqualTo("CONFIRMED");
      order.does("CompleteOrder");
      assertThat(order.variable("outcome")).isEqualTo("DELIVERED");
      order.does("NotifyOfDelivery");
      assertThat(order.instance())
          .isEnded()
          .hasPassed("CustomerNotified", "OrderDelivered")
          .hasNotPassed("UndoBegins");
      assertThat(order.variable("failureReason")).isNull();
    }

    @Test
    void aMailThatIsNotSentDoesNotHoldTheDeliveryUp() {
      Order order = confirmed();
      order.failsForGood("NotifyOfConfirmation");
      order.isDelivered().does("CompleteOrder", "NotifyOfDelivery");
      assertThat(order.variable("outcome")).isEqualTo("DELIVERED");
      assertThat(order.standsAt()).containsExactly("NotifyOfConfirmation");
    }

    @Test
    void eachMailKnowsItsOwnEvent() {
      Order order = confirmed();
      assertThat(order.inputs("NotifyOfConfirmation", "notificationEvent"))
          .containsEntry("notificationEvent", "CONFIRMED");
      order.isDelivered().does("CompleteOrder");
      assertThat(order.inputs("NotifyOfDelivery", "notificationEvent"))
          .containsEntry("notificationEvent", "DELIVERED");
      assertThat(order.variable("notificationEvent")).as("shared by all branches").isNull();
    }
  }

  @Nested
  class Refusals {

    @Test
    void anInvalidOrderIsRejectedAndNothingIsUndone() {
      Order order = placed().refuses("CreateOrder", "ORDER_INVALID");
      isRejected(order, "ORDER_INVALID", Order.sentence("ORDER_INVALID"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OUT_OF_STOCK", "UNKNOWN_PRODUCT"})
    void goodsThatCannotBeReservedRejectTheOrderAndNothingIsUndone(String code) {
      Order order = placed().does("CreateOrder").refuses("ReserveInventory", code);
      isRejected(order, code, Order.sentence(code));
    }

    @Test
    void aDeclinedPaymentUndoesTheReservation() {
      Order order = reserved().refuses("ChargePayment", "PAYMENT_DECLINED");
      isUndone(order, "ReleaseInventory");
      isRejected(order, "PAYMENT_DECLINED", Order.sentence("PAYMENT_DECLINED"));
    }

    @Test
    void aChargeWhoseOutcomeIsInDoubtIsRefundedByNameFirst() {
      Order order = reserved().refuses("ChargePayment", "PAYMENT_UNAVAILABLE");
      isUndone(order, "RefundStoppedCharge", "ReleaseInventory");
      isRejected(order, "PAYMENT_UNAVAILABLE", Order.sentence("PAYMENT_UNAVAILABLE"));
    }

    @Test
    void aRejectedShipmentUndoesChargeAndReservationOneAfterTheOther() {
      Order order = charged().refuses("BookShipment", "SHIPPING_REJECTED");
      isUndone(order, "RefundPayment", "ReleaseInventory");
      isRejected(order, "SHIPPING_REJECTED", Order.sentence("SHIPPING_REJECTED"));
    }

    @Test
    void aBookingWhoseOutcomeIsInDoubtIsCancelledByNameFirst() {
      Order order = charged().refuses("BookShipment", "SHIPPING_UNAVAILABLE");
      isUndone(order, "CancelStoppedShipment", "RefundPayment", "ReleaseInventory");
      isRejected(order, "SHIPPING_UNAVAILABLE", Order.sentence("SHIPPING_UNAVAILABLE"));
    }

    @Test
    void aBookingInDoubtThatTurnsOutUnderWayTakesTheOrderForward() {
      Order order =
          charged()
              .refuses("BookShipment", "SHIPPING_UNAVAILABLE")
              .refuses("CancelStoppedShipment", "SHIPMENT_NOT_CANCELLABLE");
      assertThat(order.standsAt()).containsExactly("CommitInventory");
      assertThat(order.variable("failureReason")).isNull();
      assertThat(order.variable("failureMessage")).isNull();
      order
          .does("CommitInventory", "ConfirmOrder", "NotifyOfConfirmation")
          .isDelivered()
          .does("CompleteOrder", "NotifyOfDelivery");
      assertThat(order.instance()).isEnded().hasPassed("OrderDelivered").hasNotPassed("UndoBegins");
    }
  }

  @Nested
  class Review {

    private static final String FREIGHT = "We are sorry, this order is too large for us.";

    @Test
    void anOrderThatTheTableRefusesIsRejectedWithTheTablesReasonAndTheReservationUndone() {
      Order order = reserved(4200L, "AQ");
      assertThat(order.variable("assessment")).isEqualTo("refuse");
      String reason = (String) order.variable("assessmentReason");
      assertThat(reason).contains("no carrier");
      isUndone(order, "ReleaseInventory");
      isRejected(order, "REVIEW_REFUSED", reason);
      assertThat(order.instance()).hasNotPassed("ReviewOrder", "ChargePayment");
    }

    @Test
    void anOrderInReviewIsShownToReviewersWithTheFormAndTheRuleThatAsked() throws IOException {
      Order order = inReview();
      assertThat(order.variable("outcome")).isEqualTo("IN_REVIEW");
      assertThat(order.variable("assessment")).isEqualTo("review");
      assertThat(order.variable("assessmentReason"))
          .isEqualTo("A new customer orders for 500.00 or more.");
      assertThat(order.instance())
          .task()
          .hasName("Review order")
          .hasCandidateGroup("reviewers")
          .isNotAssigned();
      String form =
          new String(
              ENGINE
                  .getProcessEngine()
                  .getFormService()
                  .getDeployedTaskForm(order.userTask().getId())
                  .readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(form).contains("reviewDecision");
    }

    @Test
    void anApprovedOrderGoesOnAndIsInReviewUntilItIsConfirmed() {
      Order order = inReview().isApproved();
      assertThat(order.standsAt()).containsExactly("ChargePayment");
      order.does("ChargePayment", "BookShipment", "CommitInventory");
      assertThat(order.variable("outcome")).isEqualTo("IN_REVIEW");
      order.does("ConfirmOrder");
      assertThat(order.variable("outcome")).isEqualTo("CONFIRMED");
      assertThat(order.instance()).hasPassedInOrder("ReviewOrder", "ReviewPassed", "ChargePayment");
      assertThat(order.variable("failureReason")).isNull();
    }

    @Test
    void anOrderThatAReviewerRefusesIsRejectedWithTheReviewersReasonAndTheReservationUndone() {
      Order order = inReview().isRefusedByReviewer(FREIGHT);
      isUndone(order, "ReleaseInventory");
      isRejectedAfterReview(order, "REVIEW_REFUSED", FREIGHT);
      assertThat(order.instance()).hasPassed("ReviewRefused").hasNotPassed("ChargePayment");
    }

    @Test
    void anOrderThatNobodyReviewsWithin24HoursIsRejectedAndTheReservationUndone() {
      Instant asked = Instant.parse("2026-03-02T12:00:00Z");
      ClockUtil.setCurrentTime(Date.from(asked));
      Order order = inReview();
      assertThat(order.nextReminder()).isEqualTo(asked.plus(Duration.ofHours(24)));
      order.timerRuns();
      assertThat(order.userTask()).isNull();
      isUndone(order, "ReleaseInventory");
      isRejectedAfterReview(
          order,
          "REVIEW_EXPIRED",
          "We are sorry, we could not check your order in time. Please place it again.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXPIRED", "GIVEN_UP", "CANCELLED"})
    void aReviewThatIsStoppedFromOutsideIsGoneAndTheReservationUndone(String code) {
      Order order = inReview().reviewIsStopped(code);
      assertThat(order.userTask()).isNull();
      assertThat(order.hasTimer()).as("the review's expiry").isFalse();
      isUndone(order, "ReleaseInventory");
      if (code.equals("CANCELLED")) {
        isCancelled(order);
      } else {
        isRejectedAfterReview(order, code, Order.sentence(code));
      }
    }

    @Test
    void anOrderOfWhichAFactIsMissingIsReviewed() {
      Order order = placed().does("CreateOrder").does("ReserveInventory");
      assertThat(order.standsAt()).containsExactly("ReviewOrder");
      assertThat(order.variable("assessmentReason"))
          .isEqualTo("Something that the rules ask for is not known.");
    }

    @Test
    void theDecisionAndItsInputsAreInTheHistory() {
      Order order = inReview();
      HistoricDecisionInstance decision =
          ENGINE
              .getProcessEngine()
              .getHistoryService()
              .createHistoricDecisionInstanceQuery()
              .processInstanceId(order.instance().getId())
              .includeInputs()
              .includeOutputs()
              .singleResult();
      assertThat(decision.getInputs())
          .extracting(HistoricDecisionInputInstance::getValue)
          .containsExactlyInAnyOrder(50_000L, "DE", true, 1);
      assertThat(decision.getOutputs())
          .extracting(HistoricDecisionOutputInstance::getValue)
          .containsExactlyInAnyOrder("review", "A new customer orders for 500.00 or more.");
    }

    private void isRejectedAfterReview(Order order, String reason, String sentence) {
      isRejected(order, reason, sentence, "IN_REVIEW");
    }
  }

  @Nested
  class Exhausted {

    @Test
    void aChargeIsTriedFiveTimesAndThenRefused() {
      Order order = reserved();
      assertThat(order.failsForGood("ChargePayment")).isEqualTo(5);
      assertThat(order.incidents()).isEmpty();
      assertThat(order.standsAt()).containsExactly("RefundStoppedCharge");
      assertThat(order.variable("failureReason")).isEqualTo("PAYMENT_UNAVAILABLE");
    }

    @Test
    void aBookingIsTriedSixTimesAndThenRefused() {
      Order order = charged();
      assertThat(order.failsForGood("BookShipment")).isEqualTo(6);
      assertThat(order.incidents()).isEmpty();
      assertThat(order.standsAt()).containsExactly("CancelStoppedShipment");
      assertThat(order.variable("failureReason")).isEqualTo("SHIPPING_UNAVAILABLE");
    }

    @Test
    void everyStepThatMayNotRefuseBecomesAnIncidentAndGoesOnWhenItsRetriesAreRaised() {
      Order order = placed();
      failsAndIsResumed(order, "CreateOrder", 6, Map.of("newCustomer", true, "country", "DE"));
      failsAndIsResumed(order, "ReserveInventory", 6, Map.of("totalAmount", 4200L, "units", 1));
      order.does("ChargePayment", "BookShipment");
      for (String step : List.of("CommitInventory", "ConfirmOrder")) {
        failsAndIsResumed(order, step, 7);
      }
      order.does("NotifyOfConfirmation").isDelivered();
      failsAndIsResumed(order, "CompleteOrder", 7);
      failsAndIsResumed(order, "NotifyOfDelivery", 6);
      assertThat(order.instance()).isEnded().hasPassed("OrderDelivered");
    }

    @Test
    void anUndoThatFailsHoldsTheOthersBackUntilAnOperatorRaisesItsRetries() {
      Order order = waiting().isAskedToCancel();
      failsAndIsResumed(order, "CancelShipment", 7);
      failsAndIsResumed(order, "UncommitInventory", 7);
      failsAndIsResumed(order, "RefundPayment", 7);
      failsAndIsResumed(order, "ReleaseInventory", 7);
      isCancelled(order);
    }

    private void failsAndIsResumed(Order order, String step, int executions) {
      failsAndIsResumed(order, step, executions, Map.of());
    }

    private void failsAndIsResumed(
        Order order, String step, int executions, Map<String, Object> outputs) {
      assertThat(order.failsForGood(step)).as("executions of " + step).isEqualTo(executions);
      assertThat(order.incidents()).containsExactly("failedExternalTask at " + step);
      assertThat(order.standsAt()).containsExactly(step);
      order.isResumed(step);
      assertThat(order.incidents()).isEmpty();
      order.does(step, outputs);
    }
  }

  @Nested
  class StoppedFromOutside {

    static Stream<Arguments> everyStepWithEveryCode() {
      return Stream.of("CreateOrder", "ReserveInventory", "ChargePayment", "BookShipment")
          .flatMap(
              step ->
                  Stream.of("EXPIRED", "GIVEN_UP", "CANCELLED")
                      .map(code -> Arguments.of(step, code)));
    }

    @ParameterizedTest
    @MethodSource("everyStepWithEveryCode")
    void anActiveStepIsTakenFromItsWorkerUndoneByNameAndThenTheOthers(String step, String code) {
      Order order =
          switch (step) {
            case "CreateOrder" -> placed();
            case "ReserveInventory" -> placed().does("CreateOrder");
            case "ChargePayment" -> reserved();
            default -> charged();
          };
      LockedExternalTask lateTask = order.fetch(step);
      order.isStopped(step, code);

      assertThatThrownBy(
              () ->
                  ENGINE
                      .getProcessEngine()
                      .getExternalTaskService()
                      .complete(lateTask.getId(), lateTask.getWorkerId()))
          .isInstanceOf(NotFoundException.class);
      switch (step) {
        case "CreateOrder" -> isUndone(order);
        case "ReserveInventory" -> isUndone(order, "ReleaseStoppedReservation");
        case "ChargePayment" -> isUndone(order, "RefundStoppedCharge", "ReleaseInventory");
        default -> isUndone(order, "CancelStoppedShipment", "RefundPayment", "ReleaseInventory");
      }
      if (code.equals("CANCELLED")) {
        isCancelled(order);
      } else {
        isRejected(order, code, Order.sentence(code));
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXPIRED", "GIVEN_UP", "CANCELLED"})
    void aStoppedBookingWhoseParcelIsUnderWayTakesTheOrderForward(String code) {
      Order order =
          charged()
              .isStopped("BookShipment", code)
              .refuses("CancelStoppedShipment", "SHIPMENT_NOT_CANCELLABLE");
      assertThat(order.standsAt()).containsExactly("CommitInventory");
      assertThat(order.variable("failureReason")).isNull();
      assertThat(order.variable("failureMessage")).isNull();
    }

    @Test
    void anOrderThatWasKeptCanStillBeCancelledAtTheWait() {
      Order order =
          charged()
              .isStopped("BookShipment", "CANCELLED")
              .refuses("CancelStoppedShipment", "SHIPMENT_NOT_CANCELLABLE")
              .does("CommitInventory", "ConfirmOrder", "NotifyOfConfirmation")
              .isAskedToCancel()
              .does("CancelShipment");
      isUndone(order, "UncommitInventory", "RefundPayment", "ReleaseInventory");
      isCancelled(order);
    }

    @ParameterizedTest
    @CsvSource({
      "ReserveInventory, ReleaseStoppedReservation",
      "ChargePayment, RefundStoppedCharge",
      "BookShipment, CancelStoppedShipment"
    })
    void theUndoOfAStoppedStepThatFailsBecomesAnIncident(String step, String undo) {
      Order order = step.equals("ReserveInventory") ? placed().does("CreateOrder") : reserved();
      if (step.equals("BookShipment")) {
        order.does("ChargePayment");
      }
      order.isStopped(step, "GIVEN_UP");
      assertThat(order.failsForGood(undo)).isEqualTo(7);
      assertThat(order.incidents()).containsExactly("failedExternalTask at " + undo);
      order.isResumed(undo).does(undo);
      assertThat(order.incidents()).isEmpty();
    }
  }

  @Nested
  class CancelledWhileWaiting {

    @Test
    void aGrantedCancellationUndoesEverythingStrictlyInReverse() {
      Order order = waiting().isAskedToCancel();
      assertThat(order.standsAt()).containsExactly("CancelShipment");
      order.does("CancelShipment");
      assertThat(order.variable("failureMessage"))
          .isEqualTo("The order was cancelled at your request.");
      isUndone(order, "UncommitInventory", "RefundPayment", "ReleaseInventory");
      isCancelled(order);
      assertThat(order.instance())
          .hasPassedInOrder("UncommitInventory", "RefundPayment", "ReleaseInventory");
    }

    @Test
    void aRefusedCancellationChangesNothingAndTheCustomerIsToldOnTheSide() {
      Order order =
          waiting().isAskedToCancel().refuses("CancelShipment", "SHIPMENT_NOT_CANCELLABLE");
      assertThat(order.standsAt())
          .as("the mail does not hold the wait up")
          .containsExactly("NotifyOfRefusedCancellation", "WaitForDelivery");
      assertThat(order.variable("outcome")).isEqualTo("CONFIRMED");
      assertThat(order.variable("failureReason")).isNull();
      assertThat(order.variable("failureMessage")).isNull();
      assertThat(order.inputs("NotifyOfRefusedCancellation", "notificationEvent"))
          .containsEntry("notificationEvent", "CANCELLATION_REFUSED");

      order.isDelivered().does("CompleteOrder", "NotifyOfDelivery", "NotifyOfRefusedCancellation");
      assertThat(order.variable("outcome")).isEqualTo("DELIVERED");
      assertThat(order.instance()).isEnded().hasPassed("RefusalNotified", "OrderDelivered");
    }

    @Test
    void aCancellationBeforeTheWaitIsNotAccepted() {
      Order order = booked();
      assertThatThrownBy(order::isAskedToCancel)
          .isInstanceOf(MismatchingMessageCorrelationException.class);
      order.does("CommitInventory", "ConfirmOrder").isAskedToCancel();
      assertThat(order.standsAt()).containsExactly("CancelShipment", "NotifyOfConfirmation");
    }
  }

  @Nested
  class Delivered {

    @Test
    void anEarlyDeliveryIsNotAcceptedAndTheNextOneIs() {
      Order order = booked();
      assertThatThrownBy(order::isDelivered)
          .isInstanceOf(MismatchingMessageCorrelationException.class);
      order.does("CommitInventory", "ConfirmOrder").isDelivered();
      assertThat(order.standsAt()).containsExactly("CompleteOrder", "NotifyOfConfirmation");
    }

    @Test
    void aDeliveryIsAcceptedOnce() {
      Order order = waiting().isDelivered();
      assertThatThrownBy(order::isDelivered)
          .isInstanceOf(MismatchingMessageCorrelationException.class);
      assertThat(order.standsAt()).containsExactly("CompleteOrder");
    }

    @Test
    void aDeliveryAfterTheCancellationIsNotAccepted() {
      Order order = waiting().isAskedToCancel().does("CancelShipment");
      assertThatThrownBy(order::isDelivered)
          .isInstanceOf(MismatchingMessageCorrelationException.class);
      isUndone(order, "UncommitInventory", "RefundPayment", "ReleaseInventory");
      isCancelled(order);
    }

    @Test
    void aDeliveryWhileTheCarrierIsAskedIsAcceptedOnceItRefused() {
      Order order = waiting().isAskedToCancel();
      assertThatThrownBy(order::isDelivered)
          .isInstanceOf(MismatchingMessageCorrelationException.class);
      order.refuses("CancelShipment", "SHIPMENT_NOT_CANCELLABLE").isDelivered();
      assertThat(order.standsAt()).containsExactly("CompleteOrder", "NotifyOfRefusedCancellation");
    }
  }

  @Nested
  class Reminders {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    @BeforeEach
    void itIsNoon() {
      ClockUtil.setCurrentTime(Date.from(NOON));
    }

    @Test
    void theFirstComesAfter24HoursThenAtGrowingDistancesAndThereAre30() {
      Order order = waiting();
      assertThat(order.nextReminder()).isEqualTo(NOON.plus(Duration.ofHours(24)));
      List<Duration> distances = new ArrayList<>();
      Instant last = NOON;
      for (int number = 1; number <= 30; number++) {
        distances.add(Duration.between(last, order.nextReminder()));
        last = order.nextReminder();
        order.timerRuns();
        assertThat(order.standsAt()).containsExactly("RemindOfDelivery", "WaitForDelivery");
        assertThat(order.inputs("RemindOfDelivery", "notificationEvent", "reminderCount"))
            .containsEntry("notificationEvent", "REMINDER")
            .containsEntry("reminderCount", number);
        order.does("RemindOfDelivery");
      }
      assertThat(distances.get(0)).isEqualTo(Duration.ofHours(24));
      assertThat(distances).doesNotHaveDuplicates().isSorted();

      order.timerRuns();
      assertThat(order.standsAt()).containsExactly("WaitForDelivery");
      assertThat(order.variable("reminderCount")).isEqualTo(30);
      assertThat(order.hasTimer()).as("a timer without an end").isFalse();
      assertThat(order.passes("ReminderSent")).isEqualTo(30);
    }

    @Test
    void aReminderThatIsNotSentHoldsNothingUpAndKeepsItsNumber() {
      Order order = waiting().timerRuns().timerRuns();
      assertThat(order.standsAt()).containsExactly("RemindOfDelivery", "WaitForDelivery");
      order.isDelivered();
      assertThat(order.hasTimer()).as("a reminder after the delivery").isFalse();
      assertThat(order.inputs("RemindOfDelivery", "reminderCount"))
          .containsEntry("reminderCount", 1);
      order.does("RemindOfDelivery");
      assertThat(order.inputs("RemindOfDelivery", "reminderCount"))
          .containsEntry("reminderCount", 2);
      order.does("RemindOfDelivery", "CompleteOrder", "NotifyOfDelivery");
      assertThat(order.instance()).isEnded();
    }

    @Test
    void afterARefusedCancellationTheDistancesStartAnewAndTheNumbersGoOn() {
      Order order = waiting().timerRuns().does("RemindOfDelivery").isAskedToCancel();
      assertThat(order.hasTimer()).as("a reminder while the carrier is asked").isFalse();
      Instant again = ClockUtil.getCurrentTime().toInstant();
      order
          .refuses("CancelShipment", "SHIPMENT_NOT_CANCELLABLE")
          .does("NotifyOfRefusedCancellation");
      assertThat(order.nextReminder()).isEqualTo(again.plus(Duration.ofHours(24)));
      order.timerRuns();
      assertThat(order.inputs("RemindOfDelivery", "reminderCount"))
          .containsEntry("reminderCount", 2);
    }

    @Test
    void anOrderThatHadItsRemindersGetsNoneWhenItWaitsAgain() {
      Order order = waiting();
      for (int number = 1; number <= 30; number++) {
        order.timerRuns().does("RemindOfDelivery");
      }
      order
          .isAskedToCancel()
          .refuses("CancelShipment", "SHIPMENT_NOT_CANCELLABLE")
          .does("NotifyOfRefusedCancellation");
      ClockUtil.setCurrentTime(new Date(ClockUtil.getCurrentTime().getTime() + 500));
      while (order.hasTimer()) {
        order.timerRuns();
      }
      assertThat(order.standsAt()).containsExactly("WaitForDelivery");
      assertThat(order.variable("reminderCount")).isEqualTo(30);
    }
  }
}
