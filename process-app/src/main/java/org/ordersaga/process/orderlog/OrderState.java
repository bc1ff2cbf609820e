package org.ordersaga.process.orderlog;

/**
 * The part of an order's view that decisions are made on.
 *
 * @param abandoned whether its process is gone without a final status
 */
public record OrderState(
    String orderId,
    String processInstanceId,
    OrderStatus status,
    Cancellation cancellation,
    boolean abandoned) {

  /** Whether nothing can come of it any more. */
  public boolean isOver() {
    return abandoned || status.isFinal();
  }
}
