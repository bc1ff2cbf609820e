package org.ordersaga.shipping.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordersaga.test.EmbeddedDatabase;
import org.ordersaga.test.StubProvider;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.execution.StepOutcome;
import org.ordersaga.worker.execution.StepOutcome.AlreadyUndone;
import org.ordersaga.worker.execution.StepOutcome.Completed;
import org.ordersaga.worker.execution.StepOutcome.Refused;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {"ordersaga.worker.enabled=false", "ordersaga.carrier.read-timeout=3s"})
@EmbeddedDatabase
@ExtendWith(OutputCaptureExtension.class)
class ShipmentTest {

  private static final String BOOK = "POST /shipments";
  private static final CarrierStub CARRIER = new CarrierStub();
  private static final Completed NOTHING_UNDONE = new Completed(Map.of(), null);

  @Autowired private StepExecutor steps;
  @Autowired private Shipments shipments;
  @Autowired private JdbcClient jdbc;

  private final String orderId = "ord-" + UUID.randomUUID();
  private final String key = orderId + ":shipping.book";

  @DynamicPropertySource
  static void carrier(DynamicPropertyRegistry registry) {
    registry.add("ordersaga.carrier.url", CARRIER.http::url);
  }

  @BeforeEach
  void forget() {
    CARRIER.http.reset();
  }

  @AfterAll
  static void close() {
    CARRIER.http.close();
  }

  // Booking

  @Test
  void booksWithTheStepsKeyAndReportsTheTrackingNumber() {
    assertThat(book()).isEqualTo(booked());

    StubProvider.Request request = CARRIER.http.requests().get(0);
    assertThat(request.call()).isEqualTo(BOOK);
    assertThat(request.idempotencyKey()).isEqualTo(key);
    assertThat(request.body())
        .isEqualTo(
            """
            {"reference":"%s","address":{"name":"Ada Lovelace","street":"1 Analytical Way",\
            "postalCode":"10115","city":"Berlin","country":"DE"},\
            "lines":[{"sku":"BOOK-001","quantity":2}]}"""
                .formatted(orderId));
    assertThat(shipments.of(orderId))
        .returns(Shipment.State.BOOKED, Shipment::state)
        .returns("sh_" + key, Shipment::shipmentId)
        .returns("TRK-1", Shipment::trackingNumber);
  }

  @Test
  void repeatIsAnsweredFromTheLedgerWithoutACall() {
    book();

    assertThat(book()).isEqualTo(booked());
    assertThat(CARRIER.http.requests()).hasSize(1);
  }

  @Test
  void addressThatIsNotServedIsARefusalThatACustomerCanRead() {
    Refused rejected =
        new Refused(
            "SHIPPING_REJECTED", "Our carrier does not deliver to the address you gave us.");
    assertThat(book("XX")).isEqualTo(rejected);
    assertThat(book("XX")).isEqualTo(rejected);

    assertThat(CARRIER.http.calls(BOOK)).isEqualTo(1);
    assertState(Shipment.State.REJECTED);
    assertThat(shipments.of(orderId).rejectionReason()).isEqualTo(rejected.message());
  }

  @ParameterizedTest
  @CsvSource({
    "500, PROVIDER_ERROR",
    "429, PROVIDER_BUSY",
    "403, PROVIDER_LOGIN_REFUSED",
    "400, PROVIDER_REJECTED_CALL"
  })
  void carriersTroubleIsTechnicalAndARepeatHeals(int status, String code) {
    CARRIER.http.failNext(status);
    assertFails(code, this::book);
    assertState(Shipment.State.INTENDED);

    assertThat(book()).isEqualTo(booked());
    assertState(Shipment.State.BOOKED);
  }

  @Test
  void keyThatWasUsedForAnotherShipmentIsTechnicalAndNoRefusal() {
    CARRIER.http.failNext(422, "idempotency_key_reused");

    assertFails("PROVIDER_REJECTED_CALL", this::book);
    assertState(Shipment.State.INTENDED);
  }

  @Test
  void silentCarrierIsTechnicalAndARepeatAsksByKeyBeforeItBooks() {
    CARRIER.http.hangNext();
    assertFails("PROVIDER_TIMEOUT", this::book);

    assertThat(book()).isEqualTo(booked());
    assertThat(CARRIER.http.requests())
        .extracting(StubProvider.Request::call)
        .containsExactly(BOOK, "GET /shipments", BOOK);
  }

  @Test
  void bookingWhoseReplyWasLostIsFoundByKeyAndNotMadeAgain() {
    CARRIER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::book);

