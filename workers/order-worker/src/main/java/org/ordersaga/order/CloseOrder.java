package org.ordersaga.order;

import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.Step;

/**
 * Ends an order that is not carried out, with the reason. An order that was never created is
 * written down as closed; should its creation still be on its way, it will find that.
 */
@Step(topic = "order.close")
class CloseOrder implements LocalStep<CloseOrder.Input, CloseOrder.Output> {

  private final CustomerOrders orders;

  CloseOrder(CustomerOrders orders) {
    this.orders = orders;
  }

  record Input(
      String orderId,
      String customerId,
      OrderStatus outcome,
      String failureReason,
      String failureMessage) {}

  record Output() {}

  @Override
  public Output execute(Input input) {
    // Whoever loses a race against order.create violates the primary key and is repeated.
    CustomerOrder order =
        orders
            .findById(input.orderId())
            .orElseGet(() -> CustomerOrder.neverCreated(input.orderId(), input.customerId()));
    order.close(input.outcome(), input.failureReason(), input.failureMessage());
    orders.save(order);
    return new Output();
  }
}
