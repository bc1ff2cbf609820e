package org.ordersaga.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The embedded PostgreSQL: durable, on loopback only, with passwords. */
final class Postgres implements Managed {

  static final String NAME = "postgresql";

  private static final String SUPERUSER = "postgres";
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Settings settings;
  private final Secrets secrets;
  private EmbeddedPostgres server;

  Postgres(Settings settings, Secrets secrets) {
    this.settings = settings;
    this.secrets = secrets;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int port() {
    return settings.portBase() + Ports.POSTGRES;
  }

  @Override
  public Path log() {
    return settings.data().log(NAME);
  }

  @Override
  public int level() {
    return 0;
  }

  /** The administrator's JDBC URL. It holds the password: it stays inside of this process. */
  String administratorUrl() {
    return administratorUrl(port(), secrets);
  }

  private static String administratorUrl(int port, Secrets secrets) {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s"
        .formatted(port, SUPERUSER, secrets.database(SUPERUSER));
  }

  @Override
  public Running start() {
    DataFolder data = settings.data();
    System.setProperty("ot.epg.working-dir", data.postgresBinaries().toString());
    Path initialised = data.postgres().resolve("ordersaga-initialised");
    Path passwordFile = data.root().resolve("postgres-password");
    try {
      if (!Files.exists(initialised)) {
        // Left by a first start that was cut off: it never held anything.
        DataFolder.delete(data.postgres());
        DataFolder.write(
            passwordFile, secrets.database(SUPERUSER).getBytes(StandardCharsets.US_ASCII));
      }
      deleteHalfUnpacked(data.postgresBinaries());
      closeEnded();
      server = builder(passwordFile).start();
      if (!Files.exists(initialised)) {
        Files.createFile(initialised);
      }
      ProcessHandle handle = find(data).orElseThrow(() -> new IOException("it ended at once"));
      return new Running(handle, handle.onExit().thenApply(ended -> "no exit code known"));
    } catch (IOException | RuntimeException | ExceptionInInitializerError e) {
      // The library wraps a failed unpacking into that error.
      Throwable reason = e.getMessage() == null && e.getCause() != null ? e.getCause() : e;
      throw new Complaint(
          "PostgreSQL did not start (%s); its log is %s.".formatted(reason.getMessage(), log()), e);
    } finally {
      DataFolder.delete(passwordFile);
    }
  }

  private EmbeddedPostgres.Builder builder(Path passwordFile) {
    ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(log().toFile());
    return EmbeddedPostgres.builder()
        .setDataDirectory(settings.data().postgres())
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPGStartupWait(START)
        .setPort(port())
        .setConnectConfig("password", secrets.database(SUPERUSER))
        // Options of initdb; they override the library's "trust".
        .setLocaleConfig("auth", "scram-sha-256")
        .setLocaleConfig("pwfile", passwordFile.toString())
        .setLocaleConfig("locale", "C")
        .setLocaleConfig("locale-provider", "builtin")
        .setLocaleConfig("builtin-locale", "C.UTF-8")
        // The library is made for tests and switches both off.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("shared_buffers", "64MB")
        .setServerConfig("max_connections", "150")
        .setServerConfig("jit", "off")
        // Nobody subscribes to anything; without it one process less waits for that.
        .setServerConfig("max_logical_replication_workers", "0")
        .setErrorRedirector(log)
        .setOutputRedirector(log);
  }

  /** The library stumbles over what an unpacking that was cut off has left. */
  private static void deleteHalfUnpacked(Path binaries) throws IOException {
    if (!Files.exists(binaries)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(binaries, "PG-*")) {
      for (Path folder : folders) {
        if (!Files.exists(folder.resolve(".exists"))) {
          DataFolder.delete(folder);
        }
      }
    }
  }

  /** Lets go of the library's lock when the server ended by itself. */
  private void closeEnded() throws IOException {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  @Override
  public boolean isHealthy() {
    return isHealthy(port(), secrets);
  }

  /** Whether the server on this port lets the administrator in. */
  static boolean isHealthy(int port, Secrets secrets) {
    String url = administratorUrl(port, secrets) + "&connectTimeout=2&loginTimeout=2";
    try (Connection connection = DriverManager.getConnection(url)) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void stop(ProcessHandle handle) {
    stopServer(handle);
    try {
      closeEnded();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends a server, also one that an earlier launcher started. */
  static void stopServer(ProcessHandle handle) {
    // INT is PostgreSQL's fast shutdown: it does not wait for clients. QUIT is the last resort.
    Processes.signal(handle, "INT");
    if (!Processes.hasEnded(handle, PATIENCE)) {
      Processes.signal(handle, "QUIT");
      Processes.hasEnded(handle, PATIENCE);
    }
  }

  /** The server that runs on a data folder; never a stranger that got the number of a dead one. */
  static Optional<ProcessHandle> find(DataFolder data) {
    Path pidFile = data.postgres().resolve("postmaster.pid");
    try {
      if (!Files.exists(pidFile)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(pidFile);
      return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
          .filter(ProcessHandle::isAlive)
          .filter(handle -> runsOn(handle, data.postgres()));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static boolean runsOn(ProcessHandle handle, Path folder) {
    return handle
        .info()
        .arguments()
        .map(arguments -> List.of(arguments).contains(folder.toString()))
        .orElse(false);
  }
}
