package org.ordersaga.local;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * All passwords of one instance. What the environment does not give is made at random when it is
 * first asked for, and kept in the data folder, readable by its owner only.
 */
final class Secrets {

  /** The people's logins. */
  static final List<String> LOGINS =
      List.of("admin", "operator", "reviewer", "process-owner", "client");

  /** The database user that reads everything and writes nothing. */
  static final String AUDITOR = "auditor";

  /** The workers' user that may take personal data out of their databases. */
  static final String ERASER = "eraser";

  private static final String ALPHABET =
      "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  private static final int LENGTH = 24;

  private final SecureRandom random = new SecureRandom();
  private final Path file;
  private final Map<String, String> given;
  private final boolean makes;
  private final Properties kept = new Properties();

  private Secrets(Path file, Map<String, String> given, boolean makes) {
    this.file = file;
    this.given = given;
    this.makes = makes;
  }

  /** Reads the secrets kept in the data folder, for a start. */
  static Secrets of(Settings settings) {
    return read(settings, true);
  }

  /**
   * Reads the secrets of what runs. Asking for one that was neither made nor is given is a {@link
   * Complaint}: a new one would open nothing.
   */
  static Secrets ofRunning(Settings settings) {
    return read(settings, false);
  }

  private static Secrets read(Settings settings, boolean makes) {
    Secrets secrets = new Secrets(settings.data().secrets(), settings.passwords(), makes);
    if (Files.exists(secrets.file)) {
      try (Reader reader = Files.newBufferedReader(secrets.file)) {
        secrets.kept.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new Complaint(
            "The passwords in %s cannot be read (%s)."
                .formatted(secrets.file, e.getClass().getSimpleName()),
            e);
      }
    }
    return secrets;
  }

  /** The variable that carries the password of a user of the HTTP interfaces. */
  static String variable(String user) {
    return "ORDERSAGA_" + user.toUpperCase(Locale.ROOT).replace('-', '_') + "_PASSWORD";
  }

  /** The password of a user of the HTTP interfaces. */
  String login(String user) {
    String password = given.get(user);
    return password != null ? password : secret("login.", user);
  }

  /** The password of a database user. */
  String database(String user) {
    return secret("database.", user);
  }

  /** The password of the database user {@link #AUDITOR}. */
  String auditor() {
    String password = given.get(AUDITOR);
    return password != null ? password : database(AUDITOR);
  }

  private synchronized String secret(String kind, String user) {
    String key = kind + user;
    String value = kept.getProperty(key);
    if (value == null && !makes) {
      throw new Complaint(
          "%s was set when Order Saga was started, and is not set here; set it to the same value."
              .formatted(variable(user)));
    }
    if (value == null) {
      value = newSecret();
      kept.setProperty(key, value);
      save();
    }
    return value;
  }

  private String newSecret() {
    StringBuilder secret = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return secret.toString();
  }

  private void save() {
    try {
      StringWriter text = new StringWriter();
      kept.store(text, "Passwords made by ./start");
      DataFolder.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
