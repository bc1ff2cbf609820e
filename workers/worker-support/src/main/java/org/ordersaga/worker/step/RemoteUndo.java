package org.ordersaga.worker.step;

/**
 * Takes back a {@link RemoteStep}: intent, call, outcome, like the step itself.
 *
 * @param <I> record of the inputs
 * @param <R> what the provider answered
 * @param <O> record of the outputs
 */
public interface RemoteUndo<I extends Record, R, O extends Record> {

  /**
   * Makes the call, outside of any transaction; a repeat must be harmless to the provider.
   *
   * @param idempotencyKey the key that the step itself used
   * @param inDoubt true when the step's outcome is not known: the provider must be told by key, and
   *     must refuse the call if it still arrives
   */
  R call(I input, String idempotencyKey, boolean inDoubt) throws Refusal;

  /** Records the answer in the worker's own tables; in the transaction of the outcome. */
  O record(I input, R reply);

  /**
   * What to report when there is nothing to take back: the step never ran (a tombstone is left), or
   * it had refused.
   */
  O nothingToUndo(I input);
}
