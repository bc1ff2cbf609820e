package org.ordersaga.system.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What befalls whole processes, the database and the outside at moments that nobody chose. */
final class Storms {

  private static final Duration SHORT = Duration.ofMillis(1500);

  private final Stage stage;
  private final Cluster cluster;

  Storms(Stage stage) {
    this.stage = stage;
    this.cluster = stage.cluster();
  }

  List<Scene> processes() {
    List<Scene> scenes = new ArrayList<>();
    for (Service service : Service.WORKERS) {
      scenes.add(new Scene("a " + service.id() + " is killed", () -> kill(service)));
    }
    scenes.add(new Scene("the sandbox is killed", this::killSandbox));
    scenes.add(new Scene("an engine is killed", this::killEngine));
    return scenes;
  }

  List<Scene> database() {
    List<Scene> scenes = new ArrayList<>();
    scenes.add(new Scene("PostgreSQL is killed", this::killPostgres));
    scenes.add(new Scene("PostgreSQL is restarted", this::restartPostgres));
    scenes.add(new Scene("connections are cut", this::cutConnections));
    scenes.add(new Scene("no connection is left", this::crowd));
    if (cluster.smallDisk() != null) {
      scenes.add(new Scene("the disk is full", this::fillDisk));
    } else {
      stage.journal().say("SKIPPED a full disk: no small file system in this run");
    }
    return scenes;
  }

  /** Of each pair, one dies; when all are back, the other one does. */
  List<Scene> eachInTurn() {
    return List.of(
        new Scene("the first of every pair is killed", () -> killOfEachPair(0)),
        new Scene("the second of every pair is killed", () -> killOfEachPair(1)));
  }

  private void killOfEachPair(int which) {
    for (Service service : Service.values()) {
      if (service != Service.SANDBOX) {
        cluster.kill(cluster.nodes(service).get(which));
        // Without an order on its way nobody could tell when they go on.
        stage.place(stage.newOrder("pair"));
        Pause.upTo(SHORT, stage.random());
      }
    }
    cluster.awaitAllUp();
  }

  private void kill(Service service) {
    Pause.upTo(SHORT, stage.random());
    cluster.kill(stage.pick(cluster.nodes(service)));
  }

  private void killSandbox() {
    kill(Service.SANDBOX);
    cluster.sandbox().awaitUp();
    stage.until("the sandbox knows its faults", stage.weather()::apply);
  }

  private void killEngine() {
    kill(Service.ENGINE);
    stage.place(stage.newOrder("storm"));
    new Crashes(stage).awaitRecovery();
  }

  private void killPostgres() {
    Pause.upTo(SHORT, stage.random());
    cluster.killPostgres();
    cluster.postgres().awaitUp();
  }

  private void restartPostgres() {
    Pause.upTo(SHORT, stage.random());
    cluster.postgres().stop();
    stage.journal().fault("stopped PostgreSQL");
    Pause.upTo(Duration.ofSeconds(3), stage.random());
    cluster.postgres().start();
    cluster.postgres().awaitUp();
  }

  private void cutConnections() throws Exception {
    Pause.upTo(SHORT, stage.random());
    // Right after a restart of PostgreSQL nobody is connected yet.
    AtomicInteger cut = new AtomicInteger();
    stage.until("there are connections to cut", () -> cut.addAndGet(cutThem()) > 0);
    stage.journal().fault("cut " + cut + " connections");
  }

  private int cutThem() {
    try {
      return cluster.postgres().cutConnections();
    } catch (SQLException e) {
      return 0;
    }
  }

  private void crowd() throws Exception {
    try (PostgresServer.Crowd crowd = cluster.postgres().crowd()) {
      stage.journal().fault("took " + crowd.connections().size() + " connections, all there are");
      Pause.of(Duration.ofSeconds(5));
    }
  }

  private void fillDisk() {
    cluster.smallDisk().fill();
    stage.journal().fault("the disk of the databases is full");
    try {
      Pause.of(Duration.ofSeconds(6));
    } finally {
      cluster.smallDisk().free();
    }
    cluster.postgres().awaitUp();
  }

  /** Calls take longer than a lock lasts, and longer than a worker waits for an answer. */
  Scene slowOutside() {
    return new Scene(
        "the carrier answers after the lock's duration",
        () -> {
          // Nobody waits for a carrier that counts as down.
          stage.weather().fair("carrier");
          String booked = stage.newOrder("slow");
          stage.place(booked);
          stage.awaitRow(
              booked + " is booked",
              Service.ENGINE,
              """
              select kind from order_event
              where order_id = ? and kind = 'STEP_COMPLETED' and data ->> 'topic' = 'shipping.book'
              """,
              booked);
          String order = stage.newOrder("slow");
          stage.weather().set("carrier", Map.of("delayMillis", 7000));
          try {
            stage.place(order);
            // Any order will do: five in vain, and the others are kept from trying.
            stage.awaitRow(
                "an order has waited in vain, at the earliest " + order,
                Service.ENGINE,
                """
                select kind from order_event
                where kind = 'STEP_ATTEMPT_FAILED' and data ->> 'topic' = 'shipping.book'
                  and time > interval '4 seconds' + (
                    select min(time) from order_event where order_id = ?)
                """,
                order);
          } finally {
            stage.rain("carrier");
          }
        });
  }

  /** A provider is down, and no mail goes out. */
  void outage(String target) {
    stage.weather().set(target, Map.of("errorRate", 1.0));
    stage.weather().set("mail", Map.of("errorRate", 1.0));
  }
}
