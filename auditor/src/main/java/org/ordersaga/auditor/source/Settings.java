package org.ordersaga.auditor.source;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the environment says about where to look.
 *
 * @param databaseServer JDBC URL of the server, up to and with the slash before a database's name
 * @param databaseParameters what follows the name: empty, or begins with a question mark
 * @param password of the database role {@link #ROLE}
 * @param sandbox base URL of the payment provider and the inbox
 * @param sandboxPassword of its login, if it asks for one
 */
public record Settings(
    String databaseServer,
    String databaseParameters,
    String password,
    URI sandbox,
    Optional<String> sandboxPassword) {

  /** The role that may read everything and change nothing. */
  public static final String ROLE = "auditor";

  /** The user of the sandbox. */
  static final String SANDBOX_USER = "sandbox";

  private static final Pattern JDBC_URL =
      Pattern.compile("(jdbc:postgresql://[^/?\\s]+)/?([^/?\\s]*)(\\?\\S*)?");

  /**
   * Reads the environment.
   *
   * @throws CannotLook naming the first variable that is missing or has a bad value
   */
  public static Settings from(Map<String, String> environment) {
    Matcher url = JDBC_URL.matcher(required(environment, "ORDERSAGA_DB_URL"));
    if (!url.matches() || !url.group(2).isEmpty()) {
      throw new CannotLook(
          "ORDERSAGA_DB_URL must look like jdbc:postgresql://host:port/, without the name of a"
              + " database: the auditor reads several.");
    }
    return new Settings(
        url.group(1) + "/",
        url.group(3) == null ? "" : url.group(3),
        required(environment, "ORDERSAGA_AUDITOR_PASSWORD"),
        sandbox(required(environment, "ORDERSAGA_SANDBOX_URL")),
        given(environment, "ORDERSAGA_SANDBOX_PASSWORD"));
  }

  private static URI sandbox(String value) {
    try {
      URI uri = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, together with other schemes.
    }
    throw new CannotLook("ORDERSAGA_SANDBOX_URL must be an http or https URL.");
  }

  private static String required(Map<String, String> environment, String variable) {
    return given(environment, variable)
        .orElseThrow(() -> new CannotLook(variable + " is not set; the auditor needs it."));
  }

  /** A variable that is set to nothing counts as not given. */
  private static Optional<String> given(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }

  /** Without the passwords. */
  @Override
  public String toString() {
    return "Settings[%s, %s]".formatted(databaseServer, sandbox);
  }
}
