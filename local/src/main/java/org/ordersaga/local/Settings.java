package org.ordersaga.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the environment decides.
 *
 * @param home the folder that holds the modules and their jars
 * @param data the data folder
 * @param portBase the port of process-app; all others are counted from it
 * @param databaseUrl JDBC URL of an administrator of another PostgreSQL; empty: the embedded one
 * @param passwords the passwords that were given, by user name
 * @param json whether the processes log JSON
 */
record Settings(
    Path home,
    DataFolder data,
    int portBase,
    Optional<String> databaseUrl,
    Map<String, String> passwords,
    boolean json) {

  private static final int LOWEST_BASE = 1024;
  private static final int HIGHEST_BASE = 65535 - Ports.POSTGRES;

  /** As process-app asks for, which would not start with a shorter one. */
  private static final int SHORTEST_PASSWORD = 12;

  private static final int LONGEST_PASSWORD = 72;

  /**
   * Reads the environment.
   *
   * @throws Complaint naming the first variable that has a bad value
   */
  static Settings from(Map<String, String> environment, Path home) {
    Map<String, String> passwords = new LinkedHashMap<>();
    Stream.concat(Secrets.LOGINS.stream(), Stream.of(Secrets.AUDITOR, Secrets.ERASER))
        .forEach(
            user -> {
              String variable = Secrets.variable(user);
              given(environment, variable)
                  .ifPresent(p -> passwords.put(user, password(variable, p)));
            });
    return new Settings(
        home,
        new DataFolder(dataFolder(environment, home)),
        given(environment, "ORDERSAGA_PORT_BASE").map(Settings::portBase).orElse(8080),
        given(environment, "ORDERSAGA_DB_URL").map(Databases::checkUrl),
        passwords,
        given(environment, "ORDERSAGA_LOG_FORMAT").map(Settings::json).orElse(false));
  }

  /** A variable that is set to nothing counts as not given. */
  private static Optional<String> given(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty());
  }

  private static Path dataFolder(Map<String, String> environment, Path home) {
    try {
      return given(environment, "ORDERSAGA_DATA")
          .map(value -> Path.of(value).toAbsolutePath().normalize())
          .orElse(home.resolve(".data"));
    } catch (InvalidPathException e) {
      throw new Complaint("ORDERSAGA_DATA must be the path of a folder.", e);
    }
  }

  private static int portBase(String value) {
    try {
      int base = Integer.parseInt(value);
      if (base >= LOWEST_BASE && base <= HIGHEST_BASE) {
        return base;
      }
    } catch (NumberFormatException e) {
      // Told below, together with numbers out of range.
    }
    throw new Complaint(
        "ORDERSAGA_PORT_BASE must be a number from %d to %d, not \"%s\"."
            .formatted(LOWEST_BASE, HIGHEST_BASE, value));
  }

  private static boolean json(String value) {
    return switch (value) {
      case "json" -> true;
      case "text" -> false;
      default ->
          throw new Complaint(
              "ORDERSAGA_LOG_FORMAT must be \"json\" or \"text\", not \"%s\".".formatted(value));
    };
  }

  private static String password(String variable, String value) {
    // The services keep bcrypt hashes, and bcrypt takes no more.
    if (value.strip().length() < SHORTEST_PASSWORD
        || value.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD
        || value.chars().anyMatch(Character::isISOControl)) {
      throw new Complaint(
          variable
              + " must have at least 12 characters and at most 72 bytes,"
              + " and no control characters.");
    }
    return value;
  }
}
