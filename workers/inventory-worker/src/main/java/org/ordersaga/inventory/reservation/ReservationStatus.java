package org.ordersaga.inventory.reservation;

/** The states of a reservation; {@code RELEASED} is final. */
enum ReservationStatus {
  RESERVED,
  COMMITTED,
  RELEASED;

  boolean mayBecome(ReservationStatus next) {
    return switch (this) {
      case RESERVED -> next == COMMITTED || next == RELEASED;
      case COMMITTED -> next == RESERVED;
      case RELEASED -> false;
    };
  }
}
