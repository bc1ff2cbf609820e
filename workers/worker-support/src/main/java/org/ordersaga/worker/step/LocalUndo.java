package org.ordersaga.worker.step;

/**
 * Takes back a {@link LocalStep}.
 *
 * @param <I> record of the inputs
 * @param <O> record of the outputs
 */
public interface LocalUndo<I extends Record, O extends Record> {

  /**
   * Takes the effect back, in the transaction that marks the step as undone in the ledger. Called
   * only when the step took effect and was not yet undone; also when an operator declares it undone
   * by hand, since the rows are all that there is.
   */
  O undo(I input) throws Refusal;

  /**
   * What to report when there is nothing to take back: the step never ran (a tombstone is left), or
   * it had refused.
   */
  O nothingToUndo(I input);
}
