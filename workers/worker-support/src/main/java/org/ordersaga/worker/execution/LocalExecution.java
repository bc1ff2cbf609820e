package org.ordersaga.worker.execution;

import java.io.Serial;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.LocalUndo;
import org.ordersaga.worker.step.Refusal;

/** Steps whose effect is in the worker's own database: one transaction holds it and the ledger. */
final class LocalExecution {

  private final Recorder recorder;
  private final StepLedger ledger;

  LocalExecution(Recorder recorder) {
    this.recorder = recorder;
    this.ledger = recorder.ledger;
  }

  StepOutcome execute(
      LocalStep<Record, Record> step, StepDefinition definition, StepKey key, Record input) {
    try {
      return recorder.inTransaction(
          () -> {
            if (!ledger.insert(key, StepState.DONE)) {
              return recorder.replay(definition, ledger.find(key));
            }
            try {
              Record output = step.execute(input);
              ledger.saveOutcome(key, recorder.mapper.toJson(output));
              return recorder.completed(output);
            } catch (Refusal refusal) {
              throw new RollBack(Recorder.declared(definition, refusal));
            }
          });
    } catch (RollBack rollBack) {
      return refuse(definition, key, rollBack.refusal);
    }
  }

  /** Records a refusal, unless another delivery was faster: then its outcome is the step's. */
  StepOutcome refuse(StepDefinition definition, StepKey key, StepOutcome.Refused refusal) {
    return recorder.inTransaction(
        () -> {
          if (!ledger.insert(key, StepState.REFUSED)) {
            return recorder.replay(definition, ledger.find(key));
          }
          ledger.saveRefusal(key, StepState.REFUSED, refusal);
          return refusal;
        });
  }

  StepOutcome undo(
      LocalUndo<Record, Record> undo, StepDefinition definition, StepKey key, Record input) {
    return undo(undo, definition, key, input, StepState.UNDONE);
  }

  /** The worker's own rows are changed as by any undo: they are all that there is to take back. */
  StepOutcome undoByHand(
      LocalUndo<Record, Record> undo, StepDefinition definition, StepKey key, Record input) {
    return undo(undo, definition, key, input, StepState.MANUAL);
  }

  private StepOutcome undo(
      LocalUndo<Record, Record> undo,
      StepDefinition definition,
      StepKey key,
      Record input,
      StepState undone) {
    try {
      return recorder.inTransaction(
          () -> {
            if (ledger.insert(key, StepState.TOMBSTONE)) {
              return recorder.saveUndo(key, StepState.TOMBSTONE, undo.nothingToUndo(input));
            }
            LedgerEntry entry = ledger.lock(key);
            StepOutcome recorded = recorder.replayUndo(definition, entry);
            if (recorded != null) {
              return recorded;
            }
            if (entry.state() != StepState.DONE) {
              return recorder.saveUndo(key, entry.state(), undo.nothingToUndo(input));
            }
            try {
              return recorder.saveUndo(key, undone, undo.undo(input));
            } catch (Refusal refusal) {
              throw new RollBack(Recorder.declared(definition, refusal));
            }
          });
    } catch (RollBack rollBack) {
      return recorder.inTransaction(
          () -> recorder.saveUndoRefusal(definition, key, rollBack.refusal));
    }
  }

  /** Carries a refusal out of the transaction that it rolls back. */
  private static final class RollBack extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final transient StepOutcome.Refused refusal;

    RollBack(StepOutcome.Refused refusal) {
      super(null, null, false, false);
      this.refusal = refusal;
    }
  }
}
