package org.ordersaga.process.message;

/** How far a message has come. */
enum MessageState {
  /** Stored, and not yet handed to the process; a cancellation that stopped a step: not decided. */
  PENDING,
  /** Handed to the process, or it has stopped the order. */
  APPLIED,
  /** The order ended, or went on, before it could be handed over. */
  MOOT,
  /** It came too late. */
  REFUSED
}
