package org.ordersaga.worker.step;

import java.util.Objects;

/**
 * Something outside of the step's control went wrong, and a repeat may help. It is retried as the
 * model says, and then shown to an operator.
 */
public class TechnicalFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * A failure.
   *
   * @param code stable, in capitals, for example {@code PROVIDER_TIMEOUT}; the runbook is ordered
   *     by it
   * @param message one sentence for an operator: what failed and what to check; no personal data
   * @param cause what was caught, or null; it is written into the log, so it must not hold personal
   *     data either
   */
  public TechnicalFailure(String code, String message, Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.code = Objects.requireNonNull(code);
  }

  /** The stable code. */
  public String code() {
    return code;
  }
}
