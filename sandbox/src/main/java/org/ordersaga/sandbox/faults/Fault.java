package org.ordersaga.sandbox.faults;

/** What goes wrong with one request. */
public enum Fault {
  /** Nothing. */
  NONE,
  /** It is refused at once, before any work: HTTP 503, SMTP 451, or the status wished for. */
  FAIL,
  /** It is held for long, never worked on and never answered. */
  HOLD,
  /** It is worked on, durably, and never answered: the connection breaks. */
  LOSE_REPLY
}
