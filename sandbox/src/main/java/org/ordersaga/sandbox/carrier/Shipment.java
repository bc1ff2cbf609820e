package org.ordersaga.sandbox.carrier;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.ordersaga.sandbox.web.Problems;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * What became of an idempotency key.
 *
 * <pre>
 * (nothing) --> BOOKED --> HANDED_OVER --> DELIVERED
 *     |           |---> CANCELLED --> VOIDED
 *     |           |-----------------> VOIDED
 *     |-----------------------------> VOIDED
 * </pre>
 *
 * A parcel that was handed over stays on its way. VOIDED is for ever: nothing is ever booked with
 * the key of a voided shipment, whether it had arrived before or arrives later.
 *
 * @param id null when the key was voided before the booking arrived, like the fields that follow
 * @param consignment the ordered address and lines in one canonical form
 */
record Shipment(
    String idempotencyKey,
    String id,
    String trackingNumber,
    Status status,
    String reference,
    String consignment,
    Instant at) {

  /** Where a shipment stands, and where it can go from there. */
  enum Status {
    BOOKED,
    HANDED_OVER,
    DELIVERED,
    CANCELLED,
    VOIDED
  }

  /** What the shop asks for; the reference is its order id. */
  record Order(String reference, Address address, List<Line> lines) {}

  /** Where the parcel goes. */
  record Address(String name, String street, String postalCode, String city, String country) {}

  /** What is in the parcel. */
  record Line(String sku, long quantity) {}

  /** The shipment as everybody may see it: without the address; {@code shipmentId} is the id. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record View(
      String id,
      String shipmentId,
      String trackingNumber,
      String idempotencyKey,
      String reference,
      String status,
      boolean voided,
      Instant at) {}

  /** The shipment as it is now. */
  View view() {
    return view(status);
  }

  /** The shipment as it was answered first: what a repeat of the booking is told. */
  View firstAnswer() {
    return view(Status.BOOKED);
  }

  private View view(Status status) {
    return new View(
        id,
        id,
        trackingNumber,
        idempotencyKey,
        reference,
        status.name().toLowerCase(Locale.ROOT),
        status == Status.VOIDED,
        at);
  }

  /**
   * Checks that this shipment may answer a booking that came with its key.
   *
   * @throws ErrorResponseException 409 when the key is voided, 422 when it was used for another one
   */
  void answers(String reference, String consignment) {
    if (status == Status.VOIDED) {
      throw Problems.refusal(
          HttpStatus.CONFLICT, "voided", "This idempotency key was voided; nothing is shipped.");
    }
    if (!this.reference.equals(reference) || !this.consignment.equals(consignment)) {
      throw Problems.keyReused();
    }
  }

  /**
   * Where the shipment stands after a move; where it stood if the move was made before.
   *
   * @throws ErrorResponseException 409 when the move is not possible (any more)
   */
  Status after(Move move) {
    return switch (move) {
      case CANCEL ->
          switch (status) {
            case BOOKED, CANCELLED -> Status.CANCELLED;
            case VOIDED -> Status.VOIDED;
            case HANDED_OVER, DELIVERED -> throw notCancellable();
          };
      case VOID ->
          switch (status) {
            case BOOKED, CANCELLED, VOIDED -> Status.VOIDED;
            case HANDED_OVER, DELIVERED -> throw notCancellable();
          };
      case HAND_OVER ->
          switch (status) {
            case BOOKED, HANDED_OVER -> Status.HANDED_OVER;
            case DELIVERED -> Status.DELIVERED;
            case CANCELLED, VOIDED -> throw cancelled();
          };
      case DELIVER ->
          switch (status) {
            // A parcel may be delivered without its hand-over having been scanned.
            case BOOKED, HANDED_OVER, DELIVERED -> Status.DELIVERED;
            case CANCELLED, VOIDED -> throw cancelled();
          };
    };
  }

  /** What can be done to a shipment; each may be repeated. */
  enum Move {
    CANCEL,
    VOID,
    HAND_OVER,
    DELIVER
  }

  private static ErrorResponseException notCancellable() {
    return Problems.refusal(
        HttpStatus.CONFLICT, "not_cancellable", "The parcel was handed over to the carrier.");
  }

  private static ErrorResponseException cancelled() {
    return Problems.refusal(HttpStatus.CONFLICT, "cancelled", "The shipment was cancelled.");
  }
}
