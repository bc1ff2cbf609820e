package org.ordersaga.system.chaos;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One run: customers and faults at the same time, then peace, then the reckoning. */
// A trap is there until its block ends, and needs no name in it.
@SuppressWarnings("try")
final class Run implements AutoCloseable {

  private static final Duration REST_LIMIT = Duration.ofMinutes(3);

  /** The released model's longest pauses and locks are minutes. */
  private static final Duration RELEASED_REST_LIMIT = Duration.ofMinutes(12);

  private static final Duration OUTAGE = Duration.ofMinutes(1);
  private static final double BAD_ANSWERS = 0.03;

  private final long seed;
  private final int orders;
  private final Duration restLimit;
  private final Random random;
  private final Journal journal;
  private final Cluster cluster;
  private final Customers customers;
  private final Reviewer reviewer;
  private final Stage stage;
  private final AtomicInteger ownOrders = new AtomicInteger();

  private Run(long seed, int orders, Shape shape) {
    this.seed = seed;
    this.orders = orders;
    this.restLimit = shape.quick() ? REST_LIMIT : RELEASED_REST_LIMIT;
    this.random = new Random(seed);
    Path folder = Folders.forRun("seed-" + seed);
    this.journal = new Journal(folder.resolve("journal.txt"));
    journal.announce("seed %d, %d orders, %s, in %s".formatted(seed, orders, shape, folder));
    this.cluster = Cluster.start(folder, shape, journal);
    journal.say("all up");
    this.customers = new Customers(cluster, journal);
    this.reviewer = new Reviewer(cluster, journal);
    this.stage =
        new Stage(cluster, customers, new Weather(cluster, journal), journal, random, ownOrders);
  }

