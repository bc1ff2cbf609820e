package org.ordersaga.sandbox.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ordersaga.sandbox.faults.Fault;
import org.ordersaga.sandbox.faults.Faults;
import org.ordersaga.sandbox.faults.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.Session;

/** Receives one message; its faults come when the message is complete. */
class MailReceiver implements MessageHandler {

  /** The largest message that is accepted, in bytes. */
  static final int MAX_SIZE = 2_000_000;

  /** Nobody can have an address there (RFC 2606). */
  private static final String NOBODYS_DOMAIN = ".invalid";

  private static final Logger LOG = LoggerFactory.getLogger(MailReceiver.class);

  private final MessageContext context;
  private final Inbox inbox;
  private final Faults faults;
  private final List<String> recipients = new ArrayList<>();
  private String sender = "";

  MailReceiver(MessageContext context, Inbox inbox, Faults faults) {
    this.context = context;
    this.inbox = inbox;
    this.faults = faults;
  }

  @Override
  public void from(String from) {
    sender = from;
  }

  @Override
  public void recipient(String recipient) throws RejectException {
    if (recipient.toLowerCase(Locale.ROOT).endsWith(NOBODYS_DOMAIN)) {
      throw new RejectException(550, "5.1.1 There is no such recipient.");
    }
    recipients.add(recipient);
  }

  @Override
  public String data(InputStream data) throws RejectException, IOException {
    byte[] raw = data.readNBytes(MAX_SIZE + 1);
    // What is not read would be taken for the next command.
    data.transferTo(OutputStream.nullOutputStream());
    Faults.Encounter encounter = faults.next(Target.MAIL);
    pause(encounter.delay().toMillis());
    if (encounter.fault() == Fault.FAIL) {
      throw new RejectException(
          encounter.status(451), "A fault that was wished for: nothing was done.");
    }
    if (encounter.fault() == Fault.HOLD) {
      pause(faults.hold().toMillis());
      throw brokenConnection();
    }
    if (raw.length > MAX_SIZE) {
      throw new RejectException(552, "The message is larger than " + MAX_SIZE + " bytes.");
    }
    try {
      inbox.deliver(sender, recipients, MailContent.of(raw));
    } catch (DataAccessException | TransactionException e) {
      LOG.warn("A message could not be stored: {}", e.getMessage());
      throw new RejectException(451, "The message could not be stored; try again later.");
    }
    if (encounter.fault() == Fault.LOSE_REPLY) {
      throw brokenConnection();
    }
    return "Ok";
  }

  @Override
  public void done() {}

  /** Closed first, so that the reply that the server sends with it goes nowhere. */
  private DropConnectionException brokenConnection() throws IOException {
    ((Session) context).closeSocket();
    return new DropConnectionException("closed");
  }

  private static void pause(long millis) throws DropConnectionException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DropConnectionException(421, "The mail server stops.");
    }
  }
}
