package org.ordersaga.shipping.booking;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The shipments table. */
interface Shipments extends Repository<Shipment, String> {

  Shipment save(Shipment shipment);

  Optional<Shipment> findById(String orderId);

  /** The shipment of an order for which one has been intended. */
  default Shipment of(String orderId) {
    return findById(orderId)
        .orElseThrow(
            () -> new IllegalStateException("No shipment is recorded for order " + orderId));
  }
}
