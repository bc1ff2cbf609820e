package org.ordersaga.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One process of a contender, started with the options that the launcher uses for ours. */
public final class JavaProcess {

  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  private final String name;
  private final int port;
  private final Path log;
  private final Process process;

  private JavaProcess(String name, int port, Path log, Process process) {
    this.name = name;
    this.port = port;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a Spring Boot jar, unpacked as in a container image.
   *
   * @param mainClass null for the jar's own
   * @param engine whether it gets the memory and the compiler of an engine, not those of a worker
   */
  public static JavaProcess start(
      String name,
      Path folder,
      Path jar,
      String mainClass,
      boolean engine,
      Map<String, String> environment,
      String... arguments) {
    List<String> command = new ArrayList<>(List.of(Commands.java()));
    command.addAll(
        engine
            ? List.of(
                "-Xms80m",
                "-Xmx384m",
                "-XX:NewSize=24m",
                "-XX:NewRatio=3",
                "-XX:MetaspaceSize=128m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:ReservedCodeCacheSize=96m")
            : List.of(
                "-Xms38m",
                "-Xmx96m",
                "-Xmn10m",
                "-XX:MetaspaceSize=96m",
                "-XX:MaxMetaspaceSize=160m",
                "-XX:ReservedCodeCacheSize=48m",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of(
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:MinHeapFreeRatio=15",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:+ExitOnOutOfMemoryError",
            "-Duser.timezone=UTC"));
    Path unpacked = unpacked(jar, folder);
    command.addAll(
        mainClass == null
            ? List.of("-jar", unpacked.toString())
            : List.of("-cp", unpacked.toString(), mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Set<String> inherited = builder.environment().keySet();
    inherited.removeIf(variable -> variable.matches("(ORDERSAGA|SPRING|SERVER)_.*"));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().put("SERVER_ADDRESS", "127.0.0.1");
    builder.environment().putAll(environment);
    Path log = folder.resolve(name + ".log");
    try {
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      int port = Integer.parseInt(environment.getOrDefault("SERVER_PORT", "0"));
      return new JavaProcess(name, port, log, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path unpacked(Path jar, Path folder) {
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(jar + " is missing: mvn package -DskipTests makes it.");
    }
    // Kept for later runs, until the jar is another one.
    Path target =
        folder
            .resolveSibling("../jars")
            .normalize()
            .resolve("%s-%d".formatted(jar.getFileName(), jar.toFile().lastModified()));
    Path result = target.resolve(jar.getFileName());
    if (!Files.exists(result)) {
      try {
        Files.createDirectories(target.getParent());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Commands.run(
          folder.resolve("unpack.log"),
          new ProcessBuilder(
              Commands.java(),
              "-Djarmode=tools",
              "-jar",
              jar.toString(),
              "extract",
              "--destination",
              target.toString()));
    }
    return result;
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Waits until it says that it is up. */
  public void awaitUp() {
    awaitUp("/actuator/health");
  }

  /** Waits until it says so at this path. */
  public void awaitUp(String path) {
    Commands.await(
        name + " is up; its log is " + log,
        START_LIMIT,
        Duration.ofMillis(300),
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended; its log is " + log);
          }
          return isUp(path);
        });
  }

  private boolean isUp(String path) {
    try {
      HttpURLConnection health =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      health.setConnectTimeout(2000);
      health.setReadTimeout(2000);
      return health.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it, whatever state it is in. */
  public void close() {
    process.destroyForcibly();
  }
}
