package org.ordersaga.inventory.reservation;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.repository.Repository;

/** The reservations of all orders, the released ones too. */
interface Reservations extends Repository<Reservation, String> {

  Reservation save(Reservation reservation);

  /** Locks the reservation before any product is locked, so that nobody waits in a circle. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<Reservation> findById(String orderId);
}
