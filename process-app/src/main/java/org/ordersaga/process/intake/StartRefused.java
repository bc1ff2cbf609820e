package org.ordersaga.process.intake;

import jakarta.ws.rs.core.Response.Status;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;

/**
 * Stops the start of a process. The exception is one of engine-rest's own, because only these are
 * answered with their status; all others become a 500.
 */
class StartRefused extends InvalidRequestException {

  private static final long serialVersionUID = 1L;

  private StartRefused(Status status, String message) {
    super(status, message);
  }

  static StartRefused invalid(InvalidOrder invalid) {
    return new StartRefused(Status.BAD_REQUEST, invalid.getMessage());
  }

  static StartRefused duplicate(String orderId) {
    return new StartRefused(Status.CONFLICT, "There is an order " + orderId + " already.");
  }

  static StartRefused instructions() {
    return new StartRefused(
        Status.FORBIDDEN,
        "An order begins at its beginning: start instructions are for operators.");
  }

  static StartRefused tooMany() {
    return new StartRefused(Status.SERVICE_UNAVAILABLE, TooManyOrders.MESSAGE);
  }

  boolean isTooMany() {
    return getStatus() == Status.SERVICE_UNAVAILABLE;
  }

  /** Refusals come in floods, and everything about them is in the message. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  boolean isDuplicate() {
    return getStatus() == Status.CONFLICT;
  }
}
