package org.ordersaga.benchmarks.contender;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ordersaga.benchmarks.process.Commands;
import org.ordersaga.benchmarks.process.Group;
import org.ordersaga.benchmarks.process.JavaProcess;
import org.ordersaga.benchmarks.process.Ports;
import org.ordersaga.benchmarks.process.PostgresServer;
import org.ordersaga.benchmarks.process.RoundRobin;

/**
 * One who is measured: a PostgreSQL, one or more engines, a worker process per service and a
 * sandbox of its own, so that nobody sees another's rows. While others are measured it is frozen.
 */
public abstract class Contender implements AutoCloseable {

  /** The name of the engine's database. */
  public static final String ENGINE_DATABASE = "camunda";

  /** Of all users and databases. */
  public static final String PASSWORD = "benchmark-password";

  /** The workers' services and databases. */
  static final Map<String, String> WORKERS =
      new TreeMap<>(
          Map.of(
              "order", "orders",
              "inventory", "inventory",
              "payment", "payments",
              "shipping", "shipping",
              "notification", "notifications"));

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BUSY = 503;
  private static final int RECEIVED_PIECES = 10_000_000;

  private final String name;
  private final Path home;
  private final Path folder;
  private final int nodes;
  private final int smtpPort = Ports.next();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<JavaProcess> engines = new ArrayList<>();
  private final List<JavaProcess> workers = new ArrayList<>();
  private PostgresServer postgres;
  private JavaProcess sandbox;
  private int frontPort;
  private volatile HttpClient http = client();

  Contender(String name, Path home, Path work, int nodes) {
    this.name = name;
    this.home = home;
    this.nodes = nodes;
    this.folder = work.resolve(name + (nodes == 1 ? "" : "-" + nodes));
  }

