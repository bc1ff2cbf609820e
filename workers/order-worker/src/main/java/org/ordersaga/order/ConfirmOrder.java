package org.ordersaga.order;

import jakarta.annotation.Nullable;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.Step;

/** The order is paid, booked and taken from the stock: it will be carried out. */
@Step(topic = "order.confirm")
class ConfirmOrder implements LocalStep<ConfirmOrder.Input, ConfirmOrder.Output> {

  private final CustomerOrders orders;

  ConfirmOrder(CustomerOrders orders) {
    this.orders = orders;
  }

  record Input(
      String orderId, Long totalAmount, String currency, @Nullable String trackingNumber) {}

  record Output() {}

  @Override
  public Output execute(Input input) {
    orders
        .get(input.orderId())
        .confirm(input.totalAmount(), input.currency(), input.trackingNumber());
    return new Output();
  }
}
