package org.ordersaga.sandbox.payments;

import java.time.Instant;

/**
 * Money given back.
 *
 * @param requested minor units that were asked for, or null for all that was left
 * @param amount minor units that were given back
 */
record Refund(
    String id, String idempotencyKey, String chargeId, Long requested, long amount, Instant at) {

  /** The refund as everybody may see it. */
  record View(
      String id,
      String idempotencyKey,
      String chargeId,
      long amount,
      String currency,
      String status,
      Instant at) {}

  View view(String currency) {
    return new View(id, idempotencyKey, chargeId, amount, currency, "refunded", at);
  }
}
