package org.ordersaga.worker.step;

import java.time.Duration;

/**
 * A call that was not made, because the outside is known to be down, or that was made to find out
 * whether it is up again, and failed. It is no attempt: the task is handed back with the retries
 * that it had, and comes again after the wait.
 */
public class OutsideDown extends TechnicalFailure {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * An outside that is down.
   *
   * @param message one clause that tells an operator what is down; no personal data
   * @param retryAfter when a call may be worth trying
   * @param cause how the call failed, or null if none was made
   */
  public OutsideDown(String message, Duration retryAfter, TechnicalFailure cause) {
    super("PROVIDER_DOWN", message, cause);
    this.retryAfter = retryAfter;
  }

  /** How long to wait before the call is worth trying again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
