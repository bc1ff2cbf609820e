package org.ordersaga.shipping.booking;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Arrays;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.UpdateTimestamp;

/**
 * What an order's shipment has come to.
 *
 * <pre>
 * INTENDED --> BOOKED --> CANCELLED
 *     |------> REJECTED
 *     |------> VOIDED
 *     |------> MANUAL (from BOOKED too)
 * </pre>
 *
 * An INTENDED shipment is one whose outcome at the carrier is not known here; it may stay so after
 * its order was closed, until the settlement is confirmed. Voiding it ends in VOIDED when nothing
 * had been booked, in CANCELLED when something had, and in BOOKED when the parcel is on its way. A
 * MANUAL shipment was called off by hand, as an operator declared, or is left to the carrier.
 */
@Entity
class Shipment {

  enum State {
    INTENDED,
    BOOKED,
    REJECTED,
    VOIDED,
    CANCELLED,
    MANUAL
  }

  @Id private String orderId;
  private String idempotencyKey;

  @Enumerated(EnumType.STRING)
  private State state;

  private String shipmentId;
  private String trackingNumber;
  private String rejectionReason;

  /** Null in a new one, by which Spring Data knows to insert it. */
  @Version private Long version;

  @CreationTimestamp private Instant createdAt;
  @UpdateTimestamp private Instant updatedAt;

  /** For JPA. */
  protected Shipment() {}

  Shipment(String orderId, String idempotencyKey) {
    this.orderId = orderId;
    this.idempotencyKey = idempotencyKey;
    this.state = State.INTENDED;
  }

  /** The carrier will come. */
  void book(String shipmentId, String trackingNumber) {
    move(State.BOOKED, State.INTENDED);
    this.shipmentId = shipmentId;
    this.trackingNumber = trackingNumber;
  }

  /** The carrier has said no. */
  void reject(String reason) {
    move(State.REJECTED, State.INTENDED);
    this.rejectionReason = reason;
  }

  /** The carrier will not come. */
  void cancel() {
    move(State.CANCELLED, State.BOOKED);
  }

  /**
   * The carrier has been told by key that the shipment must not be.
   *
   * @param shipmentId the shipment that had been booked all the same, and is now cancelled; or null
   */
  void voidBooking(String shipmentId) {
    if (shipmentId == null) {
      move(State.VOIDED, State.INTENDED);
      return;
    }
    move(State.CANCELLED, State.INTENDED, State.BOOKED);
    this.shipmentId = shipmentId;
  }

  /** An operator says that it is agreed with the carrier what becomes of the parcel. */
  void callOffByHand() {
    move(State.MANUAL, State.INTENDED, State.BOOKED);
  }

  private void move(State to, State... from) {
    if (!Arrays.asList(from).contains(state)) {
      throw new IllegalStateException(
          "The shipment of order %s is %s and cannot become %s".formatted(orderId, state, to));
    }
    state = to;
  }

  State state() {
    return state;
  }

  String shipmentId() {
    return shipmentId;
  }

  String trackingNumber() {
    return trackingNumber;
  }

  String rejectionReason() {
    return rejectionReason;
  }
}
