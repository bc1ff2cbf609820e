package org.ordersaga.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.ordersaga.test.EmbeddedDatabase;
import org.ordersaga.worker.execution.StepOutcome.AlreadyUndone;
import org.ordersaga.worker.execution.StepOutcome.Completed;
import org.ordersaga.worker.execution.StepOutcome.Refused;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@EmbeddedDatabase
@SpringBootTest(
    classes = StepTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.NONE,
    properties = "ordersaga.worker.enabled=false")
class StepExecutorTest {

  private static final Completed NOTHING = new Completed(Map.of("note", "nothing"), null);

  @Autowired private StepExecutor executor;
  @Autowired private Script script;
  @Autowired private JdbcClient jdbc;

  private final String orderId = UUID.randomUUID().toString();

  @Nested
  @EmbeddedDatabase
  class LocalSteps {

    @Test
    void effectLedgerRowAndOutcomeAreCommittedTogether() {
      Completed outcome = (Completed) take();

      assertThat(outcome.variables())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("total", 250L, "taken", "[{\"sku\":\"BOOK-001\",\"quantity\":2}]"));
      assertThat(outcome.receipt()).isEqualTo(new Receipt("r-1", 250L, "EUR"));
      assertThat(effects()).containsExactly("take");
      assertThat(state("stock.take")).isEqualTo("DONE");
    }

    @Test
    void aRepeatReplaysTheOutcomeWithItsTypesAndHasNoEffect() {
      StepOutcome first = take();

      assertThat(take()).isEqualTo(first);
      assertThat(((Completed) take()).variables().get("total")).isInstanceOf(Long.class);
      assertThat(effects()).containsExactly("take");
      assertThat(script.points(orderId)).containsExactly("take");
    }

    @Test
    void aRefusalRollsTheEffectBackAndIsReplayed() {
      script.at("take", orderId, () -> refuse("OUT_OF_STOCK"));
      assertThat(take()).isEqualTo(new Refused("OUT_OF_STOCK", "Sorry."));
      script.off("take", orderId);

      assertThat(take()).isEqualTo(new Refused("OUT_OF_STOCK", "Sorry."));
      assertThat(effects()).isEmpty();
      assertThat(state("stock.take")).isEqualTo("REFUSED");
    }

    @Test
    void aTechnicalFailureLeavesNothingAndCanBeRepeated() {
      script.at("take", orderId, () -> fail("disk full"));
      assertThatThrownBy(StepExecutorTest.this::take).hasMessage("disk full");
      assertThat(rows()).isZero();
      script.off("take", orderId);

      assertThat(take()).isInstanceOf(Completed.class);
      assertThat(effects()).containsExactly("take");
    }

    @Test
    void aRefusalThatIsNotDeclaredIsATechnicalFailure() {
      script.at("take", orderId, () -> refuse("MOON_PHASE"));

      assertThatThrownBy(StepExecutorTest.this::take)
          .isInstanceOfSatisfying(
              TechnicalFailure.class, e -> assertThat(e.code()).isEqualTo("REFUSAL_NOT_DECLARED"));
      assertThat(rows()).isZero();
    }

    @Test
    void anUndoTakesTheEffectBackOnceAndReplaysItsOutcome() {
      take();

      Completed undone = new Completed(Map.of("note", "returned"), null);
      assertThat(undo("stock.return")).isEqualTo(undone);
      assertThat(undo("stock.return")).isEqualTo(undone);
      assertThat(effects()).containsExactly("take", "return");
      assertThat(state("stock.take")).isEqualTo("UNDONE");
      assertThat(take()).isEqualTo(new AlreadyUndone());
    }

    @Test
    void anUndoThatComesFirstLeavesATombstoneAndTheLateOriginalDoesNothing() {
      assertThat(undo("stock.return")).isEqualTo(NOTHING);

      assertThat(take()).isEqualTo(new AlreadyUndone());
      assertThat(undo("stock.return")).isEqualTo(NOTHING);
      assertThat(effects()).isEmpty();
      assertThat(state("stock.take")).isEqualTo("TOMBSTONE");
    }

