package org.ordersaga.system.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Every process of ours is restarted, politely, while orders come in; nobody may notice. */
final class RollingRestart {

  private static final String ORDERS = "roll";
  private static final int DISTANCE_MILLIS = 400;

  private final Stage stage;
  private final Cluster cluster;

  RollingRestart(Stage stage) {
    this.stage = stage;
    this.cluster = stage.cluster();
  }

  void play() {
    stage.journal().say("SCENE a rolling restart of everything under load");
    int unanswered = stage.customers().unanswered();
    AtomicBoolean done = new AtomicBoolean();
    Thread load = new Thread(() -> load(done), "rolling-load");
    load.start();
    try {
      for (int group = 0; group < 2; group++) {
        restart(group);
      }
    } finally {
      done.set(true);
    }
    int more = stage.customers().unanswered() - unanswered;
    if (more > 0) {
      stage.journal().violation(more + " requests failed during the rolling restart");
    }
    failedAttempts();
  }

  private void load(AtomicBoolean done) {
    while (!done.get()) {
      stage.place(stage.newOrder(ORDERS));
      Pause.of(Duration.ofMillis(DISTANCE_MILLIS));
    }
  }

  private void restart(int group) {
    Node engine = cluster.nodes(Service.ENGINE).get(group);
    // As a load balancer does, which knows of the stop before the process does.
    cluster.drain(engine, true);
    engine.stop();
    engine.start();
    engine.awaitUp();
    cluster.drain(engine, false);
    List<Node> workers =
        Service.WORKERS.stream().map(worker -> cluster.nodes(worker).get(group)).toList();
    workers.parallelStream().forEach(Node::stop);
    workers.forEach(Node::start);
    workers.forEach(Node::awaitUp);
    stage.journal().fault("restarted " + engine + " and " + workers);
  }

  private void failedAttempts() {
    try {
      List<String> failed =
          cluster
              .postgres()
              .texts(
                  Service.ENGINE,
                  """
                  select order_id || ' ' || (data ->> 'topic') from order_event
                  where order_id like ? and kind = 'STEP_ATTEMPT_FAILED'
                  """,
                  ORDERS + "-%");
      if (!failed.isEmpty()) {
        stage.journal().violation("attempts failed during the rolling restart: " + failed);
      }
    } catch (SQLException e) {
      stage.journal().violation("the orders cannot be read: " + e);
    }
  }
}
