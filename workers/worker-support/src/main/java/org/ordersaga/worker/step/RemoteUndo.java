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
   * Makes the call, outside of any transaction; a repeat must be harmless to the provider. When the
   * step is in doubt and this throws anything but a {@link Refusal}, the undo counts as done, and
   * the same call is repeated in the background until the provider has answered.
   *
   * @param idempotencyKey the key that the step itself used
   * @param inDoubt true when the step's outcome is not known: the provider must be told by key, and
   *     must refuse the call if it still arrives
   */
  R call(I input, String idempotencyKey, boolean inDoubt) throws Refusal;

  /** Records the answer in the worker's own tables; in the transaction of the outcome. */
  O record(I input, R reply);

  /**
   * Records that a step in doubt took effect and that the provider will not take it back; in the
   * transaction of the outcome. Needed by an undo that can refuse while the step is in doubt.
   *
   * @return the output of the step itself, which becomes its recorded outcome
   * @throws RuntimeException if the effect is not known well enough: nothing is recorded then, and
   *     the undo is repeated
   */
  default Record recordRefusal(I input, Refusal refusal) {
    throw new TechnicalFailure(
        "REFUSED_IN_DOUBT",
        "the undo refused with %s, but does not tell what stands; check the worker's code"
            .formatted(refusal.code()),
        null);
  }

  /**
   * Records in the worker's own tables that an operator has taken the effect back without this
   * code, or accepts what the provider keeps; in the transaction of the outcome. The provider is
   * not called, so the rows must not claim what it was never asked for.
   */
  O byHand(I input);

  /**
   * What to report when there is nothing to take back: the step never ran (a tombstone is left), or
   * it had refused; also when the provider gave no answer and what there is to take back is settled
   * later.
   */
  O nothingToUndo(I input);
}
