package org.ordersaga.inventory.reservation;

import jakarta.persistence.Embeddable;

/**
 * What is set aside of one product.
 *
 * @param unitPrice the catalogue's price of one piece when it was reserved, in minor units
 */
@Embeddable
record ReservationLine(String sku, int quantity, long unitPrice) {

  long amount() {
    return Math.multiplyExact(unitPrice, (long) quantity);
  }
}
