package org.ordersaga.worker.step;

/**
 * A step whose whole effect is in the worker's own database.
 *
 * @param <I> record of the inputs; its components are named as the process variables
 * @param <O> record of the outputs; its components are named as the process variables
 */
public interface LocalStep<I extends Record, O extends Record> {

  /**
   * Carries the step out. Runs in a transaction that also holds the entry in the step ledger, so it
   * takes effect once, however often the task is delivered. A {@link Refusal} rolls back whatever
   * was written here and is recorded as the outcome; any other exception is a technical failure,
   * which is retried as the model says.
   */
  O execute(I input) throws Refusal;
}
