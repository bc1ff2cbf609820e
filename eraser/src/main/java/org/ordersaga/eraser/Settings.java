package org.ordersaga.eraser;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the services are.
 *
 * @param processApp knows which orders are the customer's, and comes last
 * @param others each erases what it keeps
 * @param outside whether the outside world is a sandbox, which can be asked too
 * @param list where erasures are listed besides
 */
record Settings(Place processApp, List<Place> others, boolean outside, Optional<ErasureList> list) {

  private static final List<String> WORKERS =
      List.of("order", "inventory", "payment", "shipping", "notification");
  private static final String ADMIN = "ORDERSAGA_ADMIN_PASSWORD";
  private static final String ERASER = "ORDERSAGA_ERASER_PASSWORD";
  private static final String SANDBOX = "ORDERSAGA_SANDBOX_PASSWORD";
  private static final String SANDBOX_URL = "ORDERSAGA_SANDBOX_URL";
  private static final String LIST = "ORDERSAGA_ERASURE_LIST";

  /**
   * Reads the environment.
   *
   * @throws CannotErase naming the first variable that is missing or has a bad value
   */
  static Settings from(Map<String, String> environment) {
    Place processApp =
        new Place(
            "process-app",
            url(environment, "ORDERSAGA_PROCESS_APP_URL"),
            "/api/erasures/orders",
            "admin:" + required(environment, ADMIN),
            ADMIN);
    List<Place> others = new ArrayList<>();
    for (String worker : WORKERS) {
      others.add(
          new Place(
              worker + "-worker",
              url(environment, "ORDERSAGA_" + worker.toUpperCase(Locale.ROOT) + "_WORKER_URL"),
              "/erasures",
              "eraser:" + required(environment, ERASER),
              ERASER));
    }
    boolean outside = given(environment, SANDBOX_URL).isPresent();
    if (outside) {
      others.add(
          new Place(
              "sandbox",
              url(environment, SANDBOX_URL),
              "/erasures",
              given(environment, SANDBOX).map("sandbox:"::concat).orElse(null),
              SANDBOX));
    }
    return new Settings(
        processApp,
        List.copyOf(others),
        outside,
        given(environment, LIST).map(Path::of).map(ErasureList::new));
  }

  private static URI url(Map<String, String> environment, String variable) {
    String value = required(environment, variable);
    try {
      URI uri = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, together with other schemes.
    }
    throw new CannotErase(variable + " must be an http or https URL.");
  }

  private static String required(Map<String, String> environment, String variable) {
    return given(environment, variable)
        .orElseThrow(
            () -> new CannotErase("The environment variable " + variable + " is missing."));
  }

  private static Optional<String> given(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }
}
