package org.ordersaga.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.execution.StepOutcome;
import org.ordersaga.worker.execution.StepOutcome.AlreadyUndone;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SettlementTest extends SettlementTestCase {

  @AfterEach
  void repair() {
    jdbc.sql("alter table settlement drop constraint if exists broken").update();
    jdbc.sql("alter table effect drop constraint if exists broken").update();
  }

  // Giving up

  @Test
  void aStepThatIsGivenUpInDoubtRefusesAtOnceAndOpensASettlementOfTheUndosInputs() {
    chargeInDoubt();

    assertThat(giveUp()).isEqualTo(UNAVAILABLE);

    assertThat(state()).isEqualTo("GIVEN_UP");
    assertThat(settlement())
        .containsEntry("step", "money.charge")
        .containsEntry("occurrence", "")
        .containsEntry("idempotency_key", orderId + ":money.charge")
        .containsEntry("inputs", "{\"orderId\": \"%s\"}".formatted(orderId))
        .containsEntry("state", "OPEN")
        .containsEntry("attempts", 0)
        .containsEntry("reported", null);
  }

  @Test
  void aStepThatWasNeverBegunIsGivenUpWithoutASettlement() {
    giveUp();

    assertThat(state()).isEqualTo("REFUSED");
    assertThat(settlements()).isZero();
  }

  @Test
  void anUndoCannotBeGivenUp() {
    chargeInDoubt();

    assertThatThrownBy(
            () -> executor.giveUp("money.refund", orderId, inputs(), KEPT.code(), KEPT.message()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(state()).isEqualTo("INTENDED");
  }

  @Test
  void aRefusalIsNotOnRecordWithoutItsSettlement() {
    chargeInDoubt();
    jdbc.sql("alter table settlement add constraint broken check (state <> 'OPEN') not valid")
        .update();
    assertThatThrownBy(this::giveUp).hasMessageContaining("broken");
    assertThat(state()).isEqualTo("INTENDED");
    repair();

    executor = restarted();
    assertThat(giveUp()).isEqualTo(UNAVAILABLE);
    assertThat(settlement()).containsEntry("state", "OPEN");
  }

  // By hand

  @Test
  void anUndoThatIsDeclaredDoneByHandIsRecordedAndTheProviderIsNotCalled() {
    charge();
    noAnswerAt("refund");
    assertThatThrownBy(this::refund).isInstanceOf(TechnicalFailure.class);

    assertThat(refundByHand()).isEqualTo(note("by hand"));
    assertThat(refundByHand()).isEqualTo(note("by hand"));
    assertThat(refund()).isEqualTo(note("by hand"));

    assertThat(state()).isEqualTo("MANUAL");
    assertThat(effects()).containsExactly("intend", "charge", "by");
    assertThat(charge()).isEqualTo(new AlreadyUndone());
  }

  @Test
  void aSettlementThatIsAcceptedIsConfirmedAndTheUndosTimeStays() {
    undoneWithoutAnswer();
    Object undoneAt = undoneAt();

    refundByHand();

    assertThat(state()).isEqualTo("MANUAL");
    assertThat(undoneAt()).isEqualTo(undoneAt);
    assertThat(settlement()).containsEntry("state", "CONFIRMED").containsEntry("receipt", null);
    assertThat(refund()).isEqualTo(NOTHING);
    assertThat(effects()).containsExactly("intend", "by");
  }

  @Test
  void aStepInDoubtIsStillSettledAfterItWasDeclaredUndone() {
    chargeInDoubt();

    assertThat(refundByHand()).isEqualTo(NOTHING);

    assertThat(state()).isEqualTo("UNDONE");
    assertThat(settlement()).containsEntry("state", "OPEN");
    settle();
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
    assertThat(effects()).containsExactly("intend", "refund");
  }

  @Test
  void aDeclarationThatComesBeforeTheStepLeavesATombstone() {
    assertThat(refundByHand()).isEqualTo(NOTHING);
    assertThat(state()).isEqualTo("TOMBSTONE");
    assertThat(charge()).isEqualTo(new AlreadyUndone());
  }

  @Test
  void aStepIsNeverDeclaredDoneByHand() {
    assertThatThrownBy(() -> executor.undoByHand("money.charge", orderId, inputs()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private StepOutcome refundByHand() {
    return executor.undoByHand("money.refund", orderId, inputs());
  }

  private Object undoneAt() {
    return jdbc.sql("select undone_at from step_execution where order_id = ?")
        .param(orderId)
        .query(Timestamp.class)
        .single();
  }

  // The undo of a step in doubt

  @Test
  void anUndoThatIsAnsweredConfirmsTheSettlement() {
    chargeInDoubt();
    giveUp();

    assertThat(refund()).isEqualTo(voided());

    assertThat(state()).isEqualTo("UNDONE");
    assertThat(effects()).containsExactly("intend", "refund");
    assertThat(settlement()).containsEntry("state", "CONFIRMED").containsEntry("receipt", null);
    assertThat(settlement().get("confirmed_at")).isNotNull();
  }

  @Test
  void anUndoThatIsAnsweredAtOnceNeedsNoSettlement() {
    chargeInDoubt();

    assertThat(refund()).isEqualTo(voided());
    assertThat(settlements()).isZero();
  }

  @Test
  void anUndoWithoutAnAnswerIsDoneAtOnceAndLeavesASettlement(CapturedOutput output) {
    chargeInDoubt();
    noAnswerAt("void");

    assertThat(refund()).isEqualTo(NOTHING);
    assertThat(refund()).isEqualTo(NOTHING);

    assertThat(state()).isEqualTo("UNDONE");
    assertThat(effects()).containsExactly("intend");
    assertThat(settlement())
        .containsEntry("state", "OPEN")
        .containsEntry("last_problem", "PROVIDER_TIMEOUT: the bank did not answer");
    assertThat(script.points(orderId)).containsExactly("call", "void", "nothing");
    assertThat(output)
        .contains(
            "PROVIDER_TIMEOUT: the bank did not answer. Whether money.charge of order "
                + orderId
                + " took effect");
  }

  @Test
  void anUndoWithoutAnAnswerIsNotOnRecordWithoutItsSettlement() {
    chargeInDoubt();
    noAnswerAt("void");
    jdbc.sql("alter table settlement add constraint broken check (state <> 'OPEN') not valid")
        .update();
    assertThatThrownBy(this::refund).hasMessageContaining("broken");
    assertThat(state()).isEqualTo("INTENDED");
    repair();

    executor = restarted();
    assertThat(refund()).isEqualTo(NOTHING);
    assertThat(settlement()).containsEntry("state", "OPEN");
  }

  @Test
  void anUndoWithoutAnAnswerLeavesTheSettlementOfAStepThatWasGivenUpOpen() {
    chargeInDoubt();
    giveUp();
    Instant opened = opened();
    noAnswerAt("void");

    assertThat(refund()).isEqualTo(NOTHING);
    assertThat(state()).isEqualTo("UNDONE");
    assertThat(opened()).isEqualTo(opened);
    assertThat(settlement()).containsEntry("state", "OPEN");
  }

  private Instant opened() {
    return ((Timestamp) settlement().get("opened_at")).toInstant();
  }

  @Test
  void whatIsNotDeclaredSurfacesAndIsNotSettled() {
    chargeInDoubt();
    refusalAt("void", "MOON_PHASE");

    assertThatThrownBy(this::refund)
        .asInstanceOf(InstanceOfAssertFactories.type(TechnicalFailure.class))
        .returns("REFUSAL_NOT_DECLARED", TechnicalFailure::code);
    assertThat(state()).isEqualTo("INTENDED");
    assertThat(settlements()).isZero();
  }

  @Test
  void aForeignFailureIsSettledTooAndItsMessageIsNotKept() {
    chargeInDoubt();
    script.at(
        "void",
        orderId,
        () -> {
          throw new IllegalStateException("ada@example.com");
        });

    assertThat(refund()).isEqualTo(NOTHING);
    assertThat(settlement())
        .containsEntry("last_problem", "STEP_FAILED: failed with IllegalStateException");
  }

  @Test
  void theUndoOfAStepThatTookEffectIsNotSettledButFails() {
    charge();
    noAnswerAt("refund");

    assertThatThrownBy(this::refund).hasMessage("the bank did not answer");
    assertThat(state()).isEqualTo("DONE");
    assertThat(settlements()).isZero();
  }

  @Test
  void anUndoWhoseStepTookEffectMeanwhileFailsAndTakesItBackWhenItIsRepeated() {
    chargeInDoubt();
    script.at(
        "void",
        orderId,
        () -> {
          charge();
          throw new TechnicalFailure("PROVIDER_TIMEOUT", "the bank did not answer", null);
        });

    assertThatThrownBy(this::refund).hasMessage("the bank did not answer");
    assertThat(state()).isEqualTo("DONE");
    assertThat(settlements()).isZero();

    assertThat(refund()).isEqualTo(note("refunded " + orderId + ":money.charge"));
    assertThat(effects()).containsExactly("intend", "charge", "refund");
  }

  @Test
  void anUndoThatIsRefusedLeavesAStepThatStands() {
    chargeInDoubt();
    giveUp();
    refusalAt("void", "NOT_REFUNDABLE");

    assertThat(refund()).isEqualTo(KEPT);
    answerAt("void");
    assertThat(refund()).isEqualTo(KEPT);

    assertThat(state()).isEqualTo("DONE");
    assertThat(charge()).isEqualTo(note("stands"));
    assertThat(effects()).containsExactly("intend", "stands");
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
    assertThat(script.points(orderId)).containsExactly("call", "void");
  }

  // The settler

  @Test
  void theSettlerVoidsWhatTheUndoCouldNotAndTheUndosOutcomeStays() {
    undoneWithoutAnswer();

    settle();

    assertThat(effects()).containsExactly("intend", "refund");
    assertThat(settlement())
        .containsEntry("state", "CONFIRMED")
        .containsEntry("attempts", 1)
        .containsEntry("last_problem", null);
    assertThat(refund()).isEqualTo(NOTHING);
    assertThat(charge()).isEqualTo(new AlreadyUndone());
  }

  @Test
  void theSettlerWaitsForTheUndosTaskFirst() {
    chargeInDoubt();
    giveUp();

    settler.turn();

    assertThat(script.points(orderId)).containsExactly("call");
    assertThat(settlement()).containsEntry("attempts", 0);
  }

  @Test
  void anUndoThatComesAfterTheSettlerGetsItsAnswer() {
    chargeInDoubt();
    giveUp();

    settle();

    assertThat(state()).isEqualTo("UNDONE");
    assertThat(refund()).isEqualTo(voided());
    assertThat(effects()).containsExactly("intend", "refund");
    assertThat(script.points(orderId)).containsExactly("call", "void");
  }

  @Test
  void anUndoThatComesAfterTheSettlerGetsItsRefusal() {
    chargeInDoubt();
    giveUp();
    refusalAt("void", "NOT_REFUNDABLE");

    settle();
    answerAt("void");

    assertThat(settlement()).containsEntry("state", "CONFIRMED");
    assertThat(refund()).isEqualTo(KEPT);
    assertThat(state()).isEqualTo("DONE");
    assertThat(effects()).containsExactly("intend", "stands");
  }

  @Test
  void aRefusalAfterTheUndoIsOnRecordStaysOpenUntilSomebodyActed() {
    undoneWithoutAnswer();
    refusalAt("void", "NOT_REFUNDABLE");

    settle();

    assertThat(settlement()).containsEntry("state", "OPEN");
    assertThat((String) settlement().get("last_problem")).startsWith("NOT_REFUNDABLE: ");
    assertThat(state()).isEqualTo("UNDONE");
    assertThat(effects()).containsExactly("intend");
    assertThat(refund()).isEqualTo(NOTHING);

    answerAt("void");
    settle();
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
    assertThat(effects()).containsExactly("intend", "refund");
  }

  @Test
  void aProviderThatIsDownIsAskedLessAndLessOftenUntilItIsBack() {
    undoneWithoutAnswer();
    noAnswerAt("void");

    List<Duration> pauses = new ArrayList<>();
    for (int attempt = 1; attempt <= 9; attempt++) {
      settle();
      assertThat(settlement())
          .containsEntry("state", "OPEN")
          .containsEntry("attempts", attempt)
          .containsEntry("last_problem", "PROVIDER_TIMEOUT: the bank did not answer");
      pauses.add(settings().pauseAfter(attempt));
      assertThat(nextAttemptIn()).isPositive().isLessThanOrEqualTo(pauses.get(attempt - 1));
    }
    assertThat(pauses)
        .extracting(Duration::toSeconds)
        .containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);

    answerAt("void");
    settle();
    assertThat(settlement()).containsEntry("state", "CONFIRMED").containsEntry("attempts", 10);
    assertThat(effects()).containsExactly("intend", "refund");
  }

  private Duration nextAttemptIn() {
    return Duration.ofMillis(
        jdbc.sql(
                """
                select (extract(epoch from next_attempt_at - clock_timestamp()) * 1000)::bigint
                from settlement where order_id = ?
                """)
            .param(orderId)
            .query(Long.class)
            .single());
  }

  @Test
  void oneThatFailsDoesNotHoldUpTheOthers() {
    undoneWithoutAnswer();
    noAnswerAt("void");
    jdbc.sql(
            """
            insert into settlement (order_id, step, occurrence, idempotency_key, input, state,
                                    next_attempt_at)
            values ('first', 'gone.step', '', 'k', '{}', 'OPEN', clock_timestamp() - interval '1 h')
            """)
        .update();

    settle();

    assertThat(settlement()).containsEntry("attempts", 1);
    assertThat(
            jdbc.sql("select last_problem from settlement where order_id = 'first'")
                .query(String.class)
                .single())
        .isEqualTo("STEP_UNKNOWN: this worker has no undo of gone.step; check its release");
  }

  @Test
  void whatIsConfirmedIsNotAskedAgain() {
    undoneWithoutAnswer();
    settle();

    executor.settle(orderId, "money.charge", "");
    due();
    settler.turn();

    assertThat(settlement()).containsEntry("attempts", 1);
    assertThat(effects()).containsExactly("intend", "refund");
  }

  // Crashes

  @Test
  void aCrashBetweenIntentAndCallIsSettledFromTheDatabaseAlone() {
    crashAt("call");
    assertThatThrownBy(this::charge).isInstanceOf(Crash.class);
    assertThat(state()).isEqualTo("INTENDED");

    executor = restarted();
    noAnswerAt("void");
    assertThat(refund()).isEqualTo(NOTHING);
    answerAt("void");

    executor = restarted();
    settler = settler(executor);
    settle();
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
    assertThat(effects()).containsExactly("intend", "refund");
  }

  @Test
  void aCrashBetweenCallAndOutcomeIsSettledFromTheDatabaseAlone() {
    crashAt("record");
    assertThatThrownBy(this::charge).isInstanceOf(Crash.class);
    assertThat(state()).isEqualTo("INTENDED");
    assertThat(effects()).containsExactly("intend");

    executor = restarted();
    giveUp();
    executor = restarted();
    settler = settler(executor);
    settle();

    assertThat(settlement()).containsEntry("state", "CONFIRMED");
    assertThat(refund()).isEqualTo(voided());
    assertThat(charge()).as("its report may have been lost").isEqualTo(UNAVAILABLE);
  }

  @Test
  void aCrashDuringTheUndosCallLeavesItToARepeat() {
    chargeInDoubt();
    crashAt("void");
    assertThatThrownBy(this::refund).isInstanceOf(Crash.class);
    assertThat(state()).isEqualTo("INTENDED");
    assertThat(settlements()).isZero();
    answerAt("void");

    executor = restarted();
    assertThat(refund()).isEqualTo(voided());
    assertThat(effects()).containsExactly("intend", "refund");
  }

  @Test
  void aCrashDuringASettlementIsFollowedByAnotherAttempt() {
    undoneWithoutAnswer();
    crashAt("void");
    due();
    assertThatThrownBy(settler::turn).isInstanceOf(Crash.class);
    assertThat(settlement()).containsEntry("state", "OPEN").containsEntry("attempts", 1);
    assertThat(nextAttemptIn()).as("the dead claim").isPositive();
    answerAt("void");

    StepExecutor restarted = restarted();
    settler = settler(restarted);
    settler.turn();
    assertThat(settlement()).as("still claimed").containsEntry("attempts", 1);
    settle();
    assertThat(settlement()).containsEntry("state", "CONFIRMED").containsEntry("attempts", 2);
    assertThat(effects()).containsExactly("intend", "refund");
  }

  @Test
  void aSettlementWhoseAnswerCouldNotBeWrittenIsAttemptedAgain() {
    undoneWithoutAnswer();
    jdbc.sql("alter table effect add constraint broken check (note not like 'refund%') not valid")
        .update();
    settle();
    assertThat(settlement()).containsEntry("state", "OPEN");
    assertThat((String) settlement().get("last_problem")).startsWith("STEP_FAILED: ");
    repair();

    settle();
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
    assertThat(effects()).containsExactly("intend", "refund");
  }

  // What operators see

  @Test
  void anOldSettlementIsWarnedOfOnceAnHour(CapturedOutput output) {
    undoneWithoutAnswer();
    age("16 minutes");

    settler.turn();
    settler.turn();

    assertThat(lines(output, "SETTLEMENT_OVERDUE: "))
        .singleElement()
        .asString()
        .contains(
            "[" + orderId + " money.charge",
            "money.charge of order " + orderId + " is in doubt since",
            "(PROVIDER_TIMEOUT: the bank did not answer); check",
            "ask it what became of the key " + orderId + ":money.charge");

    jdbc.sql("update settlement set warned_at = warned_at - interval '61 minutes'").update();
    settler.turn();
    assertThat(lines(output, "SETTLEMENT_OVERDUE: ")).hasSize(2);
  }

  @Test
  void aYoungSettlementIsNotWarnedOf(CapturedOutput output) {
    undoneWithoutAnswer();
    age("14 minutes");

    settler.turn();

    assertThat(lines(output, "SETTLEMENT_OVERDUE: ")).isEmpty();
  }

  @Test
  void metricsTellHowManyAreOpenHowOldTheyAreAndHowManyWereConfirmed() {
    executor = restarted();
    undoneWithoutAnswer();
    age("100 seconds");
    settler.turn();

    assertThat(meters.get("ordersaga.settlements").tag("state", "open").gauge().value()).isOne();
    assertThat(meters.get("ordersaga.settlements.oldest").timeGauge().value())
        .isGreaterThanOrEqualTo(100);
    assertThat(meters.find("ordersaga.settlements.confirmed").counter()).isNull();

    settler = settler(executor);
    settle();
    assertThat(
            meters
                .get("ordersaga.settlements.confirmed")
                .tag("topic", "money.charge")
                .counter()
                .count())
        .isOne();
  }

  @Test
  void gaugesFallToZeroWhenNothingIsOpen() {
    undoneWithoutAnswer();
    settle();
    settler.turn();

    assertThat(meters.get("ordersaga.settlements").gauge().value()).isZero();
    assertThat(meters.get("ordersaga.settlements.oldest").timeGauge().value()).isZero();
  }

  @Test
  void noPersonalDataIsKeptOrLogged(CapturedOutput output) {
    chargeInDoubt();
    giveUp();
    noAnswerAt("void");
    refund();
    settle();

    assertThat(output.getAll()).doesNotContain("ada@example.com");
    assertThat(settlement().toString()).doesNotContain("ada@example.com");
  }

  private void age(String age) {
    jdbc.sql("update settlement set opened_at = clock_timestamp() - cast(? as interval)")
        .param(age)
        .update();
  }

  private static List<String> lines(CapturedOutput output, String text) {
    return output.getAll().lines().filter(line -> line.contains(text)).toList();
  }
}
