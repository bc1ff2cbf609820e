package org.ordersaga.auditor.generator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Fills all databases, the sandbox's too, with orders that have come to rest, as if the services
 * had carried them out: what a large audit is measured on. The scripts are plain SQL, in {@code
 * resources/generator}.
 */
public final class Generator {

  private static final List<String> DATABASES =
      List.of("sandbox", "camunda", "orders", "inventory", "payments", "shipping", "notifications");

  private final Server server;

  /** Where the databases are. */
  @FunctionalInterface
  public interface Server {

    /** A connection that may write to a database. */
    Connection connect(String database) throws SQLException;
  }

  /** A generator of orders in the databases of that server. */
  public Generator(Server server) {
    this.server = server;
  }

  /**
   * Fills the databases of an installation.
   *
   * @param arguments the server's JDBC URL without a database, its administrator's name, how many
   *     orders; the password is taken from the environment, {@code PGPASSWORD}
   */
  public static void main(String[] arguments) throws SQLException {
    Instant begin = Instant.now();
    new Generator(
            database ->
                DriverManager.getConnection(
                    arguments[0] + database, arguments[1], System.getenv("PGPASSWORD")))
        .generate(Integer.parseInt(arguments[2]));
    System.out.printf(
        "%s orders in %d s%n", arguments[2], begin.until(Instant.now(), ChronoUnit.SECONDS));
  }

  /** Makes so many orders; once for each set of databases. */
  public void generate(int orders) throws SQLException {
    String until = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    for (String database : DATABASES) {
      try (Connection connection = server.connect(database)) {
        connection.setAutoCommit(false);
        set("generator.orders", String.valueOf(orders), connection);
        set("generator.until", until, connection);
        try (Statement statement = connection.createStatement()) {
          statement.execute(script("common"));
          statement.execute(script(database));
        }
        connection.commit();
      }
    }
  }

  private static void set(String setting, String value, Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select set_config(?, ?, false)")) {
      statement.setString(1, setting);
      statement.setString(2, value);
      statement.execute();
    }
  }

  private static String script(String name) {
    try (InputStream in = Generator.class.getResourceAsStream("/generator/" + name + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
