package org.ordersaga.payment.charge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {"ordersaga.worker.enabled=false", "ordersaga.payments.read-timeout=3s"})
@EmbeddedDatabase
class PaymentTest {

  private static final String CHARGES = "POST /payments/charges";
  private static final String VOIDS = "POST /payments/voids";
  private static final PaymentProviderStub PROVIDER = new PaymentProviderStub();

  @Autowired private StepExecutor steps;
  @Autowired private Payments payments;
  @Autowired private JdbcClient jdbc;

  private final String orderId = "ord-" + UUID.randomUUID();
  private final String key = orderId + ":payment.charge";

  @DynamicPropertySource
  static void provider(DynamicPropertyRegistry registry) {
    registry.add("ordersaga.payments.url", PROVIDER.http::url);
  }

  @BeforeEach
  void forget() {
    PROVIDER.http.reset();
  }

  @AfterAll
  static void close() {
    PROVIDER.http.close();
  }

  // Charging

  @Test
  void chargesTheTotalWithTheStepsKeyAndReportsTheCharge() {
    assertThat(charge()).isEqualTo(charged());

    StubProvider.Request request = PROVIDER.http.requests().get(0);
    assertThat(request.call()).isEqualTo(CHARGES);
    assertThat(request.idempotencyKey()).isEqualTo(key);
    assertThat(request.body())
        .isEqualTo(
            "{\"amount\":1990,\"currency\":\"EUR\",\"token\":\"tok_visa\",\"reference\":\"%s\"}"
                .formatted(orderId));
    assertPayment(Payment.State.CAPTURED, 1990, 0);
  }

  @Test
  void repeatIsAnsweredFromTheLedgerWithoutACall() {
    charge();

    assertThat(charge()).isEqualTo(charged());
    assertThat(PROVIDER.http.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "tok_declined, Your card was declined.",
    "tok_insufficient_funds, Your card has insufficient funds.",
    "tok_expired, Your card has expired.",
    "tok_unknown, Your card was declined."
  })
  void declinedCardIsARefusalThatACustomerCanRead(String token, String sentence) {
    assertThat(charge(token)).isEqualTo(new Refused("PAYMENT_DECLINED", sentence));
    assertThat(charge(token)).isEqualTo(new Refused("PAYMENT_DECLINED", sentence));

    assertThat(PROVIDER.http.calls(CHARGES)).isEqualTo(1);
    assertPayment(Payment.State.DECLINED, 0, 0);
    assertThat(payments.of(orderId).declineReason()).isEqualTo(sentence);
  }

  @Test
  void declineWhoseReplyWasLostIsFoundByKey() {
    PROVIDER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", () -> charge("tok_declined"));

    assertThat(charge("tok_declined")).isInstanceOf(Refused.class);
    assertThat(PROVIDER.http.calls(CHARGES)).isEqualTo(1);
    assertPayment(Payment.State.DECLINED, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "500, PROVIDER_ERROR",
    "503, PROVIDER_ERROR",
    "429, PROVIDER_BUSY",
    "401, PROVIDER_LOGIN_REFUSED",
    "400, PROVIDER_REJECTED_CALL",
    "422, PROVIDER_REJECTED_CALL"
  })
  void providersTroubleIsTechnicalAndARepeatHeals(int status, String code) {
    PROVIDER.http.failNext(status);
    assertFails(code, this::charge);
    assertPayment(Payment.State.INTENDED, 0, 0);

    assertThat(charge()).isEqualTo(charged());
    assertPayment(Payment.State.CAPTURED, 1990, 0);
  }

  @Test
  void silentProviderIsTechnicalAndARepeatAsksByKeyBeforeItCharges() {
    PROVIDER.http.hangNext();
    assertFails("PROVIDER_TIMEOUT", this::charge);

    assertThat(charge()).isEqualTo(charged());
    assertThat(PROVIDER.http.requests())
        .extracting(StubProvider.Request::call)
        .containsExactly(CHARGES, "GET /payments/charges", CHARGES);
  }

  @Test
  void chargeWhoseReplyWasLostIsFoundByKeyAndNotMadeAgain() {
    PROVIDER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::charge);

