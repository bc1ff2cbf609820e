package org.ordersaga.benchmarks.steps;

import java.util.Map;

/** One step: from the variables of an order to the variables that it sets. */
@FunctionalInterface
public interface StepFunction {

  /**
   * Does the step, or does nothing when it was done before.
   *
   * @throws Refusal if the business says no
   */
  Map<String, Object> apply(Map<String, Object> variables) throws Refusal;
}
