package org.ordersaga.auditor.source;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * A shipment in the carrier's books, without its address.
 *
 * @param status as the carrier calls it, for example {@code booked}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Parcel(String id, String status, Instant at) {}
