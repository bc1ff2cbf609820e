package org.ordersaga.system.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Deliveries that come twice, late or in the wrong order, and answers that lie. */
// A trap is there until its block ends, and needs no name in it.
@SuppressWarnings("try")
final class Repeats {

  /** The services that run twice in every shape. */
  private static final List<String> STEPS_OF_PAIRS =
      List.of("inventory.reserve", "payment.charge", "inventory.commit");

  private static final List<Tampering> BAD_ANSWERS =
      List.of(
          Tampering.refuse(404),
          Tampering.refuse(400),
          Tampering.refuse(500),
          Tampering.lie(404),
          Tampering.lie(400),
          Tampering.lie(500),
          Tampering.breakBefore(),
          Tampering.breakAfter());

  /** Several reports at once are refused one by one, never as a whole. */
  private static final List<Tampering> BAD_ANSWERS_TO_SEVERAL =
      List.of(
          Tampering.refuse(500),
          Tampering.lie(500),
          Tampering.breakBefore(),
          Tampering.breakAfter());

  private final Stage stage;
  private final Cluster cluster;

  Repeats(Stage stage) {
    this.stage = stage;
    this.cluster = stage.cluster();
  }

  List<Scene> scenes() {
    String topic = stage.pick(STEPS_OF_PAIRS);
    List<Scene> scenes = new ArrayList<>();
    scenes.add(new Scene("the undo of payment.charge comes first", () -> undo("payment.charge")));
    scenes.add(
        new Scene("the undo of inventory.reserve comes first", () -> undo("inventory.reserve")));
    scenes.add(new Scene("a worker freezes beyond its lock", () -> freeze(topic)));
    if (cluster.shape().quick()) {
      // Otherwise the lock outlasts the longest time that a worker waits for an answer.
      scenes.add(
          new Scene(topic + " is delivered to two workers at once", () -> twiceAtOnce(topic)));
    }
    return scenes;
  }

  private void undo(String topic) throws Exception {
    undoFirst(topic, stage.newOrder("undo"));
  }

  /** The answers of both fetches are held until both workers have the task. */
  private void twiceAtOnce(String topic) throws Exception {
    String order = stage.newOrder("twice");
    Hold first = Hold.at(Hold.Moment.AFTER);
    try (var trap = cluster.trapFetched(Service.of(topic), Crashes.brings(order, topic), first)) {
      stage.place(order);
      first.awaitCaught(Stage.PATIENCE);
    }
    Hold second = Hold.at(Hold.Moment.AFTER);
    try (var trap = cluster.trapFetched(Service.of(topic), Crashes.brings(order, topic), second)) {
      second.awaitCaught(Stage.PATIENCE);
    }
    stage.journal().fault("held: two workers have " + topic + " of " + order);
    first.release();
    second.release();
  }

  /** The step's delivery is held until its undo has run at the other worker. */
  void undoFirst(String topic, String order) throws Exception {
    Hold late = Hold.at(Hold.Moment.AFTER);
    try (var trap = cluster.trapFetched(Service.of(topic), Crashes.brings(order, topic), late)) {
      stage.place(order);
      late.awaitCaught(Stage.PATIENCE);
      stage.giveUp(order);
      stage.awaitRow(
          "a tombstone of " + order,
          Service.of(topic),
          "select state from step_execution where order_id = ? and step = ? and state = 'TOMBSTONE'",
          order,
          topic);
      stage.journal().fault("held: " + topic + " of " + order + " comes after its undo");
    } finally {
      late.release();
    }
  }

  /** It is stopped with the task in its hands and goes on when the lock is another's. */
  private void freeze(String topic) throws Exception {
    String order = stage.newOrder("freeze");
    Hold hold = Hold.at(Hold.Moment.AFTER);
    Node frozen;
    try (var trap = cluster.trapFetched(Service.of(topic), Crashes.brings(order, topic), hold)) {
      stage.place(order);
      frozen = hold.awaitCaught(Stage.PATIENCE).caller();
    }
    frozen.freeze();
    try {
      // The answer arrives at a process that does not run.
      hold.release();
      stage.journal().fault("frozen: " + frozen + " with " + topic + " of " + order);
      stage.awaitRow(
          "the other worker did the step",
          Service.of(topic),
          "select state from step_execution where order_id = ? and step = ? and state <> 'INTENDED'",
          order,
          topic);
    } finally {
      frozen.thaw();
    }
  }

  /** From now on some reports are answered wrongly, until it is closed. */
  AutoCloseable badAnswers(long seed, double rate) {
    Random random = new Random(seed);
    List<AutoCloseable> traps =
        Service.WORKERS.stream()
            .map(
                worker ->
                    cluster.trapEngineCalls(
                        worker,
                        call -> call.isReport() && draw(random) < rate,
                        (call, onward) -> {
                          stage.journal().countFault();
                          return bad(call, random).handle(call, onward);
                        }))
            .toList();
    return () -> {
      for (AutoCloseable trap : traps) {
        trap.close();
      }
    };
  }

  private static double draw(Random random) {
    return random.nextDouble();
  }

  private static Tampering bad(Call call, Random random) {
    List<Tampering> answers = call.isBatch() ? BAD_ANSWERS_TO_SEVERAL : BAD_ANSWERS;
    return answers.get(random.nextInt(answers.size()));
  }
}
