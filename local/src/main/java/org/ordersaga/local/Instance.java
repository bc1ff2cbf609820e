package org.ordersaga.local;

import java.io.PrintStream;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** One running Order Saga, from taking its data folder to its last process. */
final class Instance {

  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private final Settings settings;
  private final DataFolder data;
  private final PrintStream out;
  private final long begin = System.nanoTime();

  Instance(Settings settings, PrintStream out) {
    this.settings = settings;
    this.data = settings.data();
    this.out = out;
  }

  /**
   * Starts everything and watches it.
   *
   * @param reset whether to wipe the data folder first
   * @throws Complaint as soon as it cannot go on, after everything was stopped
   */
  void run(boolean reset) {
    data.create();
    DataLock lock = DataLock.take(data);
    try {
      if (reset) {
        reset();
      }
      Console console = new Console(out, data.log("launcher"));
      stopLeftovers(console);
      Ports.requireFree(wantedPorts());
      boolean firstStart = !Files.exists(data.secrets());
      Secrets secrets = Secrets.of(settings);
      Supervisor supervisor = new Supervisor(data, firstPause(), START_LIMIT, console::say);
      Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "stop"));
      try {
        List<JavaService> services = start(supervisor, secrets, console);
        console.print(Welcome.text(settings, secrets, firstStart));
        console.say("Ready after %d s. Ctrl-C stops everything.".formatted(seconds()));
        archiveClassData(services, console);
        throw supervisor.failure().join();
      } finally {
        supervisor.stop();
      }
    } finally {
      lock.release();
    }
  }

  private void reset() {
    List<Leftovers.Leftover> running = Leftovers.find(data);
    if (!running.isEmpty()) {
      throw new Complaint(
          "%s still run from %s, so it is not wiped; \"./start stop\" stops them."
              .formatted(names(running), data.root()));
    }
    data.wipe();
    data.create();
  }

  private void stopLeftovers(Console console) {
    List<Leftovers.Leftover> leftovers = Leftovers.find(data);
    if (!leftovers.isEmpty()) {
      console.say("Stopping what a killed launcher left running: " + names(leftovers) + ".");
      Leftovers.stop(leftovers);
    }
  }

  static String names(List<Leftovers.Leftover> leftovers) {
    return leftovers.stream().map(Leftovers.Leftover::name).collect(Collectors.joining(", "));
  }

  private Map<Integer, String> wantedPorts() {
    Map<Integer, String> wanted = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      wanted.put(service.port(settings.portBase()), service.id());
    }
    wanted.put(settings.portBase() + Ports.SMTP, "the sandbox's mail server");
    if (settings.databaseUrl().isEmpty()) {
      wanted.put(settings.portBase() + Ports.POSTGRES, Postgres.NAME);
    }
    return wanted;
  }

  private List<JavaService> start(Supervisor supervisor, Secrets secrets, Console console) {
    console.say("Starting Order Saga; data folder " + data.root());
    Databases databases = databases(supervisor, secrets);
    prepare(databases);
    Map<Service, Program> programs = new Installation(settings).install();
    ServiceEnvironment environment =
        new ServiceEnvironment(settings, secrets, databases, System.getenv());
    List<JavaService> services =
        Arrays.stream(Service.values())
            .map(
                service ->
                    new JavaService(
                        service, settings, programs.get(service), environment.of(service)))
            .toList();
    await(supervisor, services);
    return services;
  }

  private void archiveClassData(List<JavaService> services, Console console) {
    ClassDataArchiver archiver =
        new ClassDataArchiver(
            services.stream().map(JavaService::classData).distinct().toList(),
            data.log("class-data"),
            console::say);
    Runtime.getRuntime().addShutdownHook(new Thread(archiver::stop, "stop-class-data"));
    archiver.start();
  }

  private Databases databases(Supervisor supervisor, Secrets secrets) {
    if (settings.databaseUrl().isPresent()) {
      return new Databases(settings.databaseUrl().get(), secrets);
    }
    Postgres postgres = new Postgres(settings, secrets);
    await(supervisor, List.of(postgres));
    // Unpacking it took a lot of memory, once; a launcher that only watches needs little.
    System.gc();
    return new Databases(postgres.administratorUrl(), secrets);
  }

  private void prepare(Databases databases) {
    try {
      databases.prepare();
    } catch (SQLException e) {
      throw new Complaint(
          "%s: %s"
              .formatted(
                  settings.databaseUrl().isPresent()
                      ? "The PostgreSQL that ORDERSAGA_DB_URL names cannot be used"
                      : "The databases cannot be prepared",
                  e.getMessage().lines().findFirst().orElse("no reason given")),
          e);
    }
  }

  /** Waits until all of these are healthy, or for the first complaint. */
  private static void await(Supervisor supervisor, List<? extends Managed> parts) {
    CompletableFuture<Void> healthy = supervisor.start(parts);
    CompletableFuture.anyOf(healthy, supervisor.failure()).join();
    if (supervisor.failure().isDone()) {
      throw supervisor.failure().join();
    }
  }

  /** Shorter in tests, which do not want to wait. */
  private static Duration firstPause() {
    return Duration.parse(System.getProperty("ordersaga.firstPause", "PT1S"));
  }

  private long seconds() {
    return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
  }
}
