package org.ordersaga.shipping.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** With the settler at work in the background. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "ordersaga.worker.enabled=false",
      "ordersaga.settlement.enabled=true",
      "ordersaga.settlement.interval=20ms",
      "ordersaga.settlement.first-pause=50ms",
      "ordersaga.settlement.max-pause=50ms",
      "ordersaga.engine.url=http://unused.invalid/engine-rest",
      "ordersaga.engine.password=test"
    })
@EmbeddedDatabase
class ShipmentSettlementTest {

  private static final CarrierStub CARRIER = new CarrierStub();
  private static final StubProvider PROCESS_APP =
      new StubProvider(request -> new StubProvider.Reply(204, ""));
  private static final Completed NOTHING = new Completed(Map.of(), null);
  @Autowired private StepExecutor steps;
  @Autowired private Shipments shipments;
  @Autowired private JdbcClient jdbc;

  private final String orderId = "ord-" + UUID.randomUUID();
  private final String key = orderId + ":shipping.book";

  @DynamicPropertySource
  static void others(DynamicPropertyRegistry registry) {
    registry.add("ordersaga.carrier.url", CARRIER.http::url);
    registry.add("ordersaga.process-app.url", PROCESS_APP::url);
  }

  @BeforeEach
  void forget() {
    CARRIER.http.reset();
    CARRIER.down(request -> false);
    PROCESS_APP.reset();
  }

  @AfterAll
  static void close() {
    CARRIER.http.close();
    PROCESS_APP.close();
  }

  @Test
  void bookingWhoseReplyWasLostAndThatIsGivenUpIsCalledOffThoughItsUndoNeverComes() {
    bookWithLostReply();
    giveUp();

    awaitConfirmed();

    assertState(Shipment.State.CANCELLED);
    assertThat(CARRIER.shipment(key).status).isEqualTo("voided");
    assertThat(cancel()).isEqualTo(new Completed(Map.of(), Receipt.of("sh_" + key)));
    assertTold("{\"state\":\"CONFIRMED\",\"receipt\":" + receiptJson() + "}");
  }

  @Test
  void carrierThatIsDownForTheWholeUndoCallsTheShipmentOffWhenItIsUpAgain() {
    bookWithLostReply();
    CARRIER.down(request -> true);
    giveUp();

    assertThat(cancel()).isEqualTo(NOTHING);
    await().until(() -> (Integer) settlement().get("attempts") >= 3);
    assertState(Shipment.State.INTENDED);
    assertThat(settlement())
        .containsEntry("state", "OPEN")
        .containsEntry("idempotency_key", key)
        .containsEntry("inputs", "{\"orderId\": \"%s\"}".formatted(orderId));
    assertTold("{\"state\":\"OPEN\"}");

    CARRIER.down(request -> false);
    awaitConfirmed();
    assertState(Shipment.State.CANCELLED);
    assertThat(cancel()).isEqualTo(NOTHING);
    assertTold("{\"state\":\"CONFIRMED\",\"receipt\":" + receiptJson() + "}");
  }

  @Test
  void answerThatDoesNotSayThatTheShipmentIsVoidedIsNone() {
    bookWithLostReply();
    CARRIER.http.failNext(200);

    assertThat(cancel()).isEqualTo(NOTHING);
    awaitConfirmed();
    assertState(Shipment.State.CANCELLED);
  }

  @Test
  void voidThatComesBeforeTheBookingLeavesNothingBooked() throws Exception {
    StubProvider.Held underWay = CARRIER.http.holdNext();
    CompletableFuture<StepOutcome> late = CompletableFuture.supplyAsync(this::book);
    underWay.awaitArrival();
    CARRIER.http.failNext(503);
    assertThat(cancel()).isEqualTo(NOTHING);
    awaitConfirmed();
    underWay.release();

    assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(new AlreadyUndone());
    assertThat(CARRIER.shipment(key).id).isNull();
    assertState(Shipment.State.VOIDED);
    assertTold("{\"state\":\"CONFIRMED\",\"receipt\":null}");
  }

  @Test
  void bookingThatLandsWhileItsSettlementIsOpenIsCalledOff() throws Exception {
    StubProvider.Held underWay = CARRIER.http.holdNext();
    CompletableFuture<StepOutcome> late = CompletableFuture.supplyAsync(this::book);
    underWay.awaitArrival();
    CARRIER.down(request -> request.path().equals("/shipments/voids"));
    assertThat(cancel()).isEqualTo(NOTHING);
    underWay.release();

    assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(new AlreadyUndone());
    assertThat(CARRIER.shipment(key).status).isEqualTo("booked");
    assertState(Shipment.State.INTENDED);

    CARRIER.down(request -> false);
    awaitConfirmed();
    assertState(Shipment.State.CANCELLED);
    assertThat(CARRIER.shipment(key).status).isEqualTo("voided");
  }

