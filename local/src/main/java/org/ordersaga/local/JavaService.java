package org.ordersaga.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One of our services, run from its jar by the Java that runs the launcher. */
final class JavaService implements Managed {

  /** On the command line of every service: how a later launcher knows its own. */
  static final String DATA_MARK = "-Dordersaga.data=";

  static final String NAME_MARK = "-Dordersaga.process=";

  /** Spring Boot gives running requests thirty seconds; a little more than that. */
  static final Duration PATIENCE = Duration.ofSeconds(35);

  private static final int KILLED = 128;

  private final Service service;
  private final Settings settings;
  private final Program program;
  private final Map<String, String> environment;

  JavaService(
      Service service, Settings settings, Program program, Map<String, String> environment) {
    this.service = service;
    this.settings = settings;
    this.program = program;
    this.environment = environment;
  }

  ClassData classData() {
    return program.classData();
  }

  @Override
  public String name() {
    return service.id();
  }

  @Override
  public int port() {
    return service.port(settings.portBase());
  }

  @Override
  public Path log() {
    return settings.data().log(name());
  }

  @Override
  public int level() {
    return switch (service) {
      case SANDBOX -> 1;
      case PROCESS_APP -> 2;
      default -> 3;
    };
  }

  @Override
  public Running start() {
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.directory(settings.data().root().toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      CompletableFuture<String> ending =
          process.onExit().thenApply(ended -> describe(ended.exitValue()));
      return new Running(process.toHandle(), ending);
    } catch (IOException e) {
      throw new Complaint(name() + " cannot be started: " + e.getMessage() + ".", e);
    }
  }

  /** The program that runs the launcher runs the services too. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private List<String> command() {
    // Ctrl-C and a closed terminal reach the whole process group; the services leave it to the
    // launcher to stop them in order. Ignored signals stay ignored across exec, and the JVM knows.
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    command.add(java());
    command.addAll(memory());
    command.addAll(classData().options(service));
    command.add("-Xss512k");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:MinHeapFreeRatio=15");
    command.add("-XX:MaxHeapFreeRatio=30");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add(NAME_MARK + name());
    command.add(DATA_MARK + settings.data().root());
    command.addAll(program.arguments());
    return command;
  }

  /**
   * An old generation that begins with what is needed after the start is not collected in full each
   * time it grows until then. A young one is touched from end to end however little there is to do.
   */
  private List<String> memory() {
    return switch (service) {
      case PROCESS_APP ->
          List.of(
              "-Xms80m",
              "-Xmx384m",
              "-XX:NewSize=24m",
              "-XX:NewRatio=3",
              "-XX:MetaspaceSize=128m",
              "-XX:MaxMetaspaceSize=256m",
              "-XX:ReservedCodeCacheSize=96m");
      default ->
          List.of(
              "-Xms38m",
              "-Xmx96m",
              "-Xmn10m",
              "-XX:MetaspaceSize=96m",
              "-XX:MaxMetaspaceSize=160m",
              "-XX:ReservedCodeCacheSize=48m",
              "-XX:TieredStopAtLevel=1");
    };
  }

  private static String describe(int exit) {
    return exit > KILLED ? "killed by signal " + (exit - KILLED) : "exit code " + exit;
  }

  @Override
  public boolean isHealthy() {
    return Health.isUp(port());
  }

  @Override
  public void stop(ProcessHandle handle) {
    Processes.terminate(handle, PATIENCE);
  }
}
