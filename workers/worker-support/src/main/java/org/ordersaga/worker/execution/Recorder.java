package org.ordersaga.worker.execution;

import java.util.function.Supplier;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.transaction.support.TransactionTemplate;

/** What local and remote steps share: transactions, and recorded outcomes read back. */
final class Recorder {

  final StepLedger ledger;
  final Settlements settlements;
  final RecordMapper mapper;
  private final TransactionTemplate transactions;

  Recorder(
      StepLedger ledger,
      Settlements settlements,
      RecordMapper mapper,
      TransactionTemplate transactions) {
    this.ledger = ledger;
    this.settlements = settlements;
    this.mapper = mapper;
    this.transactions = transactions;
  }

  <T> T inTransaction(Supplier<T> work) {
    return transactions.execute(status -> work.get());
  }

  StepOutcome completed(Record output) {
    return new StepOutcome.Completed(mapper.toVariables(output), mapper.receipt(output));
  }

  /** The outcome of a step that is on record, or null while it is in doubt. */
  StepOutcome replay(StepDefinition definition, LedgerEntry entry) {
    return switch (entry.state()) {
      case INTENDED -> null;
      case DONE -> completed(mapper.fromJson(entry.outcome(), definition.outputType()));
      case REFUSED, GIVEN_UP -> entry.refusal();
      case UNDONE, TOMBSTONE -> new StepOutcome.AlreadyUndone();
    };
  }

  /** The outcome of an undo that is on record, or null. */
  StepOutcome replayUndo(StepDefinition definition, LedgerEntry entry) {
    if (entry.undoOutcome() != null) {
      return completed(mapper.fromJson(entry.undoOutcome(), definition.outputType()));
    }
    return entry.undoRefusal();
  }

  StepOutcome saveUndo(StepKey key, StepState state, Record output) {
    ledger.saveUndo(key, state, mapper.toJson(output));
    return completed(output);
  }

  /** Records that an undo refused, unless another delivery of it was faster. */
  StepOutcome saveUndoRefusal(StepDefinition definition, StepKey key, StepOutcome.Refused refusal) {
    StepOutcome recorded = replayUndo(definition, ledger.lock(key));
    if (recorded != null) {
      return recorded;
    }
    ledger.saveUndoRefusal(key, refusal);
    return refusal;
  }

  /**
   * The refusal as an outcome.
   *
   * @throws TechnicalFailure if the step does not declare its code
   */
  static StepOutcome.Refused declared(StepDefinition definition, Refusal refusal) {
    if (!definition.description().refusals().contains(refusal.code())) {
      throw new TechnicalFailure(
          "REFUSAL_NOT_DECLARED",
          "it refused with %s, which %s does not declare; check the worker's code"
              .formatted(refusal.code(), definition.type().getSimpleName()),
          null);
    }
    return new StepOutcome.Refused(refusal.code(), refusal.getMessage());
  }
}
