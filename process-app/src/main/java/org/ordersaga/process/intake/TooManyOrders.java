package org.ordersaga.process.intake;

import java.time.Duration;

/** There is no room for another order at the moment; nothing has happened. */
public class TooManyOrders extends Exception {

  /** For whoever is refused, whichever way the order came. */
  static final String MESSAGE =
      "No more orders are taken at the moment; please repeat the request later.";

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  TooManyOrders(Duration retryAfter) {
    super(MESSAGE);
    this.retryAfter = retryAfter;
  }

  /** When to come again; whole seconds. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