    @Test
    void anUndoOfARefusedStepHasNothingToDoAndTheStepStaysRefused() {
      script.at("take", orderId, () -> refuse("OUT_OF_STOCK"));
      take();

      assertThat(undo("stock.return")).isEqualTo(NOTHING);
      assertThat(take()).isEqualTo(new Refused("OUT_OF_STOCK", "Sorry."));
    }

    @Test
    void aRefusedUndoIsReplayedAndTheStepStaysDone() {
      Refused refused = kept("NOT_RETURNABLE", take());
      script.at("return", orderId, () -> refuse("NOT_RETURNABLE"));
      assertThat(undo("stock.return")).isEqualTo(refused);
      script.off("return", orderId);

      assertThat(undo("stock.return")).isEqualTo(refused);
      assertThat(effects()).containsExactly("take");
      assertThat(state("stock.take")).isEqualTo("DONE");
      assertThat(take()).isInstanceOf(Completed.class);
    }

    @Test
    void anUndoThatFailsTakesNothingBackAndCanBeRepeated() {
      take();
      script.at("return", orderId, () -> fail("disk full"));
      assertThatThrownBy(() -> undo("stock.return")).hasMessage("disk full");
      assertThat(state("stock.take")).isEqualTo("DONE");
      script.off("return", orderId);

      undo("stock.return");
      assertThat(effects()).containsExactly("take", "return");
    }

    @Test
    void oneOrderMayRepeatAStepThatNamesItsOccurrence() {
      executor.execute("stock.remind", orderId, Map.of("orderId", orderId, "round", 1));
      executor.execute("stock.remind", orderId, Map.of("orderId", orderId, "round", 2));
      executor.execute("stock.remind", orderId, Map.of("orderId", orderId, "round", 2));

      assertThat(effects()).containsExactly("remind", "remind");
    }

    @Test
    void aStepThatIsGivenUpRefusesLateRepeats() {
      Refused refused = new Refused("UNAVAILABLE", "Try again later.");
      assertThat(
              executor.giveUp("stock.take", orderId, inputs(), refused.code(), refused.message()))
          .isEqualTo(refused);

      assertThat(take()).isEqualTo(refused);
      assertThat(undo("stock.return")).isEqualTo(NOTHING);
      assertThat(effects()).isEmpty();
    }

    @Test
    void givingUpAStepThatIsDoneGivesItsOutcome() {
      StepOutcome done = take();

      assertThat(executor.giveUp("stock.take", orderId, inputs(), "UNAVAILABLE", "Later."))
          .isEqualTo(done);
    }

    @Test
    void twoDeliveriesAtOnceHaveOneEffectAndOneOutcome() throws Exception {
      CountDownLatch inEffect = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      script.at("take", orderId, () -> waitIn(inEffect, goOn));
      CompletableFuture<StepOutcome> first = async(StepExecutorTest.this::take);
      await(inEffect);
      CompletableFuture<StepOutcome> second = async(StepExecutorTest.this::take);
      waitForBlockedInsert();
      goOn.countDown();

      assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(first.get(10, TimeUnit.SECONDS));
      assertThat(effects()).containsExactly("take");
      assertThat(script.points(orderId)).containsExactly("take");
    }

    @Test
    void anUndoWaitsForTheStepInProgressAndTakesItBack() throws Exception {
      CountDownLatch inEffect = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      script.at("take", orderId, () -> waitIn(inEffect, goOn));
      CompletableFuture<StepOutcome> step = async(StepExecutorTest.this::take);
      await(inEffect);
      CompletableFuture<StepOutcome> undo = async(() -> undo("stock.return"));
      waitForBlockedInsert();
      goOn.countDown();

      assertThat(step.get(10, TimeUnit.SECONDS)).isInstanceOf(Completed.class);
      assertThat(undo.get(10, TimeUnit.SECONDS))
          .isEqualTo(new Completed(Map.of("note", "returned"), null));
      assertThat(effects()).containsExactly("take", "return");
    }

