package org.ordersaga.process.intake;

/** An order id or an idempotency key is used again, with other content. */
public class DifferentOrder extends Exception {

  private static final long serialVersionUID = 1L;

  DifferentOrder(String orderId) {
    super(
        "The order id or the idempotency key belongs to order "
            + orderId
            + ", which was placed with other content.");
  }
}
