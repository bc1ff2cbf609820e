package org.ordersaga.order;

/** The states of an order; {@code DELIVERED}, {@code REJECTED} and {@code CANCELLED} are final. */
enum OrderStatus {
  PENDING,
  CONFIRMED,
  DELIVERED,
  REJECTED,
  CANCELLED;

  boolean mayBecome(OrderStatus next) {
    return switch (this) {
      case PENDING -> next == CONFIRMED || next == REJECTED || next == CANCELLED;
      case CONFIRMED -> next == DELIVERED || next == CANCELLED;
      case DELIVERED, REJECTED, CANCELLED -> false;
    };
  }

  /** Whether an order that ends so was not carried out. */
  boolean closes() {
    return this == REJECTED || this == CANCELLED;
  }
}
