package org.ordersaga.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.worker.execution.StepOutcome.AlreadyUndone;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Both have had their answer of the provider and open the transaction of the outcome; neither has
 * committed it when the other does so. Which of them goes first is the test's choice.
 */
class SettlementRaceTest extends SettlementTestCase {

  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  // The same step twice

  @Test
  void ofTwoChargesWithAnAnswerOneIsRecordedAndBothGetItsOutcome() throws Exception {
    List<Object> outcomes =
        race(new Racer("call", this::charge), new Racer("lookUp", this::charge));

    assertThat(outcomes).containsOnly(note("called " + orderId + ":money.charge"));
    assertThat(effects()).containsExactly("intend", "charge");
  }

  @Test
  void ofTwoUndosWithAnAnswerOneIsRecordedAndBothGetItsOutcome() throws Exception {
    chargeInDoubt();

    List<Object> outcomes = race(new Racer("void", this::refund), new Racer("void", this::refund));

    assertThat(outcomes).containsOnly(voided());
    assertThat(effects()).containsExactly("intend", "refund");
  }

  @Test
  void anUndoWithAnAnswerSettlesWhatAnotherDeliveryOfItLeftOpen() throws Exception {
    chargeInDoubt();

    List<Object> outcomes =
        race(
            new Racer("void", this::refund, SettlementRaceTest::timeout),
            new Racer("void", this::refund));

    assertThat(outcomes).containsOnly(NOTHING);
    assertThat(effects()).containsExactly("intend", "refund");
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
  }

  // Charge and refund

  @Test
  void aChargeThatIsRecordedBeforeItsUndoIsTakenBack() throws Exception {
    List<Object> outcomes = race(new Racer("call", this::charge), new Racer("void", this::refund));

    assertThat(outcomes).containsExactly(note("called " + orderId + ":money.charge"), voided());
    assertThat(effects()).containsExactly("intend", "charge", "refund");
    assertThat(state()).isEqualTo("UNDONE");
  }

  @Test
  void aChargeWhoseUndoIsRecordedFirstIsDropped() throws Exception {
    List<Object> outcomes =
        race(
            new Racer("call", this::charge),
            new Racer("void", this::refund),
            Finish.SECOND_BEFORE_FIRST);

    assertThat(outcomes).containsExactly(new AlreadyUndone(), voided());
    assertThat(effects()).containsExactly("intend", "refund");
    assertThat(state()).isEqualTo("UNDONE");
  }

  @Test
  void aChargeThatIsRecordedBeforeItsUndoWithoutAnAnswerIsNotSettledButUndoneAgain()
      throws Exception {
    List<Object> outcomes =
        race(
            new Racer("call", this::charge),
            new Racer("void", this::refund, SettlementRaceTest::timeout));

    assertThat(outcomes.get(1)).isInstanceOf(TechnicalFailure.class);
    assertThat(state()).isEqualTo("DONE");
    assertThat(settlements()).isZero();
  }

  @Test
  void aChargeThatIsGivenUpFirstIsDroppedAndItsSettlementIsOpen() throws Exception {
    List<Object> outcomes = chargeAndGiveUp(Finish.SECOND_BEFORE_FIRST);

    assertThat(outcomes).containsExactly(UNAVAILABLE, UNAVAILABLE);
    assertThat(effects()).containsExactly("intend");
    assertThat(settlement()).containsEntry("state", "OPEN");
    assertThat(refund()).isEqualTo(voided());
  }

  @Test
  void aChargeThatIsRecordedFirstIsNotGivenUp() throws Exception {
    List<Object> outcomes = chargeAndGiveUp(Finish.FIRST_BEFORE_SECOND);

    assertThat(outcomes).containsOnly(note("called " + orderId + ":money.charge"));
    assertThat(effects()).containsExactly("intend", "charge");
    assertThat(state()).isEqualTo("DONE");
    assertThat(settlements()).isZero();
  }

  private List<Object> chargeAndGiveUp(Finish finish) throws Exception {
    Racer charge = new Racer("call", this::charge);
    charge.startAndAwaitCall();
    Future<?> givingUp =
        new TransactionTemplate(transactions)
            .execute(
                held -> {
                  lockLedger();
                  if (finish == Finish.FIRST_BEFORE_SECOND) {
                    charge.answered.countDown();
                    awaitBlocked(1);
                  }
                  Future<?> started = threads.submit(this::giveUp);
                  if (finish == Finish.SECOND_BEFORE_FIRST) {
                    awaitBlocked(1);
                    charge.answered.countDown();
                  }
                  awaitBlocked(2);
                  return started;
                });
    return List.of(result(charge.outcome), result(givingUp));
  }

  // The settler

  @Test
  void theSettlerIsFasterThanTheUndosTask() throws Exception {
    chargeInDoubt();
    giveUp();

    List<Object> outcomes =
        race(new Racer("void", this::settleNow), new Racer("void", this::refund));

    assertThat(outcomes.get(1)).isEqualTo(voided());
    assertThat(effects()).containsExactly("intend", "refund");
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
  }

  @Test
  void theUndosTaskIsFasterThanTheSettler() throws Exception {
    chargeInDoubt();
    giveUp();

    List<Object> outcomes =
        race(
            new Racer("void", this::settleNow),
            new Racer("void", this::refund),
            Finish.SECOND_BEFORE_FIRST);

    assertThat(outcomes.get(1)).isEqualTo(voided());
    assertThat(effects()).containsExactly("intend", "refund");
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
  }

