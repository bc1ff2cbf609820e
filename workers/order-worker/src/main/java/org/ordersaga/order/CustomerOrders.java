package org.ordersaga.order;

import java.util.Optional;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/**
 * All orders there ever were; none is deleted. No query is derived from a method's name: it would
 * be translated anew at each call.
 */
interface CustomerOrders extends Repository<CustomerOrder, String> {

  CustomerOrder save(CustomerOrder order);

  Optional<CustomerOrder> findById(String orderId);

  /** Whether an order of this customer went through. */
  @Query(
      nativeQuery = true,
      value =
          """
          select exists (select from customer_order
                         where customer_id = :customerId and status in ('CONFIRMED', 'DELIVERED'))
          """)
  boolean hasOrderThatWentThrough(String customerId);

  /**
   * The order that a step works on.
   *
   * @throws IllegalStateException if it was never created
   */
  default CustomerOrder get(String orderId) {
    return findById(orderId)
        .orElseThrow(() -> new IllegalStateException("Order %s does not exist".formatted(orderId)));
  }
}
