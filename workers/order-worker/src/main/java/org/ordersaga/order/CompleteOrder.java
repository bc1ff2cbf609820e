package org.ordersaga.order;

import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.Step;

/** The order has been delivered. */
@Step(topic = "order.complete")
class CompleteOrder implements LocalStep<CompleteOrder.Input, CompleteOrder.Output> {

  private final CustomerOrders orders;

  CompleteOrder(CustomerOrders orders) {
    this.orders = orders;
  }

  record Input(String orderId) {}

  record Output() {}

  @Override
  public Output execute(Input input) {
    orders.get(input.orderId()).complete();
    return new Output();
  }
}
