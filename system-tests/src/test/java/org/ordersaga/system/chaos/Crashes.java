package org.ordersaga.system.chaos;

import static org.ordersaga.system.chaos.Hold.Moment.AFTER;
import static org.ordersaga.system.chaos.Hold.Moment.BEFORE;

import java.util.List;
import java.util.function.Predicate;

/** Deaths at chosen moments. Each moment is held until the victim is dead, so none is missed. */
// A trap is there until its block ends, and needs no name in it.
@SuppressWarnings("try")
final class Crashes {

  private static final List<String> STEPS =
      List.of(
          "order.create",
          "inventory.reserve",
          "payment.charge",
          "shipping.book",
          "inventory.commit",
          "order.confirm",
          "notification.send");
  private static final List<String> UNDOS =
      List.of("payment.refund", "inventory.release", "order.close");

  private final Stage stage;
  private final Cluster cluster;

  Crashes(Stage stage) {
    this.stage = stage;
    this.cluster = stage.cluster();
  }

  List<Scene> scenes() {
    String undo = stage.pick(UNDOS);
    return List.of(
        new Scene("a worker dies before the effect", () -> beforeTheEffect(stage.pick(STEPS))),
        new Scene(
            "a worker dies between effect and report",
            () -> atTheReport(stage.pick(STEPS), BEFORE, false)),
        new Scene(
            "a worker dies between report and answer",
            () -> atTheReport(stage.pick(STEPS), AFTER, false)),
        new Scene("a worker dies between call and outcome", this::duringACall),
        new Scene("a worker dies during an undo, " + undo, () -> atTheReport(undo, BEFORE, true)),
        new Scene("a worker dies during a settlement", this::duringASettlement));
  }

  List<Scene> engineScenes() {
    return List.of(
        new Scene("the engine dies within a start", this::withinAStart),
        new Scene("the engine dies between a start and its answer", this::afterAStart),
        new Scene("the engine dies within a report", this::withinAReport));
  }

  private void beforeTheEffect(String topic) throws Exception {
    String order = stage.newOrder("crash");
    Hold hold = Hold.at(AFTER);
    try (var trap = cluster.trapFetched(Service.of(topic), brings(order, topic), hold)) {
      stage.place(order);
      killCaller(hold, topic + " of " + order + " is fetched");
    }
  }

  static Predicate<Reply> brings(String order, String topic) {
    return reply ->
        Tasks.in(reply).stream()
            .anyMatch(task -> task.orderId().equals(order) && task.topic().equals(topic));
  }

  private void atTheReport(String topic, Hold.Moment moment, boolean refused) throws Exception {
    String order = stage.newOrder("crash");
    Hold hold = Hold.at(moment);
    try (var trap =
        cluster.trapEngineCalls(Service.of(topic), call -> call.reports(order, topic), hold)) {
      if (refused) {
        stage.placeRefused(order);
      } else {
        stage.place(order);
      }
      killCaller(hold, topic + " of " + order + " is reported");
    }
  }

  private void duringACall() throws Exception {
    boolean charge = stage.random().nextBoolean();
    String order = stage.newOrder("crash");
    Hold hold = Hold.at(stage.random().nextBoolean() ? BEFORE : AFTER);
    String path = charge ? "/payments/charges" : "/shipments";
    String outside = charge ? "payments" : "carrier";
    // After a lost reply a worker looks up what became of the call, and does not repeat it.
    stage.weather().fair(outside);
    try (var trap =
        cluster.trapOutsideCalls(
            charge ? Service.PAYMENT : Service.SHIPPING,
            call -> call.is("POST", path) && isFor(order, call),
            hold)) {
      stage.place(order);
      killCaller(hold, path + " is called for " + order);
    } finally {
      stage.rain(outside);
    }
  }

  /** The idempotency keys, and so the bodies or headers of all calls, begin with the order's id. */
  private static boolean isFor(String order, Call call) {
    return call.key().startsWith(order + ":") || call.text().contains("\"" + order + ":");
  }

  /** A charge whose outcome nobody knows, an undo without an answer, and a death while settling. */
  private void duringASettlement() throws Exception {
    String order = stage.newOrder("settle");
    Hold charge = Hold.at(AFTER);
    stage.weather().fair("payments");
    try (var trap =
        cluster.trapOutsideCalls(
            Service.PAYMENT,
            call -> call.is("POST", "/payments/charges") && isFor(order, call),
            charge)) {
      stage.place(order);
      charge.awaitCaught(Stage.PATIENCE);
      try (var silent =
          cluster.trapOutsideCalls(
              Service.PAYMENT, call -> isVoid(order, call), Tampering.breakBefore())) {
        stage.giveUp(order);
        stage.awaitRow(
            "a settlement of " + order,
            Service.PAYMENT,
            "select order_id from settlement where order_id = ? and state = 'OPEN'",
            order);
      } finally {
        charge.drop();
      }
    } finally {
      stage.rain("payments");
    }
    Hold settling = Hold.at(stage.random().nextBoolean() ? BEFORE : AFTER);
    try (var trap =
        cluster.trapOutsideCalls(Service.PAYMENT, call -> isVoid(order, call), settling)) {
      killCaller(settling, order + " is settled");
    }
  }

  private static boolean isVoid(String order, Call call) {
    return call.is("POST", "/payments/voids") && isFor(order, call);
  }

  private void killCaller(Hold hold, String moment) {
    Hold.Caught caught = hold.awaitCaught(Stage.PATIENCE);
    stage.journal().fault("held: " + moment);
    cluster.kill(caught.caller());
    hold.drop();
  }

  private void withinAStart() throws Exception {
    String order = stage.newOrder("crash");
    try (Lock lock = stage.lock(Service.ENGINE, "lock table order_intake in exclusive mode")) {
      stage.place(order);
      killVictim(lock, "a start has begun and is not committed");
    }
    awaitRecovery();
  }

  private void afterAStart() throws Exception {
    String order = stage.newOrder("crash");
    Hold hold = Hold.at(AFTER);
    try (var trap =
        cluster
            .front()
            .trap(
                call -> call.is("POST", "/api/orders") && call.text().contains("\"" + order + "\""),
                hold)) {
      stage.place(order);
      Hold.Caught caught = hold.awaitCaught(Stage.PATIENCE);
      stage.journal().fault("held: the start of " + order + " is stored and not answered");
      cluster.kill(caught.callee());
      hold.drop();
    }
    awaitRecovery();
  }

  private void withinAReport() throws Exception {
    String order = stage.newOrder("crash");
    stage.place(order);
    stage.awaitRow(
        order + " is there",
        Service.ENGINE,
        "select order_id from order_view where order_id = ?",
        order);
    try (Lock lock =
        stage.lock(
            Service.ENGINE,
            "select 1 from order_view where order_id = '" + order + "' for update")) {
      killVictim(lock, "a report about " + order + " is under way");
    }
    awaitRecovery();
  }

  private void killVictim(Lock lock, String moment) {
    Node victim = cluster.node(lock.awaitVictim());
    stage.journal().fault("held: " + moment);
    cluster.kill(victim);
  }

  /** Of two engines one goes on; the next scene may kill it, so the other must be back by then. */
  void awaitRecovery() {
    stage.until("the engine has recovered", () -> !stage.journal().isRecovering());
    cluster.nodes(Service.ENGINE).forEach(Node::awaitUp);
  }
}
