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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A durable PostgreSQL with the launcher's settings, the same for everybody. Besides it counts
 * statements and remembers when each transaction was committed.
 */
public final class PostgresServer implements AutoCloseable {

  /** The settings that differ from PostgreSQL's defaults. */
  public static final Map<String, String> SETTINGS = settings();

  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Path data;
  private final int port = Ports.next();
  private final Map<String, Connection> watches = new ConcurrentHashMap<>();
  private final AtomicLong looks = new AtomicLong();

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
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
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
    try (Connection connection = connect(database)) {
      return rows(connection, query, values);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Map<String, Object>> rows(
      Connection connection, String query, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
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
    }
  }

  /** The only number that a query tells. */
  public double number(String database, String query, Object... values) {
    return only(query(database, query, values));
  }

  /**
   * A number that is looked at again and again while the clients are measured. The connection stays
   * open, so that a look is one transaction, which can be taken off what is counted.
   */
  public double look(String database, String query, Object... values) {
    try {
      Connection watch = watches.get(database);
      if (watch == null) {
        watch = connect(database);
        watches.put(database, watch);
      }
      looks.incrementAndGet();
      return only(rows(watch, query, values));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How often was looked so far. */
  public long looks() {
    return looks.get();
  }

  private static double only(List<Map<String, Object>> rows) {
    Object number = rows.get(0).values().iterator().next();
    return number == null ? 0 : ((Number) number).doubleValue();
  }

  /** The first process; all others are its children. */
  public long pid() {
    try {
      return Long.parseLong(Files.readAllLines(pidFile()).get(0).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  /** All its processes. */
  public List<Long> pids() {
    List<Long> pids = new ArrayList<>(List.of(pid()));
    ProcessHandle.of(pid())
        .ifPresent(handle -> handle.descendants().map(ProcessHandle::pid).forEach(pids::add));
    return pids;
  }

  /** At once, but by itself: killed, it would leave its shared memory behind. */
  @Override
  public void close() {
    if (!Files.exists(pidFile())) {
      return;
    }
    List<Long> pids = pids();
    Commands.signal(List.of(pids.get(0)), "QUIT");
    long end = System.nanoTime() + STOP_LIMIT.toNanos();
    while (Files.exists(pidFile()) && System.nanoTime() < end) {
      Commands.pause(Duration.ofMillis(50));
    }
    if (Files.exists(pidFile())) {
      pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }
  }
}