  @Test
  void theUndosTaskWithoutAnAnswerIsFasterThanTheSettlerWithOne() throws Exception {
    chargeInDoubt();
    giveUp();

    List<Object> outcomes =
        race(
            new Racer("void", this::settleNow),
            new Racer("void", this::refund, SettlementRaceTest::timeout),
            Finish.SECOND_BEFORE_FIRST);

    assertThat(outcomes.get(1)).isEqualTo(NOTHING);
    assertThat(effects()).containsExactly("intend", "refund");
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
  }

  @Test
  void aLateOriginalIsDroppedBeforeTheSettlersAnswerIsWritten() throws Exception {
    assertLateOriginalIsDropped(Finish.FIRST_BEFORE_SECOND);
  }

  @Test
  void aLateOriginalIsDroppedAfterTheSettlersAnswerIsWritten() throws Exception {
    assertLateOriginalIsDropped(Finish.SECOND_BEFORE_FIRST);
  }

  private void assertLateOriginalIsDropped(Finish finish) throws Exception {
    Racer late = new Racer("call", this::charge);
    late.startAndAwaitCall();
    noAnswerAt("void");
    assertThat(refund()).isEqualTo(NOTHING);

    List<Object> outcomes = race(late, new Racer("void", this::settleNow), finish);

    assertThat(outcomes.get(0)).isEqualTo(new AlreadyUndone());
    assertThat(effects()).containsExactly("intend", "refund");
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
  }

  @Test
  void ofTwoSettlersWithAnAnswerOneIsRecorded() throws Exception {
    undoneWithoutAnswer();

    race(new Racer("void", this::settleNow), new Racer("void", this::settleNow));

    assertThat(effects()).containsExactly("intend", "refund");
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
    assertThat(meters.find("ordersaga.settlements.confirmed").counter()).isNull();
  }

  @Test
  void aSettlementThatOneNodeIsClaimingIsPassedOverByTheOther() throws Exception {
    undoneWithoutAnswer();
    due();

    new TransactionTemplate(transactions)
        .executeWithoutResult(
            claiming -> {
              assertThat(new SettlementQueue(jdbc).claim()).isPresent();
              // Does not wait for the other, and finds nothing.
              assertThat(result(threads.submit(() -> new SettlementQueue(jdbc).claim().isEmpty())))
                  .isEqualTo(true);
              claiming.setRollbackOnly();
            });

    assertThat(new SettlementQueue(jdbc).claim()).as("the claim that died").isPresent();
    assertThat(new SettlementQueue(jdbc).claim()).as("claimed").isEmpty();
  }

  @Test
  void aReportThatOneNodeIsClaimingIsPassedOverByTheOther() {
    undoneWithoutAnswer();

    new TransactionTemplate(transactions)
        .executeWithoutResult(
            claiming -> {
              assertThat(new ReportQueue(jdbc).claim()).isPresent();
              assertThat(result(threads.submit(() -> new ReportQueue(jdbc).claim().isEmpty())))
                  .isEqualTo(true);
            });
  }

  private Object settleNow() {
    executor.settle(orderId, "money.charge", "");
    return "settled";
  }

  private static void timeout() {
    throw new TechnicalFailure("PROVIDER_TIMEOUT", "the bank did not answer", null);
  }

  private enum Finish {
    FIRST_BEFORE_SECOND,
    SECOND_BEFORE_FIRST
  }

  private List<Object> race(Racer first, Racer second) throws Exception {
    return race(first, second, Finish.FIRST_BEFORE_SECOND);
  }

  /**
   * Both have called the provider before either gets its answer; then both wait for the step's row
   * in the ledger, each in a transaction of its own, and get it in the order that is asked for.
   */
  private List<Object> race(Racer first, Racer second, Finish finish) throws Exception {
    first.startAndAwaitCall();
    second.startAndAwaitCall();
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            held -> {
              lockLedger();
              boolean inOrder = finish == Finish.FIRST_BEFORE_SECOND;
              (inOrder ? first : second).answered.countDown();
              awaitBlocked(1);
              (inOrder ? second : first).answered.countDown();
              awaitBlocked(2);
            });
    return List.of(result(first.outcome), result(second.outcome));
  }

  private void lockLedger() {
    jdbc.sql("select state from step_execution where order_id = ? for update")
        .param(orderId)
        .query(String.class)
        .single();
  }

  private void awaitBlocked(int count) {
    await()
        .until(
            () ->
                jdbc.sql(
                        """
                        select count(*) from pg_stat_activity
                        where wait_event_type = 'Lock' and datname = current_database()
                        """)
                    .query(Integer.class)
                    .single(),
            blocked -> blocked == count);
  }

  /** What it returned, or the failure it ended with. */
  private static Object result(Future<?> future) {
    try {
      return future.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** A call of the provider that gets its answer when the test says so. */
  private final class Racer {

    private final String point;
    private final Callable<Object> work;
    private final Runnable answer;
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private Future<Object> outcome;

    Racer(String point, Callable<Object> work) {
      this(point, work, () -> {});
    }

    Racer(String point, Callable<Object> work, Runnable answer) {
      this.point = point;
      this.work = work;
      this.answer = answer;
    }

    void startAndAwaitCall() throws InterruptedException {
      if (outcome != null) {
        return;
      }
      script.at(
          point,
          orderId,
          () -> {
            called.countDown();
            assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
            answer.run();
          });
      outcome = threads.submit(work);
      assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
