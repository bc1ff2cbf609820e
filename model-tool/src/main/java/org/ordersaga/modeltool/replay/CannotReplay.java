package org.ordersaga.modeltool.replay;

/** One order cannot be replayed. The message says why. */
final class CannotReplay extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CannotReplay(String reason) {
    super(reason);
  }

  CannotReplay(String reason, Throwable cause) {
    super(reason, cause);
  }
}
