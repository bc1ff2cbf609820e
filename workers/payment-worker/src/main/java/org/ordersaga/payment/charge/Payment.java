package org.ordersaga.payment.charge;

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
 * What an order's payment has come to.
 *
 * <pre>
 * INTENDED --> CAPTURED --> REFUNDED
 *     |------> DECLINED
 *     |------> VOIDED
 *     |------> MANUAL (from CAPTURED too)
 * </pre>
 *
 * An INTENDED payment is one whose outcome at the provider is not known here; it may stay so after
 * its order was closed, until the settlement is confirmed. Voiding it ends in VOIDED when nothing
 * had been captured, and in REFUNDED when something had. A MANUAL payment was paid back by hand, as
 * an operator declared: what the provider keeps of it is no longer the customer's.
 */
@Entity
class Payment {

  enum State {
    INTENDED,
    CAPTURED,
    DECLINED,
    VOIDED,
    REFUNDED,
    MANUAL
  }

  @Id private String orderId;
  private String idempotencyKey;

  @Enumerated(EnumType.STRING)
  private State state;

  private long amount;
  private String currency;
  private String chargeId;
  private long captured;
  private String refundId;
  private long refunded;
  private String declineReason;

  /** Null in a new one, by which Spring Data knows to insert it. */
  @Version private Long version;

  @CreationTimestamp private Instant createdAt;
  @UpdateTimestamp private Instant updatedAt;

  /** For JPA. */
  protected Payment() {}

  Payment(String orderId, String idempotencyKey, long amount, String currency) {
    this.orderId = orderId;
    this.idempotencyKey = idempotencyKey;
    this.amount = amount;
    this.currency = currency;
    this.state = State.INTENDED;
  }

  /** The provider has taken the whole amount. */
  void capture(String chargeId) {
    move(State.CAPTURED, State.INTENDED);
    this.chargeId = chargeId;
    this.captured = amount;
  }

  /** The provider has said no. */
  void decline(String reason) {
    move(State.DECLINED, State.INTENDED);
    this.declineReason = reason;
  }

  /** The whole captured amount has been paid back. */
  void refund(String refundId) {
    move(State.REFUNDED, State.CAPTURED);
    this.refundId = refundId;
    this.refunded = captured;
  }

  /**
   * The provider has been told by key that the charge must not be.
   *
   * @param chargeId the charge that had been made all the same, and is now returned; or null
   */
  void voidCharge(String chargeId) {
    if (chargeId == null) {
      move(State.VOIDED, State.INTENDED);
      return;
    }
    move(State.REFUNDED, State.INTENDED, State.CAPTURED);
    this.chargeId = chargeId;
    this.captured = amount;
    this.refunded = amount;
  }

  /** An operator says that the customer has the money back, or accepts that there is none. */
  void returnByHand() {
    move(State.MANUAL, State.INTENDED, State.CAPTURED);
  }

  private void move(State to, State... from) {
    if (!Arrays.asList(from).contains(state)) {
      throw new IllegalStateException(
          "The payment of order %s is %s and cannot become %s".formatted(orderId, state, to));
    }
    state = to;
  }

  boolean isOver(Long amount, String currency) {
    return amount != null && amount == this.amount && this.currency.equals(currency);
  }

  State state() {
    return state;
  }

  String currency() {
    return currency;
  }

  String chargeId() {
    return chargeId;
  }

  long captured() {
    return captured;
  }

  long refunded() {
    return refunded;
  }

  String refundId() {
    return refundId;
  }

  String declineReason() {
    return declineReason;
  }
}
