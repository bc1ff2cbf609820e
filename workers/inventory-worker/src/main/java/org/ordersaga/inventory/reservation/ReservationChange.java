package org.ordersaga.inventory.reservation;

import java.util.SortedMap;
import org.ordersaga.inventory.stock.MovementKind;
import org.ordersaga.inventory.stock.Stock;
import org.springframework.stereotype.Component;

/** Moves everything that is set aside for an order on to the reservation's next state. */
@Component
class ReservationChange {

  private final Reservations reservations;
  private final Stock stock;

  ReservationChange(Reservations reservations, Stock stock) {
    this.reservations = reservations;
    this.stock = stock;
  }

  /**
   * Changes the reservation and moves its pieces.
   *
   * @throws IllegalStateException if there is no reservation, or it cannot become {@code next}
   */
  Reservation apply(String orderId, ReservationStatus next, MovementKind kind) {
    Reservation reservation =
        reservations
            .findById(orderId)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Order %s has no reservation that could become %s"
                            .formatted(orderId, next)));
    reservation.become(next);
    SortedMap<String, Integer> quantities = reservation.quantities();
    stock.move(orderId, kind, quantities, stock.lock(quantities.keySet()));
    return reservation;
  }
}
