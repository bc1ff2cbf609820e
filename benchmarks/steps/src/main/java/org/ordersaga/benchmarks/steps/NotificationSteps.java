package org.ordersaga.benchmarks.steps;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Map;
import java.util.Properties;

/** Mails to the customer: at least once, with the same Message-ID. */
final class NotificationSteps {

  private final Tables tables;
  private final Session session;

  NotificationSteps(Tables tables, int smtpPort) {
    this.tables = tables;
    Properties properties = new Properties();
    properties.put("mail.smtp.host", "127.0.0.1");
    properties.put("mail.smtp.port", String.valueOf(smtpPort));
    this.session = Session.getInstance(properties);
  }

  Map<String, StepFunction> byTopic() {
    return Map.of("notification.send", this::send);
  }

  private Map<String, Object> send(Map<String, Object> order) {
    String id = Json.text(order, "orderId");
    String event = Json.text(order, "notificationEvent");
    String messageId = "<" + id + "." + event + ">";
    String subject = "Your order " + id;
    try {
      MimeMessage mail = new Letter(session, messageId);
      mail.setFrom(new InternetAddress("shop@example.com"));
      mail.setRecipient(Message.RecipientType.TO, new InternetAddress(Json.text(order, "email")));
      mail.setSubject(subject);
      mail.setText("What is new about your order " + id + ": " + event);
      Transport.send(mail);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
    tables.change(
        """
        insert into notification (message_id, order_id, event, subject, state, version,
          created_at, sent_at)
        values (?, ?, ?, ?, 'SENT', 0, ?, ?)
        on conflict do nothing
        """,
        messageId,
        id,
        event,
        subject,
        OrderSteps.now(),
        OrderSteps.now());
    return Map.of();
  }

  /** A mail with a Message-ID of our own. */
  private static final class Letter extends MimeMessage {

    private final String messageId;

    Letter(Session session, String messageId) {
      super(session);
      this.messageId = messageId;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", messageId);
    }
  }
}
