package org.ordersaga.notification.mail;

import jakarta.annotation.Nullable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ordersaga.notification.mail.OrderFacts.Line;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.RemoteStep;
import org.ordersaga.worker.step.Step;
import org.ordersaga.worker.step.TechnicalFailure;

/**
 * Tells a customer by mail what has become of the order; once for each event, reminders once for
 * each count.
 *
 * <p>SMTP cannot be asked what became of a message. So a crash after the server has accepted one,
 * and before that is recorded, sends it again: with the same Message-ID, by which mail programs and
 * the audit know it for a repeat. A repetition that an operator asks for is such a repeat too: the
 * message is one and the same, and only the ledger has a row for each time.
 */
@Step(
    topic = "notification.send",
    occurrence = {"notificationEvent", "reminderCount", "repetition"})
class SendNotification
    implements RemoteStep<SendNotification.Input, SendNotification.Sent, SendNotification.Output> {

  record Input(
      String orderId,
      String email,
      Event notificationEvent,
      @Nullable Integer reminderCount,
      @Nullable String repetition,
      List<Line> lines,
      @Nullable Long totalAmount,
      String currency,
      @Nullable String failureMessage,
      @Nullable String trackingNumber,
      Addressee shippingAddress) {

    /** Only reminders are counted: the count must not make two of one other message. */
    Input {
      reminderCount = notificationEvent == Event.REMINDER ? reminderCount : null;
    }

    String messageId() {
      if (notificationEvent == null
          || (notificationEvent == Event.REMINDER && reminderCount == null)) {
        throw new TechnicalFailure(
            "INPUT_MISSING",
            "the model must set notificationEvent, and reminderCount with REMINDER",
            null);
      }
      String count = reminderCount == null ? "" : "-" + reminderCount;
      return "<%s.%s%s>".formatted(orderId, notificationEvent, count);
    }

    /** Without the customer's address. */
    @Override
    public String toString() {
      return "Input[orderId=%s, event=%s]".formatted(orderId, notificationEvent);
    }
  }

  /** As much of the shipping address as a letter needs. */
  record Addressee(String name) {}

  record Sent(Instant at) {}

  record Output(Receipt receipt) {}

  private final Notifications notifications;
  private final Letters letters;
  private final Mailer mailer;

  SendNotification(Notifications notifications, Letters letters, Mailer mailer) {
    this.notifications = notifications;
    this.letters = letters;
    this.mailer = mailer;
  }

  @Override
  public void intend(Input input, String idempotencyKey) {
    if (input.repetition() != null) {
      requireMessage(input);
      return;
    }
    notifications.save(
        new Notification(input.messageId(), input.orderId(), input.notificationEvent()));
  }

  @Override
  public Sent call(Input input, String idempotencyKey) {
    Letter letter = letters.write(input.notificationEvent(), facts(input));
    mailer.send(input.messageId(), input.email(), letter);
    return new Sent(Instant.now());
  }

  /** Nobody to ask; what was recorded, the ledger has answered already. */
  @Override
  public Optional<Sent> lookUp(Input input, String idempotencyKey) {
    return Optional.empty();
  }

  @Override
  public Output record(Input input, Sent sent) {
    if (input.repetition() == null) {
      notifications.findById(input.messageId()).orElseThrow().sent(sent.at());
    }
    return new Output(Receipt.of(input.messageId()));
  }

  private void requireMessage(Input input) {
    if (notifications.findById(input.messageId()).isEmpty()) {
      throw new TechnicalFailure(
          "NOTHING_TO_REPEAT",
          "the message %s was never sent; look at the order's first notification"
              .formatted(input.messageId()),
          null);
    }
  }

  private static OrderFacts facts(Input input) {
    return new OrderFacts(
        input.orderId(),
        input.shippingAddress() == null ? null : input.shippingAddress().name(),
        input.lines(),
        OrderFacts.money(input.totalAmount(), input.currency()),
        input.failureMessage(),
        input.trackingNumber());
  }
}
