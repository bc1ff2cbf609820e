package org.ordersaga.order;

import java.util.Collection;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** All orders there ever were; none is deleted. */
interface CustomerOrders extends Repository<CustomerOrder, String> {

  CustomerOrder save(CustomerOrder order);

  Optional<CustomerOrder> findByOrderId(String orderId);

  boolean existsByCustomerIdAndStatusIn(String customerId, Collection<OrderStatus> statuses);

  /**
   * The order that a step works on.
   *
   * @throws IllegalStateException if it was never created
   */
  default CustomerOrder get(String orderId) {
    return findByOrderId(orderId)
        .orElseThrow(() -> new IllegalStateException("Order %s does not exist".formatted(orderId)));
  }
}
