package org.ordersaga.notification.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.util.Date;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/**
 * Hands letters to the mail server at {@code SPRING_MAIL_HOST}.
 *
 * <p>Whatever the server does not accept is a {@link TechnicalFailure}, an unusable address too: a
 * notification never refuses, so that an operator gets to see it and can correct the address. What
 * the server said is not passed on, because it quotes the address.
 */
@Component
class Mailer {

  private static final String CORRECT_IT = "; correct the variable email and raise the retries";

  private final JavaMailSender smtp;
  private final InternetAddress from;

  /** The server's settings come before the sender, which does not exist without them. */
  Mailer(MailSettings.Server server, ObjectProvider<JavaMailSender> smtp, MailSettings settings)
      throws AddressException {
    this.smtp = smtp.getObject();
    this.from = new InternetAddress(settings.from(), true);
  }

  /**
   * Returns when the server has accepted the letter.
   *
   * @param messageId with its angle brackets; arrives as it is
   */
  void send(String messageId, String to, Letter letter) {
    try {
      smtp.send(compose(messageId, to, letter));
    } catch (AddressException e) {
      throw failure("MAIL_ADDRESS_INVALID", "the customer's e-mail address is none" + CORRECT_IT);
    } catch (MessagingException e) {
      throw failure("MAIL_NOT_COMPOSED", "the message could not be composed; see the templates");
    } catch (MailAuthenticationException e) {
      throw failure(
          "MAIL_LOGIN_REFUSED",
          "the mail server refused the login; check SPRING_MAIL_USERNAME and SPRING_MAIL_PASSWORD");
    } catch (MailException e) {
      throw explain(e);
    }
  }

  private MimeMessage compose(String messageId, String to, Letter letter)
      throws MessagingException {
    MimeMessage message = smtp.createMimeMessage();
    MimeMultipart alternatives = new MimeMultipart("alternative");
    alternatives.addBodyPart(part(letter.text(), "plain"));
    alternatives.addBodyPart(part(letter.html(), "html"));
    message.setContent(alternatives);
    message.setFrom(from);
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(to == null ? "" : to, true));
    message.setSubject(letter.subject(), "UTF-8");
    message.setSentDate(new Date());
    // Nobody's vacation notice should answer it (RFC 3834).
    message.setHeader("Auto-Submitted", "auto-generated");
    // JavaMail would set one of its own when it sends; Spring's sender keeps the one it finds.
    message.setHeader("Message-ID", messageId);
    return message;
  }

  private static MimeBodyPart part(String content, String subtype) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(content, "UTF-8", subtype);
    return part;
  }

  private static TechnicalFailure explain(MailException thrown) {
    if (has(thrown, SMTPAddressFailedException.class)) {
      return failure(
          "MAIL_ADDRESS_REFUSED", "the mail server refused the customer's address" + CORRECT_IT);
    }
    if (has(thrown, MailConnectException.class)) {
      return failure(
          "MAIL_SERVER_UNREACHABLE",
          "the mail server could not be reached; check SPRING_MAIL_HOST and SPRING_MAIL_PORT");
    }
    if (has(thrown, IOException.class)) {
      return failure(
          "MAIL_SERVER_TIMEOUT",
          "the mail server did not answer in time; check whether it is slow or down");
    }
    return failure(
        "MAIL_SERVER_ERROR", "the mail server did not accept the message; check its log");
  }

  /** Whether an exception of this type is behind it, in any of JavaMail's two ways of nesting. */
  private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    if (thrown == null || type.isInstance(thrown)) {
      return thrown != null;
    }
    if (thrown instanceof MailSendException send) {
      for (Exception failed : send.getMessageExceptions()) {
        if (has(failed, type)) {
          return true;
        }
      }
    }
    return has(thrown.getCause(), type)
        || (thrown instanceof MessagingException nesting && has(nesting.getNextException(), type));
  }

  private static TechnicalFailure failure(String code, String message) {
    return new TechnicalFailure(code, message, null);
  }
}
