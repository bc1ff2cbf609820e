package org.ordersaga.notification.mail;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.CreationTimestamp;

/** A message to a customer: INTENDED, then SENT when the mail server has accepted it. */
@Entity
class Notification {

  enum State {
    INTENDED,
    SENT
  }

  @Id private String messageId;
  private String orderId;

  @Enumerated(EnumType.STRING)
  private Event event;

  private String subject;

  @Enumerated(EnumType.STRING)
  private State state;

  /** Null in a new one, by which Spring Data knows to insert it. */
  @Version private Long version;

  @CreationTimestamp private Instant createdAt;
  private Instant sentAt;

  /** For JPA. */
  protected Notification() {}

  Notification(String messageId, String orderId, Event event) {
    this.messageId = messageId;
    this.orderId = orderId;
    this.event = event;
    this.subject = event.subject(orderId);
    this.state = State.INTENDED;
  }

  /** The mail server has accepted it. */
  void sent(Instant at) {
    if (state != State.INTENDED) {
      throw new IllegalStateException("The message %s is %s already".formatted(messageId, state));
    }
    state = State.SENT;
    sentAt = at;
  }

  State state() {
    return state;
  }

  String subject() {
    return subject;
  }

  Instant sentAt() {
    return sentAt;
  }
}
