package org.ordersaga.local;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;

/** Asks a service for its health. */
final class Health {

  private static final int TIMEOUT_MILLIS = 2000;

  private Health() {}

  /** Whether the service on this port says that it is up. */
  static boolean isUp(int port) {
    try {
      URL url = URI.create("http://127.0.0.1:" + port + "/actuator/health").toURL();
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
