package org.ordersaga.worker.execution;

import java.util.Optional;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.RemoteStep;
import org.ordersaga.worker.step.RemoteUndo;

/**
 * Steps that call the outside world: the intent is committed, the call is made without a
 * transaction, and the outcome is recorded only if nobody was faster meanwhile. Two deliveries may
 * make the same call; the provider tells them by the key.
 */
final class RemoteExecution {

  private final Recorder recorder;
  private final StepLedger ledger;

  RemoteExecution(Recorder recorder) {
    this.recorder = recorder;
    this.ledger = recorder.ledger;
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
      return settle(
          definition,
          key,
          () -> {
            step.recordRefusal(input, refusal);
            ledger.saveRefusal(key, StepState.REFUSED, refused);
            return refused;
          });
    }
    return settle(
        definition,
        key,
        () -> {
          Record output = step.record(input, reply);
          ledger.saveOutcome(key, recorder.mapper.toJson(output));
          return recorder.completed(output);
        });
  }

  /** Refuses for want of an answer; the undo must void a call that was begun. */
  StepOutcome giveUp(StepDefinition definition, StepKey key, StepOutcome.Refused refusal) {
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
                  undoneOrRefused(undo, definition, key, input, entry),
                  entry.state() != StepState.DONE);
            });
    if (start.outcome() != null) {
      return start.outcome();
    }
    Object reply;
    try {
      reply = undo.call(input, key.idempotencyKey(), start.inDoubt());
    } catch (Refusal refusal) {
      StepOutcome.Refused refused = Recorder.declared(definition, refusal);
      return recorder.inTransaction(() -> recorder.saveUndoRefusal(definition, key, refused));
    }
    return recorder.inTransaction(
        () -> {
          StepOutcome recorded = undoneOrRefused(undo, definition, key, input, ledger.lock(key));
          return recorded != null
              ? recorded
              : recorder.saveUndo(key, StepState.UNDONE, undo.record(input, reply));
        });
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
  private StepOutcome settle(StepDefinition definition, StepKey key, Settlement settlement) {
    return recorder.inTransaction(
        () -> {
          LedgerEntry entry = ledger.lock(key);
          return entry.state() == StepState.INTENDED
              ? settlement.record()
              : recorder.replay(definition, entry);
        });
  }

  /** The undo's outcome if it is on record or if there is nothing to take back, else null. */
  private StepOutcome undoneOrRefused(
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
  private interface Settlement {
    StepOutcome record();
  }
}