    assertThat(charge()).isEqualTo(charged());
    assertThat(PROVIDER.http.calls(CHARGES)).isEqualTo(1);
    assertPayment(Payment.State.CAPTURED, 1990, 0);
  }

  @Test
  void lookUpThatFailsLeavesTheChargeInDoubtWithoutACall() {
    PROVIDER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::charge);
    PROVIDER.http.failNext(503);
    assertFails("PROVIDER_ERROR", this::charge);

    assertThat(PROVIDER.http.calls(CHARGES)).isEqualTo(1);
    assertPayment(Payment.State.INTENDED, 0, 0);
  }

  @Test
  void outcomeThatCouldNotBeWrittenIsFoundByKeyAndNotChargedAgain() {
    jdbc.sql("alter table payment add constraint broken check (state <> 'CAPTURED') not valid")
        .update();
    try {
      assertThatThrownBy(this::charge).hasMessageContaining("broken");
    } finally {
      jdbc.sql("alter table payment drop constraint broken").update();
    }

    assertThat(charge()).isEqualTo(charged());
    assertThat(PROVIDER.http.calls(CHARGES)).isEqualTo(1);
    assertPayment(Payment.State.CAPTURED, 1990, 0);
  }

  @Test
  void sameTaskTwiceAtOnceChargesOnce() throws Exception {
    StubProvider.Held first = PROVIDER.http.holdNext();
    CompletableFuture<StepOutcome> slow = CompletableFuture.supplyAsync(this::charge);
    first.awaitArrival();
    StepOutcome fast = charge();
    first.release();

    assertThat(fast).isEqualTo(charged());
    assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo(charged());
    assertPayment(Payment.State.CAPTURED, 1990, 0);
  }

  @Test
  void chargeOverAnotherAmountThanTheOrdersIsAnIncidentAndNotTaken() {
    PROVIDER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::charge);
    PROVIDER.charge(key).amount = 1991;

    assertFails("AMOUNT_MISMATCH", this::charge);
    assertPayment(Payment.State.INTENDED, 0, 0);
  }

  @Test
  void chargeThatIsVoidedAtTheProviderIsRefusedForGood() {
    PROVIDER.voidKey(key);

    assertThat(charge()).isEqualTo(new Refused("PAYMENT_DECLINED", "The payment was called off."));
    assertPayment(Payment.State.VOIDED, 0, 0);
  }

  @Test
  void chargeThatWasCapturedAndThenVoidedIsRefusedWithBothSums() {
    PROVIDER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::charge);
    PROVIDER.voidKey(key);

    assertThat(charge()).isInstanceOf(Refused.class);
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
  }

  // Paying back

  @Test
  void refundsTheWholeAmountOnceWithAKeyOfItsOwn() {
    charge();

    Completed refunded =
        new Completed(Map.of(), new Receipt("re_" + orderId + ":payment.refund", 1990L, "EUR"));
    assertThat(refund()).isEqualTo(refunded);
    assertThat(refund()).isEqualTo(refunded);

    assertThat(PROVIDER.http.calls("POST /payments/charges/ch_%s/refunds".formatted(key)))
        .isEqualTo(1);
    assertThat(PROVIDER.charge(key).refunded).isEqualTo(1990);
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
    assertThat(charge()).isEqualTo(new AlreadyUndone());
  }

  @Test
  void refundWhoseReplyWasLostIsNotPaidTwice() {
    charge();
    PROVIDER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::refund);
    assertPayment(Payment.State.CAPTURED, 1990, 0);

    assertThat(refund()).isInstanceOf(Completed.class);
    assertThat(PROVIDER.charge(key).refunded).isEqualTo(1990);
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
  }

  @Test
  void refundOfAChargeThatWasVoidedMeanwhileFindsTheMoneyBack() {
    charge();
    PROVIDER.voidKey(key);

    assertThat(refund()).isEqualTo(new Completed(Map.of(), new Receipt("ch_" + key, 1990L, "EUR")));
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
  }

  @Test
  void undoThatComesFirstCallsNobodyAndTheLateChargeDoesNothing() {
    assertThat(refund()).isEqualTo(new Completed(Map.of(), null));
    assertThat(charge()).isEqualTo(new AlreadyUndone());

    assertThat(PROVIDER.http.requests()).isEmpty();
    assertThat(payments.findById(orderId)).isEmpty();
  }

  @Test
  void undoOfADeclinedChargeCallsNobody() {
    charge("tok_declined");
    PROVIDER.http.reset();

    assertThat(refund()).isEqualTo(new Completed(Map.of(), null));
    assertThat(PROVIDER.http.requests()).isEmpty();
    assertPayment(Payment.State.DECLINED, 0, 0);
  }

  @Test
  void chargeInDoubtThatNeverArrivedIsVoidedByItsKey() {
    PROVIDER.http.breakNext();
    assertFails("PROVIDER_ERROR", this::charge);

    assertThat(refund()).isEqualTo(new Completed(Map.of(), null));
    assertThat(PROVIDER.charge(key).status).isEqualTo("voided");
    assertThat(PROVIDER.http.calls(VOIDS)).isEqualTo(1);
    assertPayment(Payment.State.VOIDED, 0, 0);
    assertThat(charge()).isEqualTo(new AlreadyUndone());
  }

  @Test
  void chargeInDoubtThatWasCapturedIsPaidBackByItsKey() {
    PROVIDER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::charge);

    assertThat(refund()).isEqualTo(new Completed(Map.of(), new Receipt("ch_" + key, 1990L, "EUR")));
    assertThat(PROVIDER.charge(key).refunded).isEqualTo(1990);
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
  }

  @Test
  void chargeThatIsOvertakenByItsUndoTakesNoMoney() throws Exception {
    StubProvider.Held underWay = PROVIDER.http.holdNext();
    CompletableFuture<StepOutcome> late = CompletableFuture.supplyAsync(this::charge);
    underWay.awaitArrival();
    assertThat(refund()).isEqualTo(new Completed(Map.of(), null));
    underWay.release();

    assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(new AlreadyUndone());
    assertThat(PROVIDER.charge(key).status).isEqualTo("voided");
    assertThat(PROVIDER.charge(key).id).isNull();
    assertPayment(Payment.State.VOIDED, 0, 0);
  }

  @Test
  void chargeThatWasGivenUpStaysInDoubtAndIsVoidedByItsUndo() {
    PROVIDER.http.loseNextReply();
    assertFails("PROVIDER_ERROR", this::charge);
    steps.giveUp(
        "payment.charge", orderId, inputs("tok_visa"), "PAYMENT_UNAVAILABLE", "Try again later.");
    assertPayment(Payment.State.INTENDED, 0, 0);
    assertThat(charge()).isEqualTo(new Refused("PAYMENT_UNAVAILABLE", "Try again later."));

    assertThat(refund()).isInstanceOf(Completed.class);
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
  }

  @Test
  void whatAnOperatorPaidBackByHandIsManualAndTheProviderIsNotAsked() {
    charge();

    assertThat(refundByHand()).isEqualTo(new Completed(Map.of(), null));
    assertThat(refundByHand()).isEqualTo(new Completed(Map.of(), null));
    assertThat(refund()).isEqualTo(new Completed(Map.of(), null));

    assertThat(PROVIDER.http.requests()).hasSize(1);
    assertPayment(Payment.State.MANUAL, 1990, 0);
    assertThat(payments.of(orderId).chargeId()).isEqualTo("ch_" + key);
    assertThat(ledger()).isEqualTo("MANUAL");
  }

  @Test
  void whatWasPaidBackAlreadyIsNotDeclaredByHand() {
    charge();
    StepOutcome refunded = refund();

    assertThat(refundByHand()).isEqualTo(refunded);
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
    assertThat(ledger()).isEqualTo("UNDONE");
  }

  private StepOutcome refundByHand() {
    return steps.undoByHand("payment.refund", orderId, inputs("tok_visa"));
  }

  private String ledger() {
    return jdbc.sql("select state from step_execution where order_id = ?")
        .param(orderId)
        .query(String.class)
        .single();
  }

  private StepOutcome charge() {
    return charge("tok_visa");
  }

  private StepOutcome charge(String token) {
    return steps.execute("payment.charge", orderId, inputs(token));
  }

  private StepOutcome refund() {
    return steps.execute("payment.refund", orderId, inputs("tok_visa"));
  }

  private Map<String, Object> inputs(String token) {
    return new HashMap<>(
        Map.of(
            "orderId", orderId, "totalAmount", 1990L, "currency", "EUR", "paymentMethod", token));
  }

  private Completed charged() {
    return new Completed(Map.of(), new Receipt("ch_" + key, 1990L, "EUR"));
  }

  private void assertPayment(Payment.State state, long captured, long refunded) {
    assertThat(payments.of(orderId))
        .returns(state, Payment::state)
        .returns(captured, Payment::captured)
        .returns(refunded, Payment::refunded);
  }

  private static void assertFails(String code, Runnable step) {
    assertThatThrownBy(step::run)
        .asInstanceOf(InstanceOfAssertFactories.type(TechnicalFailure.class))
        .returns(code, TechnicalFailure::code);
  }
}
