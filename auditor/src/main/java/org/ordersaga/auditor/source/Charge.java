package org.ordersaga.auditor.source;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * A charge that took money, as the payment provider's ledger shows it; amounts in minor units.
 *
 * @param reference the order id
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Charge(
    String id,
    String idempotencyKey,
    String reference,
    long amount,
    String currency,
    long captured,
    long refunded,
    boolean voided,
    Instant at) {}
