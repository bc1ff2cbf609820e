package org.ordersaga.order;

import java.util.Optional;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.Step;

/**
 * Writes the order down. Tells whether its customer is new, that is, has no order that went
 * through, and to which country it goes.
 */
@Step(topic = "order.create", refusals = CreateOrder.ORDER_INVALID)
class CreateOrder implements LocalStep<CreateOrder.Input, CreateOrder.Output> {

  static final String ORDER_INVALID = "ORDER_INVALID";

  private final OrderRequestReader reader;
  private final CustomerOrders orders;

  CreateOrder(OrderRequestReader reader, CustomerOrders orders) {
    this.reader = reader;
    this.orders = orders;
  }

  record Input(
      String orderId,
      String customerId,
      String email,
      String currency,
      String lines,
      String shippingAddress,
      String paymentMethod) {}

  record Output(Boolean newCustomer, String country) {}

  @Override
  public Output execute(Input input) throws Refusal {
    OrderRequest request = reader.read(input);
    boolean newCustomer = !orders.hasOrderThatWentThrough(request.customerId());
    Optional<CustomerOrder> existing = orders.findById(request.orderId());
    if (existing.isEmpty()) {
      orders.save(CustomerOrder.create(request));
    } else if (!existing.get().status().closes()) {
      throw new IllegalStateException(
          "Order %s exists already and is %s"
              .formatted(request.orderId(), existing.get().status()));
    }
    // An order that was closed while this step was on its way stays closed.
    return new Output(newCustomer, request.shippingAddress().country());
  }
}