    assertThat(book()).isEqualTo(booked());
    assertThat(CARRIER.http.calls(BOOK)).isEqualTo(1);
  }

  @Test
  void outcomeThatCouldNotBeWrittenIsFoundByKeyAndNotBookedAgain() {
    jdbc.sql("alter table shipment add constraint broken check (state <> 'BOOKED') not valid")
        .update();
    try {
      assertThatThrownBy(this::book).hasMessageContaining("broken");
    } finally {
      jdbc.sql("alter table shipment drop constraint broken").update();
    }

    assertThat(book()).isEqualTo(booked());
    assertThat(CARRIER.http.calls(BOOK)).isEqualTo(1);
    assertState(Shipment.State.BOOKED);
  }

  @Test
  void bookingThatIsVoidedAtTheCarrierIsRefusedForGood() {
    CARRIER.voidKey(key);

    assertThat(book()).isEqualTo(new Refused("SHIPPING_REJECTED", "The shipment was called off."));
    assertState(Shipment.State.VOIDED);
  }

  @Test
  void bookingThatWasCancelledAtTheCarrierMeanwhileIsRefusedForGood() {
    CARRIER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::book);
    CARRIER.shipment(key).status = "cancelled";

    assertThat(book()).isInstanceOf(Refused.class);
    assertState(Shipment.State.CANCELLED);
  }

  // Cancelling

  @Test
  void cancelsOnceAndTheLateBookingDoesNothing() {
    book();

    Completed cancelled = new Completed(Map.of(), Receipt.of("sh_" + key));
    assertThat(cancel()).isEqualTo(cancelled);
    assertThat(cancel()).isEqualTo(cancelled);

    assertThat(CARRIER.http.calls("POST /shipments/sh_%s/cancel".formatted(key))).isEqualTo(1);
    assertThat(CARRIER.shipment(key).status).isEqualTo("cancelled");
    assertState(Shipment.State.CANCELLED);
    assertThat(book()).isEqualTo(new AlreadyUndone());
  }

  @Test
  void parcelOnItsWayIsNotCancellableAndTheShipmentStands() {
    book();
    CARRIER.shipment(key).status = "handed_over";

    assertThat(cancel()).isEqualTo(onItsWay());
    assertThat(cancel()).isEqualTo(onItsWay());

    assertThat(CARRIER.http.calls("POST /shipments/sh_%s/cancel".formatted(key))).isEqualTo(1);
    assertState(Shipment.State.BOOKED);
    assertThat(book()).isEqualTo(booked());
  }

  @Test
  void cancellationWhoseReplyWasLostIsRepeated() {
    book();
    CARRIER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::cancel);
    assertState(Shipment.State.BOOKED);

    assertThat(cancel()).isInstanceOf(Completed.class);
    assertState(Shipment.State.CANCELLED);
  }

  @Test
  void undoThatComesFirstCallsNobodyAndTheLateBookingDoesNothing() {
    assertThat(cancel()).isEqualTo(NOTHING_UNDONE);
    assertThat(book()).isEqualTo(new AlreadyUndone());

    assertThat(CARRIER.http.requests()).isEmpty();
    assertThat(shipments.findById(orderId)).isEmpty();
  }

  @Test
  void undoOfARejectedBookingCallsNobody() {
    book("XX");
    CARRIER.http.reset();

    assertThat(cancel()).isEqualTo(NOTHING_UNDONE);
    assertThat(CARRIER.http.requests()).isEmpty();
    assertState(Shipment.State.REJECTED);
  }

  @Test
  void bookingInDoubtThatNeverArrivedIsVoidedByItsKey() {
    CARRIER.http.breakNext();
    assertFails("PROVIDER_ERROR", this::book);

    assertThat(cancel()).isEqualTo(NOTHING_UNDONE);
    assertThat(CARRIER.shipment(key).status).isEqualTo("voided");
    assertState(Shipment.State.VOIDED);
    assertThat(book()).isEqualTo(new AlreadyUndone());
  }

  @Test
  void bookingInDoubtThatWasMadeIsCancelledByItsKey() {
    CARRIER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::book);

    assertThat(cancel()).isEqualTo(new Completed(Map.of(), Receipt.of("sh_" + key)));
    assertThat(CARRIER.shipment(key).status).isEqualTo("voided");
    assertState(Shipment.State.CANCELLED);
  }

  @Test
  void bookingInDoubtWhoseParcelIsOnItsWayIsNotCancellable() {
    CARRIER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::book);
    CARRIER.shipment(key).status = "handed_over";

    assertThat(cancel()).isEqualTo(onItsWay());
    assertThat(shipments.of(orderId))
        .returns(Shipment.State.BOOKED, Shipment::state)
        .returns("sh_" + key, Shipment::shipmentId)
        .returns("TRK-1", Shipment::trackingNumber);
    CARRIER.http.reset();

    assertThat(cancel()).isEqualTo(onItsWay());
    assertThat(book()).isEqualTo(booked());
    assertThat(CARRIER.http.requests()).isEmpty();
  }

  @Test
  void bookingThatIsKeptButNotShownIsNotRecordedUntilItIsShown() {
    CARRIER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::book);
    CARRIER.shipment(key).status = "handed_over";
    CARRIER.http.failNext(409, "not_cancellable");
    CARRIER.http.failNext(503);

    assertFails("PROVIDER_ERROR", this::cancel);
    assertState(Shipment.State.INTENDED);

    assertThat(cancel()).isEqualTo(onItsWay());
    assertState(Shipment.State.BOOKED);
  }

  @Test
  void bookingThatIsCalledOffWhileItIsLookedUpIsCancelled() {
    CARRIER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::book);
    CARRIER.shipment(key).status = "cancelled";
    CARRIER.http.failNext(409, "not_cancellable");

    assertThat(cancel()).isEqualTo(new Completed(Map.of(), Receipt.of("sh_" + key)));
    assertState(Shipment.State.CANCELLED);
  }

  @Test
  void bookingThatIsOvertakenByItsUndoIsNotMade() throws Exception {
    StubProvider.Held underWay = CARRIER.http.holdNext();
    CompletableFuture<StepOutcome> late = CompletableFuture.supplyAsync(this::book);
    underWay.awaitArrival();
    assertThat(cancel()).isEqualTo(NOTHING_UNDONE);
    underWay.release();

    assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(new AlreadyUndone());
    assertThat(CARRIER.shipment(key).id).isNull();
    assertState(Shipment.State.VOIDED);
  }

  @Test
  void bookingThatWasGivenUpStaysInDoubtAndIsVoidedByItsUndo() {
    CARRIER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::book);
    steps.giveUp(
        "shipping.book", orderId, inputs("DE"), "SHIPPING_UNAVAILABLE", "Try again later.");
    assertThat(book()).isEqualTo(new Refused("SHIPPING_UNAVAILABLE", "Try again later."));
    assertState(Shipment.State.INTENDED);

    assertThat(cancel()).isInstanceOf(Completed.class);
    assertThat(CARRIER.shipment(key).status).isEqualTo("voided");
    assertState(Shipment.State.CANCELLED);
  }

  @Test
  void addressIsNeitherLoggedNorKept(CapturedOutput output) {
    CARRIER.http.failNext(400);
    assertFails("PROVIDER_REJECTED_CALL", this::book);
    book();

    assertThat(output.getAll()).doesNotContain("Ada", "Analytical");
    assertThat(jdbc.sql("select shipment::text from shipment").query(String.class).list())
        .isNotEmpty()
        .noneMatch(row -> row.contains("Ada") || row.contains("Analytical"));
  }

  @Test
  void whatAnOperatorCalledOffByHandIsManualAndTheCarrierIsNotAsked() {
    book();

    assertThat(steps.undoByHand("shipping.cancel", orderId, inputs("DE")))
        .isEqualTo(new Completed(Map.of(), null));

    assertThat(CARRIER.http.requests()).hasSize(1);
    assertState(Shipment.State.MANUAL);
    assertThat(shipments.of(orderId).shipmentId()).isEqualTo("sh_" + key);
  }

  /** With what the process may not have heard of, if the booking was in doubt. */
  private Refused onItsWay() {
    return new Refused(
        "SHIPMENT_NOT_CANCELLABLE",
        "Your parcel is already on its way.",
        Map.of("shipmentId", "sh_" + key, "trackingNumber", "TRK-1"));
  }

  private StepOutcome book() {
    return book("DE");
  }

  private StepOutcome book(String country) {
    return steps.execute("shipping.book", orderId, inputs(country));
  }

  private StepOutcome cancel() {
    return steps.execute("shipping.cancel", orderId, inputs("DE"));
  }

  private Map<String, Object> inputs(String country) {
    return Map.of(
        "orderId",
        orderId,
        "shippingAddress",
        """
        {"name":"Ada Lovelace","street":"1 Analytical Way","postalCode":"10115","city":"Berlin",\
        "country":"%s"}"""
            .formatted(country),
        "lines",
        "[{\"sku\":\"BOOK-001\",\"quantity\":2}]");
  }

  private Completed booked() {
    return new Completed(
        Map.of("shipmentId", "sh_" + key, "trackingNumber", "TRK-1"), Receipt.of("sh_" + key));
  }

  private void assertState(Shipment.State state) {
    assertThat(shipments.of(orderId).state()).isEqualTo(state);
  }

  private static void assertFails(String code, Runnable step) {
    assertThatThrownBy(step::run)
        .asInstanceOf(InstanceOfAssertFactories.type(TechnicalFailure.class))
        .returns(code, TechnicalFailure::code);
  }
}
