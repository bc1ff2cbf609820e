package org.ordersaga.payment.charge;

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

/** With the settler at work in the background. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = {
      "ordersaga.worker.enabled=false",
      "ordersaga.settlement.enabled=true",
      "ordersaga.settlement.interval=20ms",
      "ordersaga.settlement.first-pause=50ms",
      "ordersaga.settlement.max-pause=50ms",
      "ordersaga.engine.password=test"
    })
@EmbeddedDatabase
@ExtendWith(OutputCaptureExtension.class)
class PaymentSettlementTest {

  private static final PaymentProviderStub PROVIDER = new PaymentProviderStub();
  private static final StubProvider PROCESS_APP =
      new StubProvider(request -> new StubProvider.Reply(204, ""));
  private static final Completed NOTHING = new Completed(Map.of(), null);

  @Autowired private StepExecutor steps;
  @Autowired private Payments payments;
  @Autowired private JdbcClient jdbc;

  private final String orderId = "ord-" + UUID.randomUUID();
  private final String key = orderId + ":payment.charge";

  @DynamicPropertySource
  static void others(DynamicPropertyRegistry registry) {
    registry.add("ordersaga.payments.url", PROVIDER.http::url);
    registry.add("ordersaga.engine.url", () -> PROCESS_APP.url() + "/engine-rest");
  }

  @BeforeEach
  void forget() {
    PROVIDER.http.reset();
    PROVIDER.down(request -> false);
    PROCESS_APP.reset();
  }

  @AfterAll
  static void close() {
    PROVIDER.http.close();
    PROCESS_APP.close();
  }

  @Test
  void chargeWhoseReplyWasLostAndThatIsGivenUpIsPaidBackThoughItsUndoNeverComes() {
    PROVIDER.http.loseNextReply();
    assertFails(this::charge);
    giveUp();

    awaitConfirmed();

    assertPayment(Payment.State.REFUNDED, 1990, 1990);
    assertThat(PROVIDER.charge(key).refunded).isEqualTo(1990);
    assertThat(refund()).isEqualTo(new Completed(Map.of(), receipt()));
    assertTold("{\"state\":\"CONFIRMED\",\"receipt\":" + receiptJson() + "}");
  }

  @Test
  void providerThatIsDownForTheWholeUndoGivesTheMoneyBackWhenItIsUpAgain() {
    PROVIDER.http.loseNextReply();
    assertFails(this::charge);
    PROVIDER.down(request -> true);
    giveUp();

    assertThat(refund()).isEqualTo(NOTHING);
    awaitAttempts(3);
    assertPayment(Payment.State.INTENDED, 0, 0);
    assertThat(settlement())
        .containsEntry("state", "OPEN")
        .containsEntry("idempotency_key", key)
        .containsEntry("inputs", "{\"orderId\": \"%s\"}".formatted(orderId));
    assertThat((String) settlement().get("last_problem")).startsWith("PROVIDER_ERROR: ");
    assertTold("{\"state\":\"OPEN\"}");

    PROVIDER.down(request -> false);
    awaitConfirmed();
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
    assertThat(PROVIDER.charge(key).refunded).isEqualTo(1990);
    assertThat(refund()).isEqualTo(NOTHING);
    assertTold("{\"state\":\"CONFIRMED\",\"receipt\":" + receiptJson() + "}");
  }

  @Test
  void voidThatComesBeforeTheChargeLeavesNoMoneyTaken() throws Exception {
    StubProvider.Held underWay = PROVIDER.http.holdNext();
    CompletableFuture<StepOutcome> late = CompletableFuture.supplyAsync(this::charge);
    underWay.awaitArrival();
    PROVIDER.http.failNext(503);
    assertThat(refund()).isEqualTo(NOTHING);
    awaitConfirmed();
    underWay.release();

    assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(new AlreadyUndone());
    assertThat(PROVIDER.charge(key).id).isNull();
    assertPayment(Payment.State.VOIDED, 0, 0);
    assertTold("{\"state\":\"CONFIRMED\",\"receipt\":null}");
  }

  @Test
  void chargeThatLandsWhileItsSettlementIsOpenIsPaidBack() throws Exception {
    StubProvider.Held underWay = PROVIDER.http.holdNext();
    CompletableFuture<StepOutcome> late = CompletableFuture.supplyAsync(this::charge);
    underWay.awaitArrival();
    PROVIDER.down(request -> request.path().equals("/payments/voids"));
    assertThat(refund()).isEqualTo(NOTHING);
    awaitAttempts(1);
    underWay.release();

    assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo(new AlreadyUndone());
    assertThat(PROVIDER.charge(key).status).isEqualTo("captured");
    assertPayment(Payment.State.INTENDED, 0, 0);

    PROVIDER.down(request -> false);
    awaitConfirmed();
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
    assertThat(PROVIDER.charge(key).refunded).isEqualTo(1990);
  }

  @Test
  void voidWhoseReplyWasLostIsRepeatedInTheBackground() {
    PROVIDER.http.loseNextReply();
    assertFails(this::charge);
    PROVIDER.http.loseNextReply();

    assertThat(refund()).isEqualTo(NOTHING);
    awaitConfirmed();
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
    assertThat(PROVIDER.charge(key).refunded).isEqualTo(1990);
  }

  @ParameterizedTest
  @CsvSource({
    "401, PROVIDER_LOGIN_REFUSED",
    "429, PROVIDER_BUSY",
    "400, PROVIDER_REJECTED_CALL",
    // Without saying that it is voided now.
    "200, PROVIDER_REJECTED_CALL"
  })
  void providersTroubleDuringTheUndoIsSettledToo(int status, String code, CapturedOutput output) {
    PROVIDER.http.loseNextReply();
    assertFails(this::charge);
    PROVIDER.http.failNext(status);

    assertThat(refund()).isEqualTo(NOTHING);
    assertThat(output).contains(code + ": the payment provider answered " + status);
    awaitConfirmed();
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
  }

  @Test
  void declineWhoseReplyWasLostIsSettledWithoutMoney() {
    PROVIDER.http.loseNextReply();
    assertFails(() -> charge("tok_declined"));
    giveUp();

    awaitConfirmed();
    assertPayment(Payment.State.VOIDED, 0, 0);
    assertThat(refund()).isEqualTo(NOTHING);
  }

  @Test
  void refundOfACaptureIsNotSettledButRepeated() {
    charge();
    PROVIDER.down(request -> true);

    assertFails(this::refund);
    assertThat(settlements()).isZero();
    assertPayment(Payment.State.CAPTURED, 1990, 0);

    PROVIDER.down(request -> false);
    assertThat(refund()).isInstanceOf(Completed.class);
    assertPayment(Payment.State.REFUNDED, 1990, 1990);
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

  private void giveUp() {
    assertThat(
            steps.giveUp(
                "payment.charge", orderId, inputs("tok_visa"), "PAYMENT_UNAVAILABLE", "Later."))
        .isEqualTo(new Refused("PAYMENT_UNAVAILABLE", "Later."));
  }

  private Map<String, Object> inputs(String token) {
    return Map.of(
        "orderId", orderId, "totalAmount", 1990L, "currency", "EUR", "paymentMethod", token);
  }

  private Receipt receipt() {
    return new Receipt("ch_" + key, 1990L, "EUR");
  }

  private String receiptJson() {
    return "{\"amount\":1990,\"currency\":\"EUR\",\"reference\":\"ch_%s\"}".formatted(key);
  }

  private Map<String, Object> settlement() {
    return jdbc.sql("select *, input::text as inputs from settlement where order_id = ?")
        .param(orderId)
        .query()
        .singleRow();
  }

  private long settlements() {
    return jdbc.sql("select count(*) from settlement where order_id = ?")
        .param(orderId)
        .query(Long.class)
        .single();
  }

  private void awaitConfirmed() {
    await().until(() -> "CONFIRMED".equals(settlement().get("state")));
  }

  private void awaitAttempts(int attempts) {
    await().until(() -> (Integer) settlement().get("attempts") >= attempts);
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
                    .equals("PUT /api/orders/%s/settlements/payment.charge".formatted(orderId)))
        .map(StubProvider.Request::body)
        .toList();
  }

  private void assertPayment(Payment.State state, long captured, long refunded) {
    assertThat(payments.of(orderId))
        .returns(state, Payment::state)
        .returns(captured, Payment::captured)
        .returns(refunded, Payment::refunded);
  }

  private static void assertFails(Runnable step) {
    assertThatThrownBy(step::run).isInstanceOf(TechnicalFailure.class);
  }
}
