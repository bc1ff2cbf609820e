package org.ordersaga.system.chaos;

import static org.awaitility.Awaitility.await;

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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A durable PostgreSQL with all databases, which the test kills, stops, crowds and fills up. */
final class PostgresServer {

  static final String AUDITOR = "auditor";

  private static final int MAX_CONNECTIONS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path data;
  private final Path log;
  private final int port;
  private List<String> command;
  private boolean wanted;

  PostgresServer(Path data, Path log, int port) {
    this.data = data;
    this.log = log;
    this.port = port;
  }

  int port() {
    return port;
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** The first start makes the data folder too. */
  synchronized void start() {
    wanted = true;
    try {
      if (command == null) {
        builder().start();
        command = commandOf(process().orElseThrow());
      } else {
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output()).start();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server as the library has started it; the library itself starts it only once. */
  private static List<String> commandOf(ProcessHandle postmaster) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      // PostgreSQL does not run as root; in a user namespace of its own it is nobody.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(postmaster.info().command().orElseThrow());
    command.addAll(List.of(postmaster.info().arguments().orElseThrow()));
    return command;
  }

  private ProcessBuilder.Redirect output() {
    return ProcessBuilder.Redirect.appendTo(log.toFile());
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPGStartupWait(PATIENCE)
        .setPort(port)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", String.valueOf(MAX_CONNECTIONS))
        .setServerConfig("shared_buffers", "64MB")
        .setServerConfig("max_wal_size", "64MB")
        .setServerConfig("min_wal_size", "32MB")
        .setServerConfig("timezone", "UTC")
        .setServerConfig("jit", "off")
        .setErrorRedirector(output())
        .setOutputRedirector(output());
  }

  /** Creates the databases, a role for each, and the one that only reads. */
  void prepare() {
    try (Connection connection = connect("postgres", "postgres");
        Statement statement = connection.createStatement()) {
      for (Service service : Service.values()) {
        statement.execute("create role " + service.database() + " login");
        statement.execute("create database %1$s owner %1$s".formatted(service.database()));
      }
      statement.execute("create role " + AUDITOR + " login");
      statement.execute("grant pg_read_all_data to " + AUDITOR);
      statement.execute("alter role " + AUDITOR + " set default_transaction_read_only = on");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts it again if it is wanted and ended; returns whether it did. */
  boolean revive() {
    synchronized (this) {
      if (!wanted || process().isPresent()) {
        return false;
      }
    }
    start();
    return true;
  }

  /** Kills the server and all its helpers at once, as a power cut would. */
  synchronized void kill() {
    process()
        .ifPresent(
            postmaster -> {
              List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
              all.addAll(postmaster.descendants().toList());
              all.forEach(ProcessHandle::destroyForcibly);
              await("PostgreSQL is dead")
                  .atMost(PATIENCE)
                  .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
            });
  }

  /** A fast shutdown: it does not wait for its clients. */
  void stop() {
    Optional<ProcessHandle> postmaster;
    synchronized (this) {
      wanted = false;
      postmaster = process();
    }
    postmaster.ifPresent(
        running -> {
          Commands.signal(running.pid(), "INT");
          await("PostgreSQL stops").atMost(PATIENCE).until(() -> !running.isAlive());
        });
  }

  synchronized void close() {
    wanted = false;
    kill();
  }

  private Optional<ProcessHandle> process() {
    Path pidFile = data.resolve("postmaster.pid");
    try {
      if (!Files.exists(pidFile)) {
        return Optional.empty();
      }
      long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** The file may be an old one, and the number another process's by now. */
  private boolean isOurs(ProcessHandle handle) {
    return handle.info().arguments().stream()
        .flatMap(Stream::of)
        .anyMatch(argument -> argument.equals(data.toString()));
  }

  boolean isUp() {
    try (Connection connection = connect("postgres", "postgres")) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  void awaitUp() {
    await("PostgreSQL is up; its log is " + log).atMost(PATIENCE).until(this::isUp);
  }

  Connection connect(String database, String user) throws SQLException {
    return DriverManager.getConnection(
        url(database) + "?connectTimeout=5&loginTimeout=5&socketTimeout=30", user, "");
  }

  /** Cuts the connections of everybody but this one; returns how many it were. */
  int cutConnections() throws SQLException {
    try (Connection connection = connect("postgres", "postgres");
        Statement statement = connection.createStatement();
        ResultSet cut =
            statement.executeQuery(
                """
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where backend_type = 'client backend' and pid <> pg_backend_pid()
                """)) {
      cut.next();
      return cut.getInt(1);
    }
  }

  /** Cuts all connections and takes every one that is to be had; closing gives them back. */
  Crowd crowd() throws SQLException {
    Crowd crowd = new Crowd(new ArrayList<>());
    cutConnections();
    try {
      while (crowd.connections.size() < MAX_CONNECTIONS) {
        crowd.connections.add(connect("postgres", AUDITOR));
      }
    } catch (SQLException e) {
      if (!"53300".equals(e.getSQLState())) {
        crowd.close();
        throw e;
      }
    }
    return crowd;
  }

  record Crowd(List<Connection> connections) implements AutoCloseable {

    @Override
    public void close() throws SQLException {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  /** The first column of a query's rows, as text. */
  List<String> texts(Service service, String sql, Object... parameters) throws SQLException {
    try (Connection connection = connect(service.database(), "postgres");
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
        return texts;
      }
    }
  }
}
