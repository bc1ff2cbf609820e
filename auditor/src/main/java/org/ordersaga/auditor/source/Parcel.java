package org.ordersaga.auditor.source;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * A shipment in the carrier's books, without its address.
 *
 * @param reference the order id
 * @param status as the carrier calls it, for example {@code booked}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Parcel(
    String id, String idempotencyKey, String reference, String status, Instant at) {

  /** Whether it goes to the customer, or is there. */
  public boolean goes() {
    return !"cancelled".equals(status) && !"voided".equals(status);
  }
}
