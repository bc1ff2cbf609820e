package org.ordersaga.payment.charge;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The payments table. */
interface Payments extends Repository<Payment, String> {

  Payment save(Payment payment);

  Optional<Payment> findById(String orderId);

  /** The payment of an order for which one has been intended. */
  default Payment of(String orderId) {
    return findById(orderId)
        .orElseThrow(
            () -> new IllegalStateException("No payment is recorded for order " + orderId));
  }
}
