package org.ordersaga.process.orderlog;

/** How far the customer's wish to cancel has come. */
public enum Cancellation {
  /** Nobody asked. */
  NONE,
  /** Asked for, not yet decided. */
  REQUESTED,
  /** It was too late, or the carrier would not give the parcel back. */
  REFUSED,
  /** The order is cancelled. */
  DONE
}
