package org.ordersaga.order;

import java.util.Arrays;
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
      String outcome,
      String failureReason,
      String failureMessage) {}

  record Output() {}

  @Override
  public Output execute(Input input) {
    OrderStatus outcome =
        Arrays.stream(OrderStatus.values())
            .filter(status -> status.closes() && status.name().equals(input.outcome()))
            .findAny()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Order %s cannot be closed as %s, only as REJECTED or CANCELLED"
                            .formatted(input.orderId(), input.outcome())));
    // Whoever loses a race against order.create violates the primary key and is repeated.
    CustomerOrder order =
        orders
            .findByOrderId(input.orderId())
            .orElseGet(() -> CustomerOrder.neverCreated(input.orderId(), input.customerId()));
    order.close(outcome, input.failureReason(), input.failureMessage());
    orders.save(order);
    return new Output();
  }
}