  @Test
  void parcelThatIsOnItsWayWhenTheSettlerComesFirstStandsAndTheUndoIsRefused() {
    bookWithLostReply();
    CARRIER.shipment(key).status = "handed_over";
    giveUp();

    awaitConfirmed();

    assertThat(shipments.of(orderId))
        .returns(Shipment.State.BOOKED, Shipment::state)
        .returns("sh_" + key, Shipment::shipmentId)
        .returns("TRK-1", Shipment::trackingNumber);
    CARRIER.http.reset();
    assertThat(cancel()).isEqualTo(onItsWay());
    assertThat(CARRIER.http.requests()).isEmpty();
    assertTold("{\"state\":\"CONFIRMED\",\"receipt\":" + receiptJson() + "}");
  }

  @Test
  void parcelThatIsOnItsWayAfterTheUndoIsOnRecordStaysOpenUntilTheCarrierHasItBack() {
    bookWithLostReply();
    CARRIER.shipment(key).status = "handed_over";
    CARRIER.http.failNext(503);
    assertThat(cancel()).isEqualTo(NOTHING);

    await()
        .untilAsserted(
            () ->
                assertThat((String) settlement().get("last_problem"))
                    .startsWith("SHIPMENT_NOT_CANCELLABLE: "));
    assertThat(settlement()).containsEntry("state", "OPEN");
    assertThat(cancel()).isEqualTo(NOTHING);
    assertState(Shipment.State.INTENDED);

    CARRIER.shipment(key).status = "booked";
    awaitConfirmed();
    assertState(Shipment.State.CANCELLED);
  }

  @Test
  void cancellationOfABookingThatIsKnownIsNotSettledButRepeated() {
    book();
    CARRIER.down(request -> true);

    assertThatThrownBy(this::cancel).isInstanceOf(TechnicalFailure.class);
    assertState(Shipment.State.BOOKED);
    assertThat(
            jdbc.sql("select count(*) from settlement where order_id = ?")
                .param(orderId)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void addressIsNotKeptWithTheSettlement() {
    bookWithLostReply();
    giveUp();
    awaitConfirmed();

    assertThat(settlement().toString()).contains(orderId).doesNotContain("Ada", "Analytical");
  }

  private void bookWithLostReply() {
    CARRIER.http.loseNextReply();
    assertThatThrownBy(this::book).isInstanceOf(TechnicalFailure.class);
  }

  private StepOutcome book() {
    return steps.execute("shipping.book", orderId, inputs());
  }

  private StepOutcome cancel() {
    return steps.execute("shipping.cancel", orderId, inputs());
  }

  private void giveUp() {
    assertThat(steps.giveUp("shipping.book", orderId, inputs(), "SHIPPING_UNAVAILABLE", "Later."))
        .isEqualTo(new Refused("SHIPPING_UNAVAILABLE", "Later."));
  }

  private Map<String, Object> inputs() {
    return Map.of(
        "orderId",
        orderId,
        "shippingAddress",
        """
        {"name":"Ada Lovelace","street":"1 Analytical Way","postalCode":"10115","city":"Berlin",\
        "country":"DE"}""",
        "lines",
        "[{\"sku\":\"BOOK-001\",\"quantity\":2}]");
  }

  /** With what the confirmation needs, because the process has not heard of the booking. */
  private Refused onItsWay() {
    return new Refused(
        "SHIPMENT_NOT_CANCELLABLE",
        "Your parcel is already on its way.",
        Map.of("shipmentId", "sh_" + key, "trackingNumber", "TRK-1"));
  }

  private String receiptJson() {
    return "{\"amount\":null,\"currency\":null,\"reference\":\"sh_%s\"}".formatted(key);
  }

  private Map<String, Object> settlement() {
    return jdbc.sql("select *, input::text as inputs from settlement where order_id = ?")
        .param(orderId)
        .query()
        .singleRow();
  }

  private void awaitConfirmed() {
    await().until(() -> "CONFIRMED".equals(settlement().get("state")));
  }

  /** Until process-app has heard this of the order. */
  private void assertTold(String body) {
    await().untilAsserted(() -> assertThat(told()).contains(body));
  }

  private List<String> told() {
    return PROCESS_APP.requests().stream()
        .filter(
            request ->
                request
                    .call()
                    .equals("PUT /api/orders/%s/settlements/shipping.book".formatted(orderId)))
        .map(StubProvider.Request::body)
        .toList();
  }

  private void assertState(Shipment.State state) {
    assertThat(shipments.of(orderId).state()).isEqualTo(state);
  }
}
