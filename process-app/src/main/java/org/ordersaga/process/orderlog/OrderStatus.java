package org.ordersaga.process.orderlog;

import java.util.Set;

/** What an order has come to, as its customer sees it. */
public enum OrderStatus {
  /** On its way. */
  PENDING,
  /** Waits for a reviewer. */
  IN_REVIEW,
  /** Paid, booked, and waiting for delivery. */
  CONFIRMED,
  /** Refused; everything is undone. */
  REJECTED,
  /** Called off; everything is undone. */
  CANCELLED,
  /** With the customer. */
  DELIVERED;

  /** Whether nothing can come after it. */
  public boolean isFinal() {
    return next().isEmpty();
  }

  /** Whether an order in this status may go over to the other one. */
  public boolean mayBecome(OrderStatus other) {
    return next().contains(other);
  }

  private Set<OrderStatus> next() {
    return switch (this) {
      case PENDING -> Set.of(IN_REVIEW, CONFIRMED, REJECTED, CANCELLED);
      case IN_REVIEW -> Set.of(CONFIRMED, REJECTED, CANCELLED);
      case CONFIRMED -> Set.of(DELIVERED, CANCELLED);
      case REJECTED, CANCELLED, DELIVERED -> Set.of();
    };
  }
}
