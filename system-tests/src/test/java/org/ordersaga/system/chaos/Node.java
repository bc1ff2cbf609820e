package org.ordersaga.system.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One process of the product that the test starts, kills, freezes and stops. One that died while it
 * was wanted is started again by {@link #revive}, as the launcher would do.
 */
final class Node {

  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final int HEALTH_MILLIS = 2000;

  private final String name;
  private final Service service;
  private final int port;
  private final Path log;
  private final Map<String, String> environment;
  private List<Path> patches = List.of();
  private Process process;
  private boolean wanted;

  /**
   * @param environment all that it is started with
   */
  Node(String name, Service service, int port, Path log, Map<String, String> environment) {
    this.name = name;
    this.service = service;
    this.port = port;
    this.log = log;
    this.environment = environment;
  }

  String name() {
    return name;
  }

  Service service() {
    return service;
  }

  int port() {
    return port;
  }

  synchronized long pid() {
    return process.pid();
  }

  /** From its next start on, classes in these folders take the place of its own. */
  synchronized void patch(Path... folders) {
    patches = List.of(folders);
  }

  synchronized void start() {
    wanted = true;
    try {
      ProcessBuilder builder = new ProcessBuilder(command());
      builder.environment().keySet().removeIf(name -> name.startsWith("ORDERSAGA_"));
      builder.environment().putAll(environment);
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The launcher's choice of options for a small machine. */
  private List<String> command() {
    List<String> command = new ArrayList<>(List.of(Commands.java()));
    command.addAll(
        service == Service.ENGINE
            ? List.of("-Xms64m", "-Xmx384m", "-XX:ReservedCodeCacheSize=96m")
            : List.of(
                "-Xms24m", "-Xmx96m", "-XX:ReservedCodeCacheSize=48m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Xss512k", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    Path jar = Jars.unpacked(service);
    if (service == Service.ENGINE) {
      command.addAll(Jars.classData(jar, name));
    }
    List<String> classpath = new ArrayList<>();
    patches.forEach(patch -> classpath.add(patch.toString()));
    classpath.add(jar.toString());
    command.addAll(List.of("-cp", String.join(":", classpath), Jars.mainClass(jar)));
    return command;
  }

  /** Starts it again if it is wanted and died; returns whether it did. */
  synchronized boolean revive() {
    if (!wanted || process.isAlive()) {
      return false;
    }
    start();
    return true;
  }

  /** As a power cut would. */
  synchronized void kill() {
    end(process.destroyForcibly());
  }

  /** Politely, and it stays away until it is started again. */
  void stop() {
    Process stopping;
    synchronized (this) {
      wanted = false;
      if (process == null) {
        return;
      }
      stopping = process;
    }
    stopping.destroy();
    end(stopping);
  }

  private void end(Process ending) {
    try {
      if (!ending.waitFor(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException(name + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  synchronized void freeze() {
    Commands.signal(process.pid(), "STOP");
  }

  synchronized void thaw() {
    Commands.signal(process.pid(), "CONT");
  }

  boolean isUp() {
    try {
      HttpURLConnection health =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/actuator/health").toURL().openConnection();
      health.setConnectTimeout(HEALTH_MILLIS);
      health.setReadTimeout(HEALTH_MILLIS);
      return health.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  void awaitUp() {
    await(name + " is up; its log is " + log)
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(this::isUp);
  }

  /** Ends it, whatever state it is in. */
  synchronized void close() {
    wanted = false;
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
