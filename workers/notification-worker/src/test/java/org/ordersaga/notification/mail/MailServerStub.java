package org.ordersaga.notification.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** A real SMTP server that keeps what it accepts, and misbehaves when told to. */
class MailServerStub {

  /** What it does to the next message. */
  enum Fault {
    REFUSE_RECIPIENT,
    REFUSE_MESSAGE,
    BUSY,
    SILENT
  }

  /** A mail as it arrived. */
  record Mail(String recipient, byte[] source) {

    MimeMessage message() throws MessagingException {
      return new MimeMessage(
          Session.getInstance(new Properties()), new ByteArrayInputStream(source));
    }

    /** The header exactly as it came over the wire. */
    String rawMessageId() {
      return new String(source, StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.startsWith("Message-ID:"))
          .findFirst()
          .orElseThrow();
    }

    BodyPart part(int index) throws MessagingException, IOException {
      return ((MimeMultipart) message().getContent()).getBodyPart(index);
    }

    String text() throws MessagingException, IOException {
      return ((String) part(0).getContent()).replace("\r\n", "\n");
    }

    String html() throws MessagingException, IOException {
      return ((String) part(1).getContent()).replace("\r\n", "\n");
    }
  }

  private final List<Mail> mails = new CopyOnWriteArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final SMTPServer server;
  private volatile Fault fault;

  MailServerStub() {
    server =
        new SMTPServer.Builder()
            .bindAddress(InetAddress.getLoopbackAddress())
            .port(0)
            .insertReceivedHeaders(false)
            .messageHandlerFactory(session -> new Handler())
            .build();
    server.start();
  }

  int port() {
    return server.getPortAllocated();
  }

  List<Mail> mails() {
    return mails;
  }

  void next(Fault next) {
    fault = next;
  }

  void reset() {
    mails.clear();
    fault = null;
  }

  void stop() {
    stopped.countDown();
    server.stop();
  }

  private class Handler implements MessageHandler {

    private String recipient;

    @Override
    public void from(String from) {}

    @Override
    public void recipient(String recipient) throws RejectException {
      if (take(Fault.REFUSE_RECIPIENT)) {
        throw new RejectException(550, "5.1.1 <" + recipient + "> is unknown here");
      }
      this.recipient = recipient;
    }

    @Override
    public String data(InputStream data) throws IOException, RejectException {
      byte[] source = data.readAllBytes();
      if (take(Fault.REFUSE_MESSAGE)) {
        throw new RejectException(554, "5.7.1 no mail for " + recipient);
      }
      if (take(Fault.BUSY)) {
        throw new RejectException(451, "4.3.2 try again later, " + recipient);
      }
      if (take(Fault.SILENT)) {
        try {
          stopped.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      mails.add(new Mail(recipient, source));
      return null;
    }

    @Override
    public void done() {}

    private boolean take(Fault wanted) {
      if (fault != wanted) {
        return false;
      }
      fault = null;
      return true;
    }
  }
}
