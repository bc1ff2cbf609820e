package org.ordersaga.sandbox.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the environment says, {@code ORDERSAGA_SMTP_PORT} being {@code smtp.port} and so on; checked
 * by {@link SettingsCheck} before anything listens.
 */
@ConfigurationProperties("ordersaga")
public record SandboxSettings(
    @DefaultValue Smtp smtp,
    @DefaultValue Api api,
    @DefaultValue Client client,
    @DefaultValue Sandbox sandbox) {

  /** The user name of the one login, over HTTP and over SMTP. */
  public static final String USER = "sandbox";

  /** Where the mail server listens. */
  public record Smtp(String address, int port) {}

  /** The order API, for the carrier's callback. */
  public record Api(String url) {}

  /** The order API's user {@code client}. */
  public record Client(String password) {}

  /** Who may come in: those with the password, or everybody on this machine. */
  public record Sandbox(String password, @DefaultValue("false") boolean open) {}
}