    @Test
    void aRefusalThatLostToAnUndoIsReplayedAsUndone() throws Exception {
      CountDownLatch inEffect = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      script.at(
          "take",
          orderId,
          () -> {
            waitIn(inEffect, goOn);
            refuse("OUT_OF_STOCK");
          });
      // The tombstone is inserted the moment the refused effect is rolled back; the refusal's own
      // transaction then meets it, or the tombstone meets the refusal: both are right.
      CompletableFuture<StepOutcome> step = async(StepExecutorTest.this::take);
      await(inEffect);
      CompletableFuture<StepOutcome> undo = async(() -> undo("stock.return"));
      waitForBlockedInsert();
      goOn.countDown();

      assertThat(step.get(10, TimeUnit.SECONDS)).isIn(new AlreadyUndone(), refusedStock());
      assertThat(undo.get(10, TimeUnit.SECONDS)).isEqualTo(NOTHING);
      assertThat(effects()).isEmpty();
    }
  }

  @Nested
  @EmbeddedDatabase
  class RemoteSteps {

    @Test
    void intentCallAndOutcomeFollowEachOther() {
      assertThat(charge()).isEqualTo(note("called " + orderId + ":money.charge"));

      assertThat(charge()).isEqualTo(note("called " + orderId + ":money.charge"));
      assertThat(script.points(orderId)).containsExactly("call", "record");
      assertThat(effects()).containsExactly("intend", "charge");
    }

    @Test
    void theIntentIsCommittedBeforeTheCallAndNoTransactionIsOpenDuringIt() {
      script.at("call", orderId, () -> assertThat(state("money.charge")).isEqualTo("INTENDED"));

      assertThat(charge()).isInstanceOf(Completed.class);
    }

    @Test
    void afterACrashBetweenCallAndOutcomeTheProviderIsAskedAndNotCalledAgain() {
      script.at("record", orderId, () -> fail("killed"));
      assertThatThrownBy(StepExecutorTest.this::charge).hasMessage("killed");
      assertThat(state("money.charge")).isEqualTo("INTENDED");
      script.off("record", orderId);

      assertThat(charge()).isEqualTo(note("found " + orderId + ":money.charge"));
      assertThat(script.points(orderId)).containsExactly("call", "record", "lookUp", "record");
      assertThat(effects()).containsExactly("intend", "charge");
    }

    @Test
    void afterACrashBeforeTheCallTheProviderIsAskedAndThenCalled() {
      jdbc.sql(
              """
              insert into step_execution (order_id, step, occurrence, state)
              values (?, 'money.charge', '', 'INTENDED')
              """)
          .param(orderId)
          .update();

      assertThat(charge()).isEqualTo(note("called " + orderId + ":money.charge"));
      assertThat(script.points(orderId)).containsExactly("lookUp", "call", "record");
    }

    @Test
    void aProvidersNoIsRecordedInBothTablesAndReplayed() {
      script.at("call", orderId, () -> refuse("DECLINED"));
      assertThat(charge()).isEqualTo(new Refused("DECLINED", "Sorry."));
      script.off("call", orderId);

      assertThat(charge()).isEqualTo(new Refused("DECLINED", "Sorry."));
      assertThat(effects()).containsExactly("intend", "DECLINED");
      assertThat(undo("money.refund")).isEqualTo(NOTHING);
      assertThat(script.points(orderId)).containsExactly("call", "nothing");
    }

    @Test
    void anUndoOfADoneStepRefundsOnce() {
      charge();

      assertThat(undo("money.refund")).isEqualTo(note("refunded " + orderId + ":money.charge"));
      assertThat(undo("money.refund")).isEqualTo(note("refunded " + orderId + ":money.charge"));
      assertThat(effects()).containsExactly("intend", "charge", "refund");
      assertThat(charge()).isEqualTo(new AlreadyUndone());
    }

    @Test
    void anUndoOfAStepInDoubtVoidsByKey() {
      script.at("call", orderId, () -> fail("timeout"));
      assertThatThrownBy(StepExecutorTest.this::charge);

      assertThat(undo("money.refund")).isEqualTo(note("voided " + orderId + ":money.charge"));
      script.off("call", orderId);
      assertThat(charge()).isEqualTo(new AlreadyUndone());
      assertThat(script.points(orderId)).containsExactly("call", "void");
    }

    @Test
    void anUndoThatComesFirstLeavesATombstoneAndNothingIsCalled() {
      assertThat(undo("money.refund")).isEqualTo(NOTHING);

      assertThat(charge()).isEqualTo(new AlreadyUndone());
      assertThat(script.points(orderId)).containsExactly("nothing");
    }

    @Test
    void aStepGivenUpInDoubtIsRefusedForEverAndItsUndoVoids() {
      script.at("call", orderId, () -> fail("timeout"));
      assertThatThrownBy(StepExecutorTest.this::charge);
      script.off("call", orderId);
      Refused refused = new Refused("UNAVAILABLE", "Later.");
      assertThat(executor.giveUp("money.charge", orderId, inputs(), "UNAVAILABLE", "Later."))
          .isEqualTo(refused);
      assertThat(state("money.charge")).isEqualTo("GIVEN_UP");

      assertThat(charge()).isEqualTo(refused);
      assertThat(undo("money.refund")).isEqualTo(note("voided " + orderId + ":money.charge"));
      assertThat(script.points(orderId)).containsExactly("call", "void");
    }

    @Test
    void aRefusedUndoIsReplayedAndTheStepStaysDone() {
      Refused refused = kept("NOT_REFUNDABLE", charge());
      script.at("refund", orderId, () -> refuse("NOT_REFUNDABLE"));
      assertThat(undo("money.refund")).isEqualTo(refused);
      script.off("refund", orderId);

      assertThat(undo("money.refund")).isEqualTo(refused);
      assertThat(state("money.charge")).isEqualTo("DONE");
    }

    @Test
    void twoDeliveriesAtOnceRecordOneOutcome() throws Exception {
      CountDownLatch inCall = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      script.at("call", orderId, () -> waitIn(inCall, goOn));
      CompletableFuture<StepOutcome> first = async(StepExecutorTest.this::charge);
      await(inCall);
      StepOutcome second = charge();
      goOn.countDown();

      assertThat(second).isEqualTo(note("found " + orderId + ":money.charge"));
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(second);
      assertThat(effects()).containsExactly("intend", "charge");
    }

    @Test
    void anAnswerThatComesAfterTheUndoIsDropped() throws Exception {
      CountDownLatch inCall = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      script.at("call", orderId, () -> waitIn(inCall, goOn));
      CompletableFuture<StepOutcome> step = async(StepExecutorTest.this::charge);
      await(inCall);
      undo("money.refund");
      goOn.countDown();

      assertThat(step.get(10, TimeUnit.SECONDS)).isEqualTo(new AlreadyUndone());
      assertThat(effects()).containsExactly("intend", "refund");
      assertThat(script.points(orderId)).containsExactly("call", "void");
    }

    @Test
    void anAnswerThatComesDuringTheVoidIsTakenBackToo() throws Exception {
      CountDownLatch inCall = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      script.at("call", orderId, () -> waitIn(inCall, goOn));
      CompletableFuture<StepOutcome> step = async(StepExecutorTest.this::charge);
      await(inCall);
      script.at(
          "void",
          orderId,
          () -> {
            goOn.countDown();
            step.get(10, TimeUnit.SECONDS);
          });

      assertThat(undo("money.refund")).isEqualTo(note("voided " + orderId + ":money.charge"));
      assertThat(step.get()).isInstanceOf(Completed.class);
      assertThat(state("money.charge")).isEqualTo("UNDONE");
      assertThat(effects()).containsExactly("intend", "charge", "refund");
    }
  }

  @Nested
  @EmbeddedDatabase
  class Inputs {

    @Test
    void anAbsentVariableIsNull() {
      Completed outcome =
          (Completed) executor.execute("stock.take", orderId, Map.of("orderId", orderId));

      assertThat(outcome.variables()).containsEntry("total", null).containsEntry("taken", null);
    }

    @Test
    void aSmallerNumberFitsALargerType() {
      Map<String, Object> inputs = inputs();
      inputs.put("amount", 7);

      assertThat(((Completed) executor.execute("stock.take", orderId, inputs)).variables())
          .containsEntry("total", 7L);
    }

    @Test
    void aValueOfAnotherTypeIsATechnicalFailureThatDoesNotQuoteIt() {
      for (Object bad : List.of("77", 1.5, true)) {
        Map<String, Object> inputs = inputs();
        inputs.put("amount", bad);
        assertThatThrownBy(() -> executor.execute("stock.take", orderId, inputs))
            .isInstanceOf(TechnicalFailure.class)
            .hasMessage(
                "the variable amount has a value that StockInput does not take; correct it in Cockpit")
            .hasNoCause();
      }
      Map<String, Object> inputs = inputs();
      inputs.put("lines", "ada@example.com");
      assertThatThrownBy(() -> executor.execute("stock.take", orderId, inputs))
          .hasMessage("the variable lines must be a String holding JSON; correct it in Cockpit")
          .hasNoCause();
    }
  }

  private StepOutcome take() {
    return executor.execute("stock.take", orderId, inputs());
  }

  private StepOutcome charge() {
    return executor.execute("money.charge", orderId, Map.of("orderId", orderId));
  }

  private StepOutcome undo(String topic) {
    return executor.execute(topic, orderId, Map.of("orderId", orderId));
  }

  private Map<String, Object> inputs() {
    Map<String, Object> inputs = new HashMap<>();
    inputs.put("orderId", orderId);
    inputs.put("amount", 250L);
    inputs.put("lines", "[{\"sku\":\"BOOK-001\",\"quantity\":2}]");
    return inputs;
  }

  private static Completed note(String note) {
    return new Completed(Map.of("note", note), null);
  }

  private static Refused refusedStock() {
    return new Refused("OUT_OF_STOCK", "Sorry.");
  }

  private static void refuse(String code) throws Refusal {
    throw new Refusal(code, "Sorry.");
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }

  private static void waitIn(CountDownLatch arrived, CountDownLatch goOn) {
    arrived.countDown();
    await(goOn);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The refusal of an undo, with what its step set. */
  private static Refused kept(String code, StepOutcome step) {
    return new Refused(code, "Sorry.", ((Completed) step).variables());
  }

  private static CompletableFuture<StepOutcome> async(Supplier<StepOutcome> work) {
    return CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
  }

  /** Until the second transaction waits for the first one's claim of the key. */
  private void waitForBlockedInsert() {
    Awaitility.await()
        .until(
            () ->
                jdbc.sql(
                        """
                        select count(*) from pg_stat_activity
                        where wait_event_type = 'Lock' and datname = current_database()
                          and query like 'insert into step_execution%'
                        """)
                    .query(Long.class)
                    .single(),
            blocked -> blocked == 1);
  }

  private List<String> effects() {
    return jdbc
        .sql("select note from effect where note like ? order by id")
        .param("% " + orderId)
        .query(String.class)
        .list()
        .stream()
        .map(note -> note.substring(0, note.indexOf(' ')))
        .toList();
  }

  private String state(String step) {
    return jdbc.sql("select state from step_execution where order_id = ? and step = ?")
        .params(orderId, step)
        .query(String.class)
        .single();
  }

  private long rows() {
    return jdbc.sql("select count(*) from step_execution where order_id = ?")
        .param(orderId)
        .query(Long.class)
        .single();
  }
}
