package org.ordersaga.sandbox.payments;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Locale;
import org.ordersaga.sandbox.web.Problems;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * What became of an idempotency key.
 *
 * <pre>
 * (nothing) --> CAPTURED --> VOIDED
 *     |-------> DECLINED --> VOIDED
 *     |--------------------> VOIDED
 * </pre>
 *
 * Money is taken on the way to CAPTURED, given back by refunds while CAPTURED, and given back as a
 * whole on the way to VOIDED. VOIDED is for ever: no charge is ever made with the key of a voided
 * one, whether it had arrived before or arrives later.
 *
 * @param id null unless money was taken
 * @param order null when the key was voided before the charge arrived
 * @param declineCode null unless the card was declined
 * @param captured minor units that were taken: 0 or the whole amount
 * @param refunded minor units that were given back, at most what was captured
 */
record Charge(
    String idempotencyKey,
    String id,
    Status status,
    Order order,
    String declineCode,
    long captured,
    long refunded,
    Instant at) {

  enum Status {
    CAPTURED,
    DECLINED,
    VOIDED
  }

  /** What the shop asks for; amount in minor units, the reference is the shop's order id. */
  record Order(long amount, String currency, String token, String reference) {}

  /** The charge as everybody may see it; amounts in minor units. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record View(
      String id,
      String idempotencyKey,
      String reference,
      Long amount,
      String currency,
      String status,
      String code,
      long captured,
      long refunded,
      boolean voided,
      Instant at) {}

  /** The charge as it is now. */
  View view() {
    return view(status, refunded);
  }

  /** The charge as it was answered first, before any refund: what a repeat of it is told. */
  View firstAnswer() {
    return view(Status.CAPTURED, 0);
  }

  private View view(Status status, long refunded) {
    return new View(
        id,
        idempotencyKey,
        order == null ? null : order.reference(),
        order == null ? null : Long.valueOf(order.amount()),
        order == null ? null : order.currency(),
        status.name().toLowerCase(Locale.ROOT),
        declineCode,
        captured,
        refunded,
        status == Status.VOIDED,
        at);
  }

  /**
   * Checks that this charge may answer an order that came with its key.
   *
   * @throws ErrorResponseException 409 when the key is voided, 422 when it was used for another
   *     order
   */
  void answers(Order repeated) {
    if (status == Status.VOIDED) {
      throw Problems.refusal(
          HttpStatus.CONFLICT, "voided", "This idempotency key was voided; nothing is charged.");
    }
    if (!order.equals(repeated)) {
      throw Problems.keyReused();
    }
  }

  /**
   * How much a refund gives back.
   *
   * @param requested null for all that is left
   * @throws ErrorResponseException 409 when nothing is left, 422 when less is left than requested
   */
  long refundable(Long requested) {
    long left = captured - refunded;
    if (left == 0) {
      throw Problems.refusal(
          HttpStatus.CONFLICT, "already_refunded", "The whole amount was given back before.");
    }
    if (requested != null && requested > left) {
      throw Problems.refusal(
          HttpStatus.UNPROCESSABLE_ENTITY,
          "refund_exceeds_captured",
          "Only %d of the captured amount is left to refund.".formatted(left));
    }
    return requested == null ? left : requested;
  }
}
