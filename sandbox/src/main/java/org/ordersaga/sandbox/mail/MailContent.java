package org.ordersaga.sandbox.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a message says. A message that cannot be taken apart is kept as it came, as text: a mail
 * server does not lose mail because of its form.
 *
 * @param text the first plain text part that is not an attachment, or an empty text
 * @param html the first such HTML part, or null
 */
record MailContent(String messageId, String subject, String text, String html) {

  private static final Logger LOG = LoggerFactory.getLogger(MailContent.class);
  private static final int DEEPEST = 20;

  static MailContent of(byte[] raw) {
    try {
      MimeMessage message =
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
      Parts parts = new Parts();
      parts.collect(message, 0);
      return new MailContent(
          storable(message.getMessageID()),
          orEmpty(storable(message.getSubject())),
          orEmpty(storable(parts.text)),
          storable(parts.html));
    } catch (MessagingException | IOException | RuntimeException e) {
      LOG.warn("A message could not be taken apart: {}", e.getClass().getSimpleName());
      return new MailContent(
          null, "", storable(new String(raw, StandardCharsets.ISO_8859_1)), null);
    }
  }

  /** PostgreSQL stores any character but this one. */
  private static String storable(String text) {
    return text == null ? null : text.replace("\0", "");
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static final class Parts {

    private String text;
    private String html;

    void collect(Part part, int depth) throws MessagingException, IOException {
      if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition()) || depth > DEEPEST) {
        return;
      }
      if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
        for (int i = 0; i < parts.getCount(); i++) {
          BodyPart child = parts.getBodyPart(i);
          collect(child, depth + 1);
        }
      } else if (text == null && part.isMimeType("text/plain")) {
        text = read(part);
      } else if (html == null && part.isMimeType("text/html")) {
        html = read(part);
      }
    }

    private static String read(Part part) throws MessagingException, IOException {
      try {
        return part.getContent().toString();
      } catch (IOException e) {
        // An unknown character set or a broken encoding.
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      }
    }
  }
}
