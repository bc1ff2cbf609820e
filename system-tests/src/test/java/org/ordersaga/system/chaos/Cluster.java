package org.ordersaga.system.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The product in the test's hands: a PostgreSQL, every process, and a proxy wherever one of them
 * calls another. What dies is started again, as the launcher would do.
 */
final class Cluster implements AutoCloseable {

  static final String PASSWORD = "system-test-password";

  private static final int WATCH_MILLIS = 300;

  private final Path folder;
  private final Shape shape;
  private final Journal journal;
  private final Tasks tasks;
  private final Ports ports = new Ports();
  private final int smtpPort = ports.next();
  private final SmallDisk smallDisk;
  private final PostgresServer postgres;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Node, Proxy> engineProxies = new LinkedHashMap<>();
  private final Map<Node, Proxy> outsideProxies = new LinkedHashMap<>();
  private final Proxy front;
  private final ScheduledExecutorService watch = Executors.newScheduledThreadPool(2);

  private Cluster(Path folder, Shape shape, Journal journal) {
    this.folder = folder;
    this.shape = shape;
    this.journal = journal;
    this.tasks = new Tasks(journal);
    Path disk = folder.resolve("postgres");
    this.smallDisk = shape.smallDisk() ? SmallDisk.mount(disk, log("mount")) : null;
    this.postgres = new PostgresServer(disk.resolve("data"), log("postgresql"), ports.next());
    List<Node> engines = engines(shape.engines());
    this.front = new Proxy(ports.next(), engines, tasks);
    Node sandbox = add(Service.SANDBOX, "sandbox", sandboxEnvironment());
    nodes.addAll(engines);
    for (Service worker : Service.WORKERS) {
      for (int i = 1; i <= shape.count(worker); i++) {
        addWorker(worker, worker.id() + "-" + i, engines, sandbox);
      }
    }
  }

