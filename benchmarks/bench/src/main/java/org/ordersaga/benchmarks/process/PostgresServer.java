package org.ordersaga.benchmarks.process;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A durable PostgreSQL with the launcher's settings, the same for everybody. Besides it counts
 * statements and remembers when each transaction was committed.
 */
public final class PostgresServer implements AutoCloseable {

  /** The settings that differ from PostgreSQL's defaults. */
  public static final Map<String, String> SETTINGS = settings();

  private final Path data;
  private final int port = Ports.next();

  private PostgresServer(Path data) {
    this.data = data;
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("fsync", "on");
    settings.put("synchronous_commit", "on");
    settings.put("shared_buffers", "64MB");
    settings.put("max_connections", "150");
    settings.put("jit", "off");
    settings.put("timezone", "UTC");
    settings.put("shared_preload_libraries", "pg_stat_statements");
    settings.put("track_commit_timestamp", "on");
    return settings;
  }

  /** Starts a new server with its files and its log in a folder of its own. */
  public static PostgresServer start(Path folder) {
    PostgresServer server = new PostgresServer(folder.resolve("postgres"));
    ProcessBuilder.Redirect log =
        ProcessBuilder.Redirect.appendTo(folder.resolve("postgresql.log").toFile());
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(server.data)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(Duration.ofMinutes(2))
            .setPort(server.port)
            .setLocaleConfig("locale", "C")
            .setLocaleConfig("locale-provider", "builtin")
            .setLocaleConfig("builtin-locale", "C.UTF-8")
            .setErrorRedirector(log)
            .setOutputRedirector(log);
    SETTINGS.forEach(builder::setServerConfig);
    try {
      builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.execute("postgres", "create extension pg_stat_statements");
    return server;
  }

  /** A database's JDBC URL. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Creates a database and the role that owns it. */
  public void create(String database) {
    execute("postgres", "create role " + database + " login");
    execute("postgres", "create database %1$s owner %1$s".formatted(database));
  }

  /** A connection of the administrator's. */
  public Connection connect(String database) throws SQLException {
    return connect(database, "postgres");
  }

  private Connection connect(String database, String user) throws SQLException {
    return DriverManager.getConnection(url(database), user, "");
  }

  /** Runs statements as the administrator. */
  public void execute(String database, String statements) {
    execute(database, "postgres", statements);
  }

  /** Runs statements as a role. */
  public void execute(String database, String role, String statements) {
    try (Connection connection = connect(database, role);
        Statement statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of a query. */
  public List<Map<String, Object>> query(String database, String query, Object... values) {
    try (Connection connection = connect(database);
        PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<Map<String, Object>> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          Map<String, Object> row = new LinkedHashMap<>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
          }
          rows.add(row);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The only number that a query tells. */
  public double number(String database, String query, Object... values) {
    Object number = query(database, query, values).get(0).values().iterator().next();
    return number == null ? 0 : ((Number) number).doubleValue();
  }

  /** The first process; all others are its children. */
  public long pid() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All its processes. */
  public List<Long> pids() {
    List<Long> pids = new ArrayList<>(List.of(pid()));
    ProcessHandle.of(pid())
        .ifPresent(handle -> handle.descendants().map(ProcessHandle::pid).forEach(pids::add));
    return pids;
  }

  @Override
  public void close() {
    pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }
}
