package org.ordersaga.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One installation of the product, started by {@code ./start} with ports and data of its own. */
final class Installation implements AutoCloseable {

  /** How long a cold start of all processes may take on a small, busy machine. */
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  /** How long orders may take to come to rest when the outside is well again. */
  private static final Duration REST_LIMIT = Duration.ofMinutes(2);

  private final Process launcher;
  private final Path data;
  private final Path output;
  private final int portBase;

  private Installation(Process launcher, Path data, Path output, int portBase) {
    this.launcher = launcher;
    this.data = data;
    this.output = output;
    this.portBase = portBase;
  }

  static Path projectRoot() {
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(here, folder -> folder != null, Path::getParent)
        .filter(folder -> Files.isRegularFile(folder.resolve("start")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Not inside the project: " + here));
  }

  /** Starts everything and returns when the launcher says that it is ready. */
  static Installation start() {
    try {
      Path target = Files.createDirectories(projectRoot().resolve("system-tests/target"));
      Path data = Files.createTempDirectory(target, "data-");
      Path output = data.resolveSibling(data.getFileName() + ".log");
      int portBase = freePortBase();
      ProcessBuilder builder =
          new ProcessBuilder(projectRoot().resolve("start").toString())
              .directory(projectRoot().toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("ORDERSAGA_DATA", data.toString());
      builder.environment().put("ORDERSAGA_PORT_BASE", String.valueOf(portBase));
      builder.environment().put("ORDERSAGA_ADMIN_PASSWORD", Shop.PASSWORD);
      builder.environment().put("ORDERSAGA_OPERATOR_PASSWORD", Shop.PASSWORD);
      builder.environment().put("ORDERSAGA_REVIEWER_PASSWORD", Shop.PASSWORD);
      builder.environment().put("ORDERSAGA_CLIENT_PASSWORD", Shop.PASSWORD);
      Installation installation = new Installation(builder.start(), data, output, portBase);
      try {
        installation.awaitReady();
      } catch (RuntimeException | AssertionError e) {
        installation.close();
        throw e;
      }
      return installation;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    await("Ready")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !launcher.isAlive() || output().lines().anyMatch(l -> l.startsWith("Ready")));
    assertThat(launcher.isAlive()).as("launcher is alive; it said:%n%s", output()).isTrue();
  }

  /**
   * Waits until all orders are at rest, then checks every invariant over all databases.
   *
   * @throws AssertionError with the auditor's report, unless all of them hold
   */
  void audit() {
    try {
      Path report = data.resolveSibling(data.getFileName() + ".audit");
      ProcessBuilder builder =
          new ProcessBuilder(
                  projectRoot().resolve("start").toString(),
                  "audit",
                  "--at-rest",
                  String.valueOf(REST_LIMIT.toSeconds()))
              .redirectErrorStream(true)
              .redirectOutput(report.toFile());
      builder.environment().put("ORDERSAGA_DATA", data.toString());
      Process auditor = builder.start();
      assertThat(auditor.waitFor(REST_LIMIT.toSeconds() * 2, TimeUnit.SECONDS)).isTrue();
      assertThat(auditor.exitValue()).as("audit:%n%s", Files.readString(report)).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What the launcher printed so far. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port(int offset) {
    return portBase + offset;
  }

  Path data() {
    return data;
  }

  /** The operating-system process that runs the service's jar now. */
  ProcessHandle process(String service) {
    return launcher
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(
            child ->
                child.info().commandLine().filter(l -> l.contains(service + ".jar")).isPresent())
        .findFirst()
        .orElseThrow(() -> new AssertionError("No process runs " + service));
  }

  /** Kills the service as a power cut would, and waits until another process is in its place. */
  void killAndAwaitReplacement(String service) {
    ProcessHandle victim = process(service);
    assertThat(victim.destroyForcibly()).isTrue();
    await("a new process for " + service)
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> process(service).pid() != victim.pid());
  }

  /**
   * Kills the service as a power cut would, and keeps it away until {@link #bringBack}: meanwhile
   * the launcher stands still.
   *
   * @param offset of the port that nobody listens at any more when this returns
   */
  void takeDown(String service, int offset) {
    ProcessHandle victim = process(service);
    signalLauncher("STOP");
    assertThat(victim.destroyForcibly()).isTrue();
    await(service + " is away").atMost(Duration.ofMinutes(1)).until(() -> !listens(port(offset)));
  }

  /** Lets the launcher go on, and waits until what it starts again listens at these ports. */
  void bringBack(int... offsets) {
    signalLauncher("CONT");
    await("what was taken down")
        .atMost(START_LIMIT)
        .until(() -> IntStream.of(offsets).allMatch(offset -> listens(port(offset))));
  }

  private void signalLauncher(String signal) {
    try {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, launcher.pid())).start();
      assertThat(kill.waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A connection to one of the databases, as the role that owns it. */
  Connection connect(String database) throws SQLException {
    Properties secrets = new Properties();
    try (Reader file = Files.newBufferedReader(data.resolve("secrets.properties"))) {
      secrets.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port(32) + "/" + database,
        database,
        secrets.getProperty("database." + database));
  }

  @Override
  public void close() {
    launcher.destroy();
    try {
      assertThat(launcher.waitFor(1, TimeUnit.MINUTES)).as("launcher stops on SIGTERM").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      launcher.descendants().forEach(ProcessHandle::destroyForcibly);
      launcher.destroyForcibly();
    }
  }

  private static int freePortBase() {
    return new Random()
        .ints(20_000, 30_000)
        .filter(base -> IntStream.of(0, 1, 2, 3, 4, 5, 10, 25, 32).allMatch(o -> isFree(base + o)))
        .findFirst()
        .orElseThrow();
  }

  private static boolean listens(int port) {
    try {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isFree(int port) {
    try {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