  /** Starts everything and returns when all of it is up. */
  static Cluster start(Path folder, Shape shape, Journal journal) {
    Cluster cluster = new Cluster(folder, shape, journal);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::end));
    try {
      cluster.boot();
    } catch (RuntimeException | Error e) {
      cluster.end();
      throw e;
    }
    return cluster;
  }

  private void boot() {
    Stream.of(Service.values()).forEach(Jars::unpacked);
    postgres.start();
    postgres.prepare();
    // One engine creates the tables that the others find.
    List<Node> others =
        nodes.stream().filter(node -> node != nodes(Service.ENGINE).get(0)).toList();
    nodes(Service.ENGINE).get(0).start();
    others.stream().filter(node -> node.service() != Service.ENGINE).forEach(Node::start);
    nodes(Service.ENGINE).get(0).awaitUp();
    others.stream().filter(node -> node.service() == Service.ENGINE).forEach(Node::start);
    awaitAllUp();
    Jars.archiveClassData(nodes(Service.ENGINE).get(0));
    watch.scheduleWithFixedDelay(this::reviveNodes, 0, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    watch.scheduleWithFixedDelay(this::revivePostgres, 0, 1, TimeUnit.SECONDS);
  }

  private List<Node> engines(int count) {
    List<Node> engines = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Map<String, String> environment = environment(Service.ENGINE);
      List.of("ADMIN", "OPERATOR", "REVIEWER", "PROCESS_OWNER", "CLIENT")
          .forEach(user -> password(user, environment));
      Service.WORKERS.forEach(worker -> password(variable(worker), environment));
      if (i == 2 && shape.secondClockAhead()) {
        turnClockAhead(environment);
      }
      engines.add(node(Service.ENGINE, "process-app-" + i, environment));
    }
    return engines;
  }

  private void turnClockAhead(Map<String, String> environment) {
    Shape.clockLibrary()
        .ifPresentOrElse(
            library -> {
              environment.put("LD_PRELOAD", library.toString());
              environment.put("FAKETIME", "+60s");
              // Waiting and measuring go on as ever; only the time of day is another.
              environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
              environment.put("DONT_FAKE_MONOTONIC", "1");
              // Else every timed wait of a JVM ends at once, and begins again.
              environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
              journal.fault("the second engine's clock is a minute ahead");
            },
            () -> journal.say("SKIPPED clocks that differ: libfaketime is not installed"));
  }

  private Map<String, String> sandboxEnvironment() {
    Map<String, String> environment = environment(Service.SANDBOX);
    environment.put("ORDERSAGA_SMTP_PORT", String.valueOf(smtpPort));
    environment.put("ORDERSAGA_API_URL", front.url());
    environment.put("ORDERSAGA_SANDBOX_OPEN", "true");
    password("CLIENT", environment);
    return environment;
  }

  private void addWorker(Service service, String name, List<Node> engines, Node sandbox) {
    Map<String, String> environment = environment(service);
    Proxy engine = new Proxy(ports.next(), engines, tasks);
    Proxy outside = new Proxy(ports.next(), List.of(sandbox), tasks);
    environment.put("ORDERSAGA_ENGINE_URL", engine.url() + "/engine-rest");
    List.of("ENGINE", "OPERATOR", "CLIENT").forEach(user -> password(user, environment));
    environment.put("ORDERSAGA_PAYMENTS_URL", outside.url());
    environment.put("ORDERSAGA_CARRIER_URL", outside.url());
    environment.put("SPRING_MAIL_HOST", "127.0.0.1");
    environment.put("SPRING_MAIL_PORT", String.valueOf(smtpPort));
    if (shape.quick()) {
      environment.put("ORDERSAGA_WORKER_LOCKDURATION", Model.LOCK.toString());
      environment.put("ORDERSAGA_SETTLEMENT_MAXPAUSE", Model.LOCK.toString());
    }
    Node node = add(service, name, environment);
    engine.standsBefore(node);
    outside.standsBefore(node);
    engineProxies.put(node, engine);
    outsideProxies.put(node, outside);
  }

  private Map<String, String> environment(Service service) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SERVER_ADDRESS", "127.0.0.1");
    environment.put("SPRING_DATASOURCE_USERNAME", service.database());
    environment.put("SPRING_DATASOURCE_PASSWORD", PASSWORD);
    environment.put("MALLOC_ARENA_MAX", "2");
    return environment;
  }

  private static void password(String user, Map<String, String> environment) {
    environment.put("ORDERSAGA_" + user + "_PASSWORD", PASSWORD);
  }

  private static String variable(Service worker) {
    return worker.id().toUpperCase(java.util.Locale.ROOT).replace('-', '_');
  }

  private Node add(Service service, String name, Map<String, String> environment) {
    Node node = node(service, name, environment);
    nodes.add(node);
    return node;
  }

  private Node node(Service service, String name, Map<String, String> environment) {
    int port = ports.next();
    // So that its connections can be told from others'.
    environment.put(
        "SPRING_DATASOURCE_URL", postgres.url(service.database()) + "?ApplicationName=" + name);
    environment.put("SERVER_PORT", String.valueOf(port));
    return new Node(name, service, port, log(name), environment);
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private void reviveNodes() {
    nodes.stream().filter(Node::revive).forEach(node -> journal.say("started " + node));
  }

  private void revivePostgres() {
    if (postgres.revive()) {
      journal.say("started PostgreSQL");
    }
  }

  void awaitAllUp() {
    postgres.awaitUp();
    nodes.forEach(Node::awaitUp);
  }

  Path folder() {
    return folder;
  }

  Shape shape() {
    return shape;
  }

  Tasks tasks() {
    return tasks;
  }

  PostgresServer postgres() {
    return postgres;
  }

  /** Where the databases are, if that can be filled; else null. */
  SmallDisk smallDisk() {
    return smallDisk;
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Node> nodes(Service service) {
    return nodes.stream().filter(node -> node.service() == service).toList();
  }

  Node node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  Node sandbox() {
    return nodes(Service.SANDBOX).get(0);
  }

  /** What clients, operators and the carrier call. */
  Proxy front() {
    return front;
  }

  /** Takes an engine out of the turn, or back into it, wherever it is called from. */
  void drain(Node engine, boolean out) {
    Stream.concat(Stream.of(front), engineProxies.values().stream())
        .forEach(
            proxy -> {
              if (out) {
                proxy.drain(engine);
              } else {
                proxy.undrain(engine);
              }
            });
  }

  /** Tampers with such calls of any of these workers to the engine, until it is closed. */
  AutoCloseable trapEngineCalls(Service worker, Predicate<Call> condition, Tampering tampering) {
    return trap(worker, engineProxies, proxy -> proxy.trap(condition, tampering));
  }

  /** Tampers with the answers that bring any of these workers such tasks, until it is closed. */
  AutoCloseable trapFetched(Service worker, Predicate<Reply> condition, Tampering tampering) {
    return trap(worker, engineProxies, proxy -> proxy.trapFetched(condition, tampering));
  }

  /** Tampers with such calls of any of these workers to the outside, until it is closed. */
  AutoCloseable trapOutsideCalls(Service worker, Predicate<Call> condition, Tampering tampering) {
    return trap(worker, outsideProxies, proxy -> proxy.trap(condition, tampering));
  }

  private AutoCloseable trap(
      Service worker, Map<Node, Proxy> proxies, Function<Proxy, AutoCloseable> set) {
    List<AutoCloseable> traps =
        nodes(worker).stream().map(node -> set.apply(proxies.get(node))).toList();
    return () -> {
      for (AutoCloseable trap : traps) {
        trap.close();
      }
    };
  }

  /** Kills a process; the watch starts it again. */
  void kill(Node node) {
    long moment = System.nanoTime();
    node.kill();
    journal.killed(node.name());
    if (node.service() == Service.ENGINE) {
      journal.engineDied(moment);
    }
  }

  void killPostgres() {
    postgres.kill();
    journal.killed("PostgreSQL");
  }

  private void end() {
    watch.shutdownNow();
    nodes.forEach(Node::close);
    postgres.close();
    if (smallDisk != null) {
      smallDisk.unmount(log("mount"));
    }
  }

  @Override
  public void close() {
    end();
    front.close();
    engineProxies.values().forEach(Proxy::close);
    outsideProxies.values().forEach(Proxy::close);
  }
}
