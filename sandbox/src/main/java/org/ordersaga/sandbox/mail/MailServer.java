package org.ordersaga.sandbox.mail;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.ordersaga.sandbox.faults.Faults;
import org.ordersaga.sandbox.settings.SandboxSettings;
import org.ordersaga.sandbox.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A real SMTP server for every recipient of the world; the domain {@code invalid} has none. A
 * message is in the database before the client hears 250. Where the sandbox has a password, it asks
 * for AUTH with it.
 */
@Component
public class MailServer implements SmartLifecycle {

  /** A conversation has a thread of its own, also while a fault holds it: this bounds them. */
  private static final int MAX_CONNECTIONS = 50;

  private static final int MAX_RECIPIENTS = 100;
  private static final int SILENCE_MILLIS = 60_000;
  private static final Logger LOG = LoggerFactory.getLogger(MailServer.class);

  private final SandboxSettings settings;
  private final SMTPServer server;

  MailServer(SandboxSettings settings, Inbox inbox, Faults faults) {
    this.settings = settings;
    SMTPServer.Builder builder =
        SMTPServer.port(settings.smtp().port())
            .bindAddress(address(settings.smtp().address()))
            .hostName("localhost")
            .softwareName("Order Saga sandbox")
            .maxConnections(MAX_CONNECTIONS)
            .maxRecipients(MAX_RECIPIENTS)
            .maxMessageSize(MailReceiver.MAX_SIZE)
            .connectionTimeoutMs(SILENCE_MILLIS)
            .insertReceivedHeaders(false)
            .messageHandlerFactory(context -> new MailReceiver(context, inbox, faults));
    if (!settings.sandbox().open()) {
      builder
          .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory(this::login))
          .requireAuth();
    }
    this.server = builder.build();
  }

  /** The port it listens on. */
  public int port() {
    return server.getPortAllocated();
  }

  private void login(String user, String password, MessageContext context)
      throws LoginFailedException {
    boolean known = SandboxSettings.USER.equals(user);
    boolean right =
        MessageDigest.isEqual(
            password.getBytes(StandardCharsets.UTF_8),
            settings.sandbox().password().getBytes(StandardCharsets.UTF_8));
    if (!known || !right) {
      throw new LoginFailedException();
    }
  }

  private static InetAddress address(String name) {
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw new SettingsException(
          "SERVER_ADDRESS is not an address of this machine: the mail server cannot listen.");
    }
  }

  @Override
  public void start() {
    try {
      server.start();
    } catch (RuntimeException e) {
      throw new SettingsException(
          "The mail server cannot listen on %s:%d (is the port taken?): set ORDERSAGA_SMTP_PORT."
              .formatted(settings.smtp().address(), settings.smtp().port()));
    }
    LOG.info("Mail server listens on {}:{}", settings.smtp().address(), port());
  }

  @Override
  public void stop() {
    server.stop();
  }

  @Override
  public boolean isRunning() {
    return server.isRunning();
  }
}
