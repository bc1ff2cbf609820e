package org.ordersaga.worker.execution;

import java.util.function.Supplier;
import org.ordersaga.worker.catalogue.StepCatalogue;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.transaction.support.TransactionTemplate;

/** What local and remote steps share: transactions, and recorded outcomes read back. */
final class Recorder {

  final StepLedger ledger;
  final Settlements settlements;
  final RecordMapper mapper;
  private final StepCatalogue catalogue;
  private final TransactionTemplate transactions;

  Recorder(
      StepCatalogue catalogue,
      StepLedger ledger,
      Settlements settlements,
      RecordMapper mapper,
      TransactionTemplate transactions) {
    this.catalogue = catalogue;
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
      // A step that was given up keeps its refusal: if the report of it was lost, the process
      // waits.
      case UNDONE, MANUAL, TOMBSTONE ->
          entry.refusal() == null ? new StepOutcome.AlreadyUndone() : entry.refusal();
    };
  }

  /**
   * The refusal of an undo. Its step stands, and so do its outputs; the process lacks them if the
   * step had been in doubt.
   *
   * @param outcome of the step as JSON, or null
   */
  StepOutcome.Refused stands(StepDefinition undo, StepOutcome.Refused refusal, String outcome) {
    if (outcome == null) {
      return refusal;
    }
    StepDefinition step = catalogue.get(undo.description().undoOf());
    return new StepOutcome.Refused(
        refusal.code(),
        refusal.message(),
        mapper.toVariables(mapper.fromJson(outcome, step.outputType())));
  }

  /** The outcome of an undo that is on record, or null. */
  StepOutcome replayUndo(StepDefinition definition, LedgerEntry entry) {
    if (entry.undoOutcome() != null) {
      return completed(mapper.fromJson(entry.undoOutcome(), definition.outputType()));
    }
    return entry.undoRefusal() == null
        ? null
        : stands(definition, entry.undoRefusal(), entry.outcome());
  }

  StepOutcome saveUndo(StepKey key, StepState state, Record output) {
    ledger.saveUndo(key, state, mapper.toJson(output));
    return completed(output);
  }

  StepOutcome saveManual(StepKey key, Record output) {
    ledger.saveManual(key, mapper.toJson(output));
    return completed(output);
  }

  /** Records that an undo refused, unless another delivery of it was faster. */
  StepOutcome saveUndoRefusal(StepDefinition definition, StepKey key, StepOutcome.Refused refusal) {
    LedgerEntry entry = ledger.lock(key);
    StepOutcome recorded = replayUndo(definition, entry);
    if (recorded != null) {
      return recorded;
    }
    ledger.saveUndoRefusal(key, refusal);
    return stands(definition, refusal, entry.outcome());
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
