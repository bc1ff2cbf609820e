package org.ordersaga.worker.step;

import java.time.Duration;

/**
 * A call that was not made, because the outside is known to be down. It is no attempt: the task is
 * handed back with the retries that it had, and comes again after the wait.
 */
public class OutsideDown extends TechnicalFailure {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * An outside that is down.
   *
   * @param message one clause that tells an operator what is down; no personal data
   * @param retryAfter when a call may be worth trying
   */
  public OutsideDown(String message, Duration retryAfter) {
    super("PROVIDER_DOWN", message, null);
    this.retryAfter = retryAfter;
  }

  /** How long to wait before the call is worth trying again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
