package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.ordersaga.local.fake.FakeService;
import org.ordersaga.local.fake.FakeTool;

/** A project folder with fake services, and launchers run on it as processes of their own. */
final class TestLauncher implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Path home;
  private final int base = freeBase();
  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> started = new ArrayList<>();

  TestLauncher(Path home) throws IOException {
    // As the launcher sees it: without links.
    this.home = home.toRealPath();
    for (Service service : Service.values()) {
      writeFakeJar(service.jar(), FakeService.class);
    }
    writeFakeJar("auditor/target/auditor.jar", FakeTool.class);
    writeFakeJar("eraser/target/eraser.jar", FakeTool.class);
    writeFakeJar("model-tool/target/model-tool.jar", FakeTool.class);
    environment.put("FAKE_HOME", this.home.toString());
    environment.put("ORDERSAGA_PORT_BASE", String.valueOf(base));
  }

  private void writeFakeJar(String path, Class<?> main) throws IOException {
    Path jar = home.resolve(path);
    Files.createDirectories(jar.getParent());
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
    String entry = main.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var in = main.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
    }
  }

  /** A base whose ports are all free, below the ports that systems give out by themselves. */
  private static int freeBase() {
    while (true) {
      int base = ThreadLocalRandom.current().nextInt(12000, 32000);
      if (Arrays.stream(Service.values()).allMatch(service -> isFree(service.port(base)))
          && isFree(base + Ports.SMTP)
          && isFree(base + Ports.POSTGRES)) {
        return base;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A build in the background ignores Ctrl-C, its children inherit that, and a JVM cannot change
   * it; GNU's env can.
   */
  private static List<String> heedingInterrupts() throws IOException {
    List<String> prefix = List.of("env", "--default-signal=INT");
    List<String> trial = new ArrayList<>(prefix);
    trial.add("true");
    int exit =
        new ProcessBuilder(trial)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .onExit()
            .join()
            .exitValue();
    return exit == 0 ? prefix : List.of();
  }

  TestLauncher with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  int base() {
    return base;
  }

  DataFolder data() {
    return new DataFolder(home.resolve(".data"));
  }

  /** Lets a fake service end as soon as it is started. */
  void letDie(Service service) throws IOException {
    Files.createFile(home.resolve(service.id() + ".dies"));
  }

  /** A launcher that was started; what it says is kept. */
  final class Run {

    private final Process process;
    private final Path output;

    private Run(List<String> arguments) throws IOException {
      List<String> command = new ArrayList<>(heedingInterrupts());
      command.addAll(
          List.of(
              JavaService.java(),
              "-Xmx192m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Dordersaga.firstPause=PT0.05S",
              "-Dordersaga.home=" + home,
              "-cp",
              System.getProperty("java.class.path"),
              Launcher.class.getName()));
      command.addAll(arguments);
      output = Files.createTempFile(home, "output", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(variable -> variable.startsWith("ORDERSAGA_"));
      builder.environment().putAll(environment);
      process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      started.add(process);
    }

    String output() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Run awaitOutput(String part) {
      await().atMost(PATIENCE).until(() -> output().contains(part) || !process.isAlive());
      assertThat(output()).contains(part);
      return this;
    }

    Run awaitReady() {
      return awaitOutput("\nReady ");
    }

    int awaitExit() throws InterruptedException {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    Run kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
      return this;
    }

    /** As Ctrl-C does. */
    Run interrupt() {
      Processes.signal(process.toHandle(), "INT");
      return this;
    }
  }

  Run run(String... arguments) throws IOException {
    return new Run(List.of(arguments));
  }

  /** Runs a command to its end. */
  Run finished(String... arguments) throws IOException, InterruptedException {
    Run run = run(arguments);
    run.awaitExit();
    return run;
  }

  /** Runs a command to its end in a terminal in which a variable has another value. */
  Run finishedWith(String variable, String value, String... arguments)
      throws IOException, InterruptedException {
    String usual = environment.put(variable, value);
    try {
      return finished(arguments);
    } finally {
      environment.put(variable, usual);
    }
  }

  /** The process of a service, as the launcher noted it. */
  ProcessHandle process(String name) {
    return RunState.read(data()).orElseThrow().processes().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .flatMap(entry -> ProcessHandle.of(entry.pid()))
        .orElseThrow();
  }

  Properties secrets() throws IOException {
    Properties secrets = new Properties();
    try (var reader = Files.newBufferedReader(data().secrets())) {
      secrets.load(reader);
    }
    return secrets;
  }

  /** Logs in to the embedded PostgreSQL with the password kept for this user. */
  Connection connect(String database, String user) throws SQLException, IOException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(base + Ports.POSTGRES, database),
        user,
        secrets().getProperty("database." + user));
  }

  /** The environment that a fake service was started with, one variable per line. */
  List<String> environmentOf(Service service) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d/environment".formatted(service.port(base))))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .toList();
  }

  @Override
  public void close() {
    started.forEach(Process::destroy);
    started.forEach(process -> Processes.hasEnded(process.toHandle(), PATIENCE));
    Leftovers.stop(Leftovers.find(data()));
  }
}