  /** Starts the processes. */
  static Run start(long seed, int orders, Shape shape) {
    Run run = new Run(seed, orders, shape);
    try {
      if (shape.quick()) {
        run.deployQuickModel();
      }
      return run;
    } catch (RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  private void deployQuickModel() {
    Client shop = new Client(cluster.front().url());
    await("the quick model is deployed")
        .atMost(Stage.PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> shop.deploy(Model.quick()).status() == 200);
  }

  Stage stage() {
    return stage;
  }

  /** Everything that fits into a build. */
  void playShort() {
    Crashes crashes = new Crashes(stage);
    Storms storms = new Storms(stage);
    List<Scene> scenes = new ArrayList<>();
    scenes.addAll(some(3, crashes.scenes()));
    scenes.addAll(some(1, crashes.engineScenes()));
    scenes.addAll(some(2, new Repeats(stage).scenes()));
    scenes.addAll(some(2, storms.database()));
    placeOrders(Duration.ofSeconds(1));
    underFire(storms, () -> playAll(shuffled(scenes)));
  }

  /** Everything that one engine must survive. */
  void playLong() {
    Crashes crashes = new Crashes(stage);
    Storms storms = new Storms(stage);
    List<Scene> blind = shuffled(concat(storms.processes(), storms.database()));
    List<Scene> scenes = new ArrayList<>();
    scenes.addAll(crashes.scenes());
    scenes.addAll(crashes.engineScenes());
    scenes.addAll(new Repeats(stage).scenes());
    scenes.add(storms.slowOutside());
    scenes.addAll(blind.subList(0, blind.size() / 2));
    placeOrders(Duration.ofMillis(750));
    underFire(
        storms,
        () -> {
          playAll(shuffled(scenes));
          String target = random.nextBoolean() ? "payments" : "carrier";
          long begin = System.nanoTime();
          storms.outage(target);
          playAll(blind.subList(blind.size() / 2, blind.size()));
          Duration left = OUTAGE.minusNanos(System.nanoTime() - begin);
          if (left.toMillis() > 0) {
            Pause.of(left);
          }
          stage.rain(target);
        });
  }

  /** Everything that two engines and two of each worker must survive. */
  void playTwoNodes() {
    Crashes crashes = new Crashes(stage);
    Storms storms = new Storms(stage);
    List<Scene> scenes = new ArrayList<>();
    scenes.addAll(crashes.engineScenes());
    scenes.addAll(new Repeats(stage).scenes());
    scenes.addAll(some(3, crashes.scenes()));
    scenes.addAll(some(2, storms.database()));
    placeOrders(Duration.ofMillis(750));
    underFire(
        storms,
        () -> {
          playAll(shuffled(scenes));
          playAll(storms.eachInTurn());
        });
    new RollingRestart(stage).play();
  }

  private void placeOrders(Duration distance) {
    long at = 0;
    for (int n = 1; n <= orders; n++) {
      at += random.nextInt((int) distance.toMillis() * 2);
      customers.place(PlannedOrder.random("fire-" + seed + "-" + n, at, random));
    }
  }

  private void underFire(Storms storms, Runnable scenes) {
    stage.rain("payments");
    stage.rain("carrier");
    stage.weather().set("mail", Map.of("errorRate", 0.1));
    try (AutoCloseable noise = new Repeats(stage).badAnswers(seed, BAD_ANSWERS)) {
      scenes.run();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    cluster.awaitAllUp();
    stage.weather().clear();
  }

  private void playAll(List<Scene> scenes) {
    for (Scene scene : scenes) {
      journal.say("SCENE " + scene.name());
      try {
        scene.action().play();
      } catch (Exception | AssertionError e) {
        // The rest of the run still has something to tell.
        journal.violation("scene \"%s\": %s".formatted(scene.name(), firstLine(e)));
      }
    }
  }

  private static String firstLine(Throwable thrown) {
    return thrown.toString().lines().findFirst().orElseThrow();
  }

  private List<Scene> some(int count, List<Scene> scenes) {
    return shuffled(scenes).subList(0, count);
  }

  private List<Scene> shuffled(List<Scene> scenes) {
    List<Scene> shuffled = new ArrayList<>(scenes);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private static List<Scene> concat(List<Scene> some, List<Scene> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /**
   * Waits until all is at rest, has the auditor look, and writes the run's row.
   *
   * @param recoveryLimit how long a dead engine may hold all orders up
   * @return what is wrong
   */
  List<String> reckon(Duration recoveryLimit) {
    awaitRest();
    Audit audit = Audit.run(cluster, restLimit);
    if (audit.exitCode() != 0) {
      journal.violation("audit, exit code %d:%n%s".formatted(audit.exitCode(), audit.report()));
    }
    lostStarts();
    if (journal.longestRecovery().compareTo(recoveryLimit) > 0) {
      journal.violation("recovery took " + journal.longestRecovery());
    }
    Table.add(
        journal.row(String.valueOf(seed), orders + ownOrders.get(), cluster.tasks().repeats()));
    journal.say(
        "%d requests had to be repeated for want of an answer".formatted(customers.unanswered()));
    return journal.violations();
  }

  /** An operator repeats what became an incident while all was broken. */
  private void awaitRest() {
    try {
      await("all customers have their answers, and no step is left")
          .atMost(restLimit)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                repeatIncidents();
                return customers.areDone() && tasksLeft() == 0;
              });
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      journal.violation(e.getMessage());
    }
  }

  private long tasksLeft() {
    try {
      return cluster
          .postgres()
          .texts(
              Service.ENGINE,
              "select id_ from act_ru_ext_task union all select id_ from act_ru_task")
          .size();
    } catch (SQLException e) {
      return 1;
    }
  }

  private void repeatIncidents() {
    Client shop = new Client(cluster.front().url());
    for (String kind : List.of("external-task", "job")) {
      try {
        JsonNode found = shop.get("admin", "/engine-rest/" + kind + "?noRetriesLeft=true").json();
        for (JsonNode task : found) {
          journal.say("incident repeated: " + task);
          shop.send(
              "admin",
              "PUT",
              "/engine-rest/" + kind + "/" + task.get("id").asText() + "/retries",
              Json.object().put("retries", 1),
              Map.of());
        }
      } catch (IOException e) {
        // The next round will tell.
        return;
      }
    }
  }

  private void lostStarts() {
    try {
      Set<String> lost = new HashSet<>(customers.acknowledged());
      cluster
          .postgres()
          .texts(Service.ENGINE, "select order_id from order_view")
          .forEach(lost::remove);
      if (!lost.isEmpty()) {
        journal.violation("accepted, and not there: " + lost);
      }
    } catch (SQLException e) {
      journal.violation("the orders cannot be read: " + e);
    }
  }

  @Override
  public void close() {
    customers.close();
    reviewer.close();
    cluster.close();
    if (journal.violations().isEmpty()) {
      Folders.delete(cluster.folder().resolve("postgres"));
    }
  }
}
