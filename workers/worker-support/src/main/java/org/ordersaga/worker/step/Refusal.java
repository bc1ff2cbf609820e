package org.ordersaga.worker.step;

import java.util.Objects;

/**
 * A business "no": final, never retried, drawn in the model as an error boundary event. It is
 * recorded as the step's outcome and replayed when the task is delivered again.
 */
public class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * A refusal.
   *
   * @param code one of the codes that the step declares; becomes {@code failureReason}
   * @param message a sentence that a customer can read; becomes {@code failureMessage}
   */
  public Refusal(String code, String message) {
    super(Objects.requireNonNull(message), null, false, false);
    this.code = Objects.requireNonNull(code);
  }

  /** The code, for example {@code OUT_OF_STOCK}. */
  public String code() {
    return code;
  }
}
