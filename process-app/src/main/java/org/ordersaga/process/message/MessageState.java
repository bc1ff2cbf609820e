package org.ordersaga.process.message;

/** How far a message has come. */
enum MessageState {
  /** Stored, not yet handed to the process. */
  PENDING,
  /** Handed to the process. */
  APPLIED,
  /** The order ended before it could be handed over. */
  MOOT,
  /** It came after the order's end. */
  REFUSED
}
