package org.ordersaga.system.chaos;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An answer that a proxy gives back.
 *
 * @param from the process that answered; null if the proxy itself did
 */
record Reply(Node from, int status, Map<String, List<String>> headers, byte[] body) {

  /** An error in the engine's form. */
  static Reply error(int status) {
    String body = "{\"type\":\"RestException\",\"message\":\"injected\",\"code\":null}";
    return new Reply(
        null,
        status,
        Map.of("Content-Type", List.of("application/json")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
