package org.ordersaga.worker.execution;

/**
 * A row of the step ledger.
 *
 * @param state of the step
 * @param outcome the output record as JSON, or null
 * @param refusal the step's refusal, or null
 * @param undoOutcome the undo's output record as JSON, or null
 * @param undoRefusal the undo's refusal, or null
 */
record LedgerEntry(
    StepState state,
    String outcome,
    StepOutcome.Refused refusal,
    String undoOutcome,
    StepOutcome.Refused undoRefusal) {}
