package org.ordersaga.worker.execution;

import java.util.Optional;
import java.util.function.Supplier;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.RemoteStep;
import org.ordersaga.worker.step.RemoteUndo;
import org.ordersaga.worker.step.TechnicalFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps that call the outside world: the intent is committed, the call is made without a
 * transaction, and the outcome is recorded only if nobody was faster meanwhile. Two deliveries may
 * make the same call; the provider tells them by the key.
 */
final class RemoteExecution {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteExecution.class);

  private final Recorder recorder;
  private final StepLedger ledger;
  private final Settlements settlements;

  RemoteExecution(Recorder recorder) {
    this.recorder = recorder;
    this.ledger = recorder.ledger;
    this.settlements = recorder.settlements;
  }

  StepOutcome execute(
      RemoteStep<Record, Object, Record> step,
      StepDefinition definition,
      StepKey key,
      Record input) {
    Optional<LedgerEntry> earlier =
        recorder.inTransaction(
            () -> {
              if (ledger.insert(key, StepState.INTENDED)) {
                step.intend(input, key.idempotencyKey());
                return Optional.empty();
              }
              return Optional.of(ledger.find(key));
            });
    if (earlier.isPresent() && earlier.get().state() != StepState.INTENDED) {
      return recorder.replay(definition, earlier.get());
    }
    Object reply;
    try {
      reply = earlier.isPresent() ? repeat(step, key, input) : call(step, key, input);
    } catch (Refusal refusal) {
      StepOutcome.Refused refused = Recorder.declared(definition, refusal);
      return recordAnswer(
          definition,
          key,
          () -> {
            step.recordRefusal(input, refusal);
            ledger.saveRefusal(key, StepState.REFUSED, refused);
            return refused;
          });
    }
    return recordAnswer(
        definition,
        key,
        () -> {
          Record output = step.record(input, reply);
          ledger.saveOutcome(key, recorder.mapper.toJson(output));
          return recorder.completed(output);
        });
  }

  /**
   * Refuses for want of an answer; a call that was begun must be voided, by the undo or by the
   * settlement that is opened here.
   */
  StepOutcome giveUp(
      StepDefinition definition,
      StepKey key,
      StepOutcome.Refused refusal,
      Supplier<Optional<Record>> undoInput) {
    return recorder.inTransaction(
        () -> {
          if (ledger.insert(key, StepState.REFUSED)) {
            ledger.saveRefusal(key, StepState.REFUSED, refusal);
            return refusal;
          }
          LedgerEntry entry = ledger.lock(key);
          if (entry.state() != StepState.INTENDED) {
            return recorder.replay(definition, entry);
          }
          ledger.saveRefusal(key, StepState.GIVEN_UP, refusal);
          undoInput.get().ifPresent(input -> openSettlement(key, input, null));
          return refusal;
        });
  }

  StepOutcome undo(
      RemoteUndo<Record, Object, Record> undo,
      StepDefinition definition,
      StepKey key,
      Record input) {
    UndoStart start =
        recorder.inTransaction(
            () -> {
              if (ledger.insert(key, StepState.TOMBSTONE)) {
                return new UndoStart(
                    recorder.saveUndo(key, StepState.TOMBSTONE, undo.nothingToUndo(input)), false);
              }
              LedgerEntry entry = ledger.lock(key);
              return new UndoStart(
                  replayOrRecordNothing(undo, definition, key, input, entry),
                  entry.state().isInDoubt());
            });
    if (start.outcome() != null) {
      return start.outcome();
    }
    Object reply;
    try {
      reply = undo.call(input, key.idempotencyKey(), start.inDoubt());
    } catch (Refusal refusal) {
      return recordRefusal(undo, definition, key, input, refusal);
    } catch (RuntimeException noAnswer) {
      if (!start.inDoubt()) {
        throw noAnswer;
      }
      StepOutcome outcome = leaveToSettlement(undo, definition, key, input, noAnswer);
      if (outcome == null) {
        throw noAnswer;
      }
      return outcome;
    }
    return recordUndo(undo, definition, key, input, reply);
  }

  /**
   * Records what an operator declares: that the effect was taken back by hand or, where a
   * settlement is open, that it is accepted as the provider leaves it. A step in doubt of which
   * nobody has asked the provider yet is settled in the background, since nobody knows what there
   * was to take back.
   */
  StepOutcome undoByHand(
      RemoteUndo<Record, Object, Record> undo,
      StepDefinition definition,
      StepKey key,
      Record input) {
    return recorder.inTransaction(
        () -> {
          if (ledger.insert(key, StepState.TOMBSTONE)) {
            return recorder.saveUndo(key, StepState.TOMBSTONE, undo.nothingToUndo(input));
          }
          LedgerEntry entry = ledger.lock(key);
          if (settlements.findOpen(key).isPresent()) {
            settlements.confirm(key, null);
            return recorder.saveManual(key, undo.byHand(input));
          }
          StepOutcome recorded = replayOrRecordNothing(undo, definition, key, input, entry);
          if (recorded != null) {
            return recorded;
          }
          if (entry.state().isInDoubt()) {
            openSettlement(key, input, null);
            return recorder.saveUndo(key, StepState.UNDONE, undo.nothingToUndo(input));
          }
          return recorder.saveManual(key, undo.byHand(input));
        });
  }

  /**
   * Has the provider void a step that ended in doubt. The undo may be on record as done, or its
   * task may still be to come and then gets what is recorded here.
   */
  void settle(RemoteUndo<Record, Object, Record> undo, StepDefinition definition, StepKey key) {
    Optional<String> json = recorder.inTransaction(() -> settlements.findOpen(key));
    if (json.isEmpty()) {
      return;
    }
    Record input = recorder.mapper.fromJson(json.get(), definition.inputType());
    Object reply;
    try {
      reply = undo.call(input, key.idempotencyKey(), true);
    } catch (Refusal refusal) {
      recordRefusal(undo, definition, key, input, refusal);
      if (recorder.inTransaction(() -> settlements.findOpen(key)).isPresent()) {
        throw new TechnicalFailure(
            refusal.code(),
            "the provider keeps what the order believes undone; agree with it what is to be done",
            null);
      }
      return;
    }
    recordUndo(undo, definition, key, input, reply);
  }

  /** Records that the step is taken back; an undo on record without an answer gets it now. */
  private StepOutcome recordUndo(
      RemoteUndo<Record, Object, Record> undo,
      StepDefinition definition,
      StepKey key,
      Record input,
      Object reply) {
    return recorder.inTransaction(
        () -> {
          StepOutcome recorded =
              replayOrRecordNothing(undo, definition, key, input, ledger.lock(key));
          if (recorded == null) {
            Record output = undo.record(input, reply);
            confirmSettlement(key, output);
            return recorder.saveUndo(key, StepState.UNDONE, output);
          }
          if (recorded instanceof StepOutcome.Completed && settlements.findOpen(key).isPresent()) {
            confirmSettlement(key, undo.record(input, reply));
          }
          return recorded;
        });
  }

  /** Records that the step stands: one in doubt is done, after all. */
  private StepOutcome recordRefusal(
      RemoteUndo<Record, Object, Record> undo,
      StepDefinition definition,
      StepKey key,
      Record input,
      Refusal refusal) {
    StepOutcome.Refused refused = Recorder.declared(definition, refusal);
    return recorder.inTransaction(
        () -> {
          LedgerEntry entry = ledger.lock(key);
          StepOutcome recorded = replayOrRecordNothing(undo, definition, key, input, entry);
          if (recorded != null) {
            return recorded;
          }
          String outcome = entry.outcome();
          if (entry.state().isInDoubt()) {
            Record output = undo.recordRefusal(input, refusal);
            outcome = recorder.mapper.toJson(output);
            ledger.saveOutcome(key, outcome);
            confirmSettlement(key, output);
          }
          ledger.saveUndoRefusal(key, refused);
          return recorder.stands(definition, refused, outcome);
        });
  }

  /** Records the undo as done without an answer, or null if the step took effect meanwhile. */
  private StepOutcome leaveToSettlement(
      RemoteUndo<Record, Object, Record> undo,
      StepDefinition definition,
      StepKey key,
      Record input,
      RuntimeException noAnswer) {
    return recorder.inTransaction(
        () -> {
          LedgerEntry entry = ledger.lock(key);
          StepOutcome recorded = replayOrRecordNothing(undo, definition, key, input, entry);
          if (recorded != null || !entry.state().isInDoubt()) {
            return recorded;
          }
          String problem = TechnicalFailure.describe(noAnswer);
          LOG.warn(
              "{}. Whether {} of order {} took effect is settled in the background.",
              problem,
              key.step(),
              key.orderId());
          openSettlement(key, input, problem);
          return recorder.saveUndo(key, StepState.UNDONE, undo.nothingToUndo(input));
        });
  }

  private void openSettlement(StepKey key, Record undoInput, String problem) {
    settlements.open(key, recorder.mapper.toJson(undoInput), problem);
  }

  private void confirmSettlement(StepKey key, Record output) {
    Receipt receipt = recorder.mapper.receipt(output);
    settlements.confirm(key, receipt == null ? null : recorder.mapper.toJson(receipt));
  }

  private static Object call(RemoteStep<Record, Object, Record> step, StepKey key, Record input)
      throws Refusal {
    return step.call(input, key.idempotencyKey());
  }

  private static Object repeat(RemoteStep<Record, Object, Record> step, StepKey key, Record input)
      throws Refusal {
    Optional<Object> answer = step.lookUp(input, key.idempotencyKey());
    return answer.isPresent() ? answer.get() : call(step, key, input);
  }

  /** Records an outcome, unless the step was settled, given up or taken back meanwhile. */
  private StepOutcome recordAnswer(StepDefinition definition, StepKey key, Answer answer) {
    return recorder.inTransaction(
        () -> {
          LedgerEntry entry = ledger.lock(key);
          return entry.state() == StepState.INTENDED
              ? answer.record()
              : recorder.replay(definition, entry);
        });
  }

  /**
   * The undo's outcome if it is on record, else null. Where the step refused, there is nothing to
   * take back: that is recorded here as the outcome.
   */
  private StepOutcome replayOrRecordNothing(
      RemoteUndo<Record, Object, Record> undo,
      StepDefinition definition,
      StepKey key,
      Record input,
      LedgerEntry entry) {
    StepOutcome recorded = recorder.replayUndo(definition, entry);
    if (recorded != null || entry.state() != StepState.REFUSED) {
      return recorded;
    }
    return recorder.saveUndo(key, StepState.REFUSED, undo.nothingToUndo(input));
  }

  private record UndoStart(StepOutcome outcome, boolean inDoubt) {}

  @FunctionalInterface
  private interface Answer {
    StepOutcome record();
  }
}
