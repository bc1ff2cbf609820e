package org.ordersaga.sandbox.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ordersaga.sandbox.Answer;
import org.ordersaga.sandbox.SandboxTest;
import org.springframework.beans.factory.annotation.Autowired;

/** Two at once: the first is stopped before its commit until the second waits for it. */
class PaymentRaceTest extends SandboxTest {

  private static final String CHARGES = "/payments/charges";

  private final String order = newOrderId();
  private final String key = order + ":payment.charge";

  @Autowired private Payments payments;

  @Test
  void ofTwoChargesWithOneKeyOnlyOneTakesMoney() {
    Charge.Order visa = new Charge.Order(1999, "EUR", "tok_visa", order);
    CompletableFuture<Answer> second =
        stoppedBeforeCommit(
            () -> payments.charge(key, visa), CHARGES, key, charge(order, "tok_visa"));
    assertThat(second.join().status()).isEqualTo(201);
    assertThat(ledger().number("total")).isEqualTo(1);
    assertThat(second.join().text("id")).isEqualTo(ledger().json().at("/items/0/id").asText());
  }

  @Test
  void aChargeThatMeetsAnUncommittedVoidIsRefused() {
    CompletableFuture<Answer> charge =
        stoppedBeforeCommit(() -> payments.voidKey(key), CHARGES, key, charge(order, "tok_visa"));
    assertThat(charge.join().status()).isEqualTo(409);
    assertThat(ledger().number("total")).isZero();
  }

  @Test
  void aVoidThatMeetsAnUncommittedChargeGivesTheMoneyBack() {
    Charge.Order visa = new Charge.Order(1999, "EUR", "tok_visa", order);
    CompletableFuture<Answer> voided =
        stoppedBeforeCommit(() -> payments.charge(key, visa), "/payments/voids", null, key(key));
    assertThat(voided.join().number("captured")).isEqualTo(1999);
    assertThat(voided.join().number("refunded")).isEqualTo(1999);
  }

  @Test
  void aRefundThatMeetsAnUncommittedVoidGivesNothingBackTwice() {
    String id = client.post(CHARGES, key, charge(order, "tok_visa")).text("id");
    CompletableFuture<Answer> refund =
        stoppedBeforeCommit(
            () -> payments.voidKey(key), CHARGES + "/" + id + "/refunds", order + "-r", null);
    assertThat(refund.join().status()).isEqualTo(409);
    assertThat(ledger().json().at("/items/0/refunded").asLong()).isEqualTo(1999);
  }

  @Test
  void aVoidThatMeetsAnUncommittedRefundGivesOnlyTheRestBack() {
    String id = client.post(CHARGES, key, charge(order, "tok_visa")).text("id");
    CompletableFuture<Answer> voided =
        stoppedBeforeCommit(
            () -> payments.refund(id, order + "-r", 500L), "/payments/voids", null, key(key));
    assertThat(voided.join().status()).isEqualTo(200);
    assertThat(ledger().json().at("/items/0/refunded").asLong()).isEqualTo(1999);
    assertThat(refunds(id)).isEqualTo(500);
  }

  @Test
  void twoRefundsAtOnceNeverGiveBackMoreThanWasCaptured() {
    String id = client.post(CHARGES, key, charge(order, "tok_visa")).text("id");
    CompletableFuture<Answer> second =
        stoppedBeforeCommit(
            () -> payments.refund(id, order + "-r1", 1000L),
            CHARGES + "/" + id + "/refunds",
            order + "-r2",
            "{\"amount\":1000}");
    assertThat(second.join().status()).isEqualTo(422);
    assertThat(refunds(id)).isEqualTo(1000);
  }

  @Test
  void oneRefundSentTwiceAtOnceIsMadeOnce() {
    String id = client.post(CHARGES, key, charge(order, "tok_visa")).text("id");
    CompletableFuture<Answer> second =
        stoppedBeforeCommit(
            () -> payments.refund(id, order + "-r", 500L),
            CHARGES + "/" + id + "/refunds",
            order + "-r",
            "{\"amount\":500}");
    assertThat(second.join().status()).isEqualTo(201);
    assertThat(refunds(id)).isEqualTo(500);
  }

  @Test
  void manyChargesWithOneKeyTakeMoneyOnce() {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(client.postAsync(CHARGES, key, charge(order, "tok_visa")));
    }
    assertThat(answers.stream().map(answer -> answer.join().body()).distinct()).hasSize(1);
    assertThat(ledger().number("total")).isEqualTo(1);
  }

  private long refunds(String chargeId) {
    return jdbc.sql("select coalesce(sum(amount), 0) from refund where charge_id = :id")
        .param("id", chargeId)
        .query(Long.class)
        .single();
  }

  private Answer ledger() {
    return client.get("/payments/ledger?reference=" + order);
  }
}
