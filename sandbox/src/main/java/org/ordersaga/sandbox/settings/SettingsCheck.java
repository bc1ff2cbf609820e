package org.ordersaga.sandbox.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Stops the start with one sentence when the environment is not what it should be. */
@Configuration(proxyBeanMethods = false)
class SettingsCheck {

  private static final String OWN_DATABASE = "the sandbox's own PostgreSQL database";

  /** Runs before any other bean exists, so that the sentence is the only thing that is said. */
  @Bean
  static BeanFactoryPostProcessor checkedSettings(Environment environment) {
    return beans -> check(environment);
  }

  static void check(Environment environment) {
    require(environment, "spring.datasource.url", OWN_DATABASE);
    require(environment, "spring.datasource.username", OWN_DATABASE);
    if (!environment.containsProperty("spring.datasource.password")) {
      throw missing("spring.datasource.password", OWN_DATABASE);
    }
    require(environment, "ordersaga.api.url", "the order API, where deliveries are reported");
    require(environment, "ordersaga.client.password", "the order API's user client");
    checkUrl(environment.getProperty("ordersaga.api.url"));
    checkPort(environment.getProperty("ordersaga.smtp.port"));
    checkLogin(environment);
  }

  private static void checkLogin(Environment environment) {
    boolean password = StringUtils.hasText(environment.getProperty("ordersaga.sandbox.password"));
    String open = environment.getProperty("ordersaga.sandbox.open", "false");
    if (!open.equals("true") && !open.equals("false")) {
      throw new SettingsException("ORDERSAGA_SANDBOX_OPEN must be true or false.");
    }
    if (password && open.equals("true")) {
      throw new SettingsException(
          "Set either ORDERSAGA_SANDBOX_PASSWORD or ORDERSAGA_SANDBOX_OPEN=true, not both.");
    }
    if (!password && open.equals("false")) {
      throw new SettingsException(
          "Set ORDERSAGA_SANDBOX_PASSWORD (the login of user sandbox), or on this machine only"
              + " ORDERSAGA_SANDBOX_OPEN=true (no login).");
    }
    if (open.equals("true")) {
      requireLoopback(environment, "server.address");
      requireLoopback(environment, "ordersaga.smtp.address");
    }
  }

  private static void requireLoopback(Environment environment, String property) {
    String address = environment.getProperty(property, "");
    try {
      // An empty name would be resolved to a loopback address, but makes a server listen
      // everywhere.
      if (!address.isBlank() && InetAddress.getByName(address).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      // Said below.
    }
    throw new SettingsException(
        "ORDERSAGA_SANDBOX_OPEN=true means no login, so %s must be a loopback address such as 127.0.0.1."
            .formatted(variable(property)));
  }

  private static void checkUrl(String url) {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null && uri.getScheme().matches("https?")) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new SettingsException(
        "ORDERSAGA_API_URL must be an http or https URL, for example http://127.0.0.1:8080.");
  }

  private static void checkPort(String port) {
    // 0 lets the system choose, which tests use.
    if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
      throw new SettingsException("ORDERSAGA_SMTP_PORT must be a port number.");
    }
  }

  private static void require(Environment environment, String property, String what) {
    if (!StringUtils.hasText(environment.getProperty(property))) {
      throw missing(property, what);
    }
  }

  private static SettingsException missing(String property, String what) {
    return new SettingsException(
        "%s is missing: set it for %s.".formatted(variable(property), what));
  }

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
