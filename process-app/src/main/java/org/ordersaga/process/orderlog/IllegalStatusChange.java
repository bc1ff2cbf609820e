package org.ordersaga.process.orderlog;

/** The process wants a status that the order cannot have now. Its transaction must not commit. */
public class IllegalStatusChange extends RuntimeException {

  private static final long serialVersionUID = 1L;

  IllegalStatusChange(String orderId, OrderStatus from, String to) {
    super("Order %s cannot go from %s to %s".formatted(orderId, from, to));
  }
}
