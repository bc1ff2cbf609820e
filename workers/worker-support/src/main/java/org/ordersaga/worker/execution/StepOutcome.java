package org.ordersaga.worker.execution;

import java.util.Map;
import org.ordersaga.worker.step.Receipt;

/** What became of a step; the same for every repeat. A technical failure is an exception. */
public sealed interface StepOutcome {

  /**
   * The step took effect, or there was nothing to take back.
   *
   * @param variables what it sets, by name; a value may be null
   * @param receipt evidence for the order's timeline, or null
   */
  record Completed(Map<String, Object> variables, Receipt receipt) implements StepOutcome {}

  /**
   * The step refused, for good.
   *
   * @param code the BPMN error code
   * @param message a sentence that a customer can read
   * @param variables of a refused undo: what the step that stands sets, by name; else empty
   */
  record Refused(String code, String message, Map<String, Object> variables)
      implements StepOutcome {

    /** A refusal that sets nothing. */
    public Refused(String code, String message) {
      this(code, message, Map.of());
    }
  }

  /** The step came after it had been taken back, and did nothing. */
  record AlreadyUndone() implements StepOutcome {}
}
