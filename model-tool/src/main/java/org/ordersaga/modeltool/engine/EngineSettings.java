package org.ordersaga.modeltool.engine;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where the running engine is.
 *
 * @param url base URL of process-app, without a slash at its end
 * @param password of its user {@code process-owner}
 */
public record EngineSettings(URI url, String password) {

  /** The user who may read and migrate everything, and do nothing else to an order. */
  static final String USER = "process-owner";

  private static final String URL = "ORDERSAGA_PROCESS_APP_URL";
  private static final String PASSWORD = "ORDERSAGA_PROCESS_OWNER_PASSWORD";

  /**
   * Reads the environment.
   *
   * @throws CannotLook naming the first variable that is missing or has a bad value
   */
  public static EngineSettings from(Map<String, String> environment) {
    return new EngineSettings(url(required(environment, URL)), required(environment, PASSWORD));
  }

  private static URI url(String value) {
    try {
      URI uri = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, together with other schemes.
    }
    throw new CannotLook(URL + " must be an http or https URL.");
  }

  private static String required(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !value.isBlank())
        .orElseThrow(
            () ->
                new CannotLook(
                    "Order Saga is not running from this folder; \"./start\" starts it. For another"
                        + " installation set %s and %s; %s is missing."
                            .formatted(URL, PASSWORD, variable)));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "EngineSettings[" + url + "]";
  }
}
