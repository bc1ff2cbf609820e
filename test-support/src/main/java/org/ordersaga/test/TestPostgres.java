package org.ordersaga.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One real PostgreSQL for all tests of a JVM, with as many databases as they ask for. It starts at
 * the first call and ends with the JVM.
 */
public final class TestPostgres {

  /** Name and password of the server's administrator; the server lives as long as the tests. */
  public static final String USER = "postgres";

  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static EmbeddedPostgres server;

  private TestPostgres() {}

  /** The running server. */
  public static synchronized EmbeddedPostgres server() {
    if (server == null) {
      try {
        server =
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "300")
                .setServerConfig("timezone", "UTC")
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException("The embedded PostgreSQL did not start", e);
      }
    }
    return server;
  }

  /**
   * Creates an empty database.
   *
   * @param prefix the start of its name, lower case letters
   * @return its JDBC URL; user and password are {@link #USER}
   */
  public static String createDatabase(String prefix) {
    String name = prefix + "_" + COUNTER.incrementAndGet();
    try (Connection connection = server().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot create the database " + name, e);
    }
    return "jdbc:postgresql://localhost:" + server().getPort() + "/" + name;
  }
}
