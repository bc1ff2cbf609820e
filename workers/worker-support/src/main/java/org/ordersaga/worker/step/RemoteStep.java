package org.ordersaga.worker.step;

import java.util.Optional;

/**
 * A step that calls the outside world. The intent is recorded and committed, the call is made
 * without a transaction, and the outcome is recorded in a second transaction. After a crash in
 * between, the provider is asked by key before anything is called again.
 *
 * @param <I> record of the inputs
 * @param <R> what the provider answered
 * @param <O> record of the outputs
 */
public interface RemoteStep<I extends Record, R, O extends Record> {

  /**
   * Whether a call is worth trying. While it is not, tasks of this step are left at the engine:
   * they use up no retry, and wait until the outside is back.
   */
  default boolean isAvailable() {
    return true;
  }

  /** Records what is about to be asked for; in the transaction of the intent. */
  default void intend(I input, String idempotencyKey) {}

  /**
   * Makes the call, outside of any transaction. A provider's "no" is a {@link Refusal}; its errors
   * and time-outs are any other exception, and leave the outcome in doubt.
   *
   * @param idempotencyKey the same for every repeat of this step
   */
  R call(I input, String idempotencyKey) throws Refusal;

  /**
   * Asks the provider what became of an earlier call with this key. Called before a call is
   * repeated, outside of any transaction.
   *
   * @return the answer to that call, or empty if it never arrived
   */
  Optional<R> lookUp(I input, String idempotencyKey) throws Refusal;

  /** Records the answer in the worker's own tables; in the transaction of the outcome. */
  O record(I input, R reply);

  /** Records a provider's "no" in the worker's own tables; in the transaction of the outcome. */
  default void recordRefusal(I input, Refusal refusal) {}
}