  /** Starts everything. The outside world has a database server of its own. */
  public void start(PostgresServer outside) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    postgres = PostgresServer.start(folder);
    open.add(postgres);
    Stream.concat(Stream.of(ENGINE_DATABASE), WORKERS.values().stream()).forEach(postgres::create);
    startSandbox(outside);
    for (int i = 1; i <= nodes; i++) {
      Map<String, String> environment = engineEnvironment();
      environment.put("SERVER_PORT", String.valueOf(Ports.next()));
      environment.putAll(database(ENGINE_DATABASE));
      JavaProcess engine = startEngine("engine-" + i, environment);
      open.add(0, engine::close);
      engines.add(engine);
      // The first one makes the tables.
      engine.awaitUp(healthPath());
    }
    frontPort = front();
    prepareWorkers();
    WORKERS.forEach(
        (service, database) -> {
          Map<String, String> environment = workerEnvironment(service);
          environment.put("SERVER_PORT", String.valueOf(Ports.next()));
          environment.putAll(database(database));
          JavaProcess worker = startWorker(service, environment);
          open.add(0, worker::close);
          workers.add(worker);
        });
    awaitWorkers(workers);
    receiveGoods();
  }

  private int front() {
    if (nodes == 1) {
      return engines.get(0).port();
    }
    RoundRobin balancer = new RoundRobin(engines.stream().map(JavaProcess::port).toList());
    open.add(balancer);
    return balancer.port();
  }

  private void startSandbox(PostgresServer outside) {
    String database = "sandbox_" + folder.getFileName().toString().replace('-', '_');
    outside.create(database);
    Map<String, String> environment = new HashMap<>();
    environment.put("SERVER_PORT", String.valueOf(Ports.next()));
    environment.put("SPRING_DATASOURCE_URL", outside.url(database));
    environment.put("SPRING_DATASOURCE_USERNAME", database);
    environment.put("SPRING_DATASOURCE_PASSWORD", PASSWORD);
    environment.put("ORDERSAGA_SMTP_PORT", String.valueOf(smtpPort));
    environment.put("ORDERSAGA_API_URL", "http://127.0.0.1:1");
    environment.put("ORDERSAGA_CLIENT_PASSWORD", PASSWORD);
    environment.put("ORDERSAGA_SANDBOX_OPEN", "true");
    sandbox =
        JavaProcess.start("sandbox", folder, jar("sandbox", "sandbox"), null, false, environment);
    open.add(0, sandbox::close);
    sandbox.awaitUp();
  }

  private Map<String, String> database(String database) {
    return Map.of(
        "SPRING_DATASOURCE_URL", postgres.url(database),
        "SPRING_DATASOURCE_USERNAME", database,
        "SPRING_DATASOURCE_PASSWORD", PASSWORD);
  }

  /** So that no run empties the shelves. */
  private void receiveGoods() {
    postgres.execute(
        "inventory",
        """
        update product set available = available + %1$d;
        insert into stock_movement (sku, kind, quantity) select sku, 'RECEIVED', %1$d from product
        """
            .formatted(RECEIVED_PIECES));
  }

  abstract Map<String, String> engineEnvironment();

  abstract Map<String, String> workerEnvironment(String service);

  abstract JavaProcess startEngine(String process, Map<String, String> environment);

  abstract JavaProcess startWorker(String service, Map<String, String> environment);

  /** Where an engine tells that it is up. */
  String healthPath() {
    return "/actuator/health";
  }

  /** Before the workers start. */
  abstract void prepareWorkers();

  abstract void awaitWorkers(List<JavaProcess> workers);

  abstract HttpRequest.Builder startOrder(String id);

  /** What is wrong after a run, if anything. */
  public abstract Optional<String> violation();

  /** What runs, in words. */
  public abstract String description();

  /** Our own workers' tables: the peers get the same. */
  void createTables() {
    WORKERS.forEach(
        (service, database) -> {
          Path scripts =
              home.resolve("workers/" + service + "-worker/src/main/resources/db/migration");
          try (Stream<Path> files = Files.list(scripts)) {
            for (Path file : files.sorted().toList()) {
              postgres.execute(database, database, Files.readString(file));
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  Path jar(String module, String artifact) {
    return home.resolve(module + "/target/" + artifact + ".jar");
  }

  Path folder() {
    return folder;
  }

  /** The load balancer's or the only engine's address. */
  public String url() {
    return "http://127.0.0.1:" + frontPort;
  }

  String outsideUrl() {
    return "http://127.0.0.1:" + sandbox.port();
  }

  int smtpPort() {
    return smtpPort;
  }

  static String login(String user, String password) {
    byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(login);
  }

  /** Its name in reports. */
  public String name() {
    return name;
  }

  /** Its database server. */
  public PostgresServer postgres() {
    return postgres;
  }

  /** The databases whose work counts: all but the outside world's. */
  public static List<String> databases() {
    return Stream.concat(Stream.of(ENGINE_DATABASE), WORKERS.values().stream()).toList();
  }

  /** Its processes, by what they do. */
  public List<Group> groups() {
    return List.of(
        Group.of("engine", engines),
        Group.of("postgresql", postgres),
        Group.of("workers", workers),
        Group.of("sandbox", List.of(sandbox)));
  }

  /** Stops all but the database server where they are. */
  public void freeze() {
    groups().stream().filter(group -> !group.name().equals("postgresql")).forEach(Group::freeze);
  }

  /** Lets all go on. The servers may find then that their old connections have timed out. */
  public void thaw() {
    http = client();
    groups().forEach(Group::thaw);
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /** Places an order; a client that is told to come later does. */
  public void place(String id) {
    HttpRequest request =
        startOrder(id).header("Content-Type", "application/json").timeout(PATIENCE).build();
    int status = send(request).statusCode();
    while (status == BUSY) {
      Commands.pause(Duration.ofMillis(100));
      status = send(request).statusCode();
    }
    if (status >= 300) {
      throw new IllegalStateException("%s answers %d to a start".formatted(name, status));
    }
  }

  HttpRequest.Builder post(String path, JsonNode body) {
    return HttpRequest.newBuilder(URI.create(url() + path))
        .POST(BodyPublishers.ofString(body.toString()));
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How long the payment provider and the carrier take for an answer, from now on. */
  public void delay(Duration delay) {
    for (String target : List.of("payments", "carrier")) {
      JsonNode fault = Order.object().put("target", target).put("delayMillis", delay.toMillis());
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(URI.create(outsideUrl() + "/faults"))
                  .header("Content-Type", "application/json")
                  .PUT(BodyPublishers.ofString(fault.toString()))
                  .build());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException("The sandbox refuses a delay: " + answer.body());
      }
    }
  }

  /** How many of a series are confirmed. */
  public int confirmed(String series) {
    return (int)
        postgres.look(
            "orders",
            "select count(*) from customer_order where order_id like ? and status = 'CONFIRMED'",
            series + "-%");
  }

  /** How many confirmations of a series the customers were told. */
  public int notified(String series) {
    return (int)
        postgres.look(
            "notifications",
            "select count(*) from notification where order_id like ? and state = 'SENT'",
            series + "-%");
  }

  /** When each order of a series was confirmed: the commit's moment, in milliseconds. */
  public Map<String, Double> confirmations(String series) {
    return postgres
        .query(
            "orders",
            """
            select order_id,
              (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as at
            from customer_order where order_id like ? and status = 'CONFIRMED'
            """,
            series + "-%")
        .stream()
        .collect(
            Collectors.toMap(row -> (String) row.get("order_id"), row -> (Double) row.get("at")));
  }

  /** Whether stock, money, parcels and mails of all orders add up, by SQL: what the peers get. */
  Optional<String> imbalance() {
    List<String> wrong = new ArrayList<>();
    expect(
        0,
        "products whose stock does not add up",
        number(
            "inventory",
            """
            select count(*) from product join (
              select sku,
                sum(quantity) filter (where kind = 'RECEIVED') received,
                coalesce(sum(quantity) filter (where kind = 'RESERVED'), 0)
                  - coalesce(sum(quantity) filter (where kind = 'RELEASED'), 0) taken,
                coalesce(sum(quantity) filter (where kind = 'COMMITTED'), 0)
                  - coalesce(sum(quantity) filter (where kind = 'UNCOMMITTED'), 0) sold
              from stock_movement group by sku) moved using (sku)
            where received <> available + reserved + product.sold
              or taken <> reserved + product.sold or moved.sold <> product.sold
            """),
        wrong);
    double orders = number("orders", "select count(*) from customer_order");
    double total = number("orders", "select sum(total_amount) from customer_order");
    expect(
        orders,
        "confirmed orders",
        number("orders", "select count(*) from customer_order where status = 'CONFIRMED'"),
        wrong);
    expect(
        orders,
        "committed reservations",
        number("inventory", "select count(*) from reservation where status = 'COMMITTED'"),
        wrong);
    expect(
        total,
        "money captured",
        number("payments", "select sum(captured - refunded) from payment"),
        wrong);
    expect(
        orders,
        "parcels",
        number("shipping", "select count(*) from shipment where state = 'BOOKED'"),
        wrong);
    expect(
        orders,
        "mails",
        number("notifications", "select count(*) from notification where state = 'SENT'"),
        wrong);
    return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", wrong));
  }

  private double number(String database, String query) {
    return postgres.number(database, query);
  }

  private static void expect(double expected, String what, double found, List<String> wrong) {
    if (expected != found) {
      wrong.add("%s: %.0f instead of %.0f".formatted(what, found, expected));
    }
  }

  @Override
  public void close() {
    for (AutoCloseable closeable : open) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    open.clear();
  }
}
