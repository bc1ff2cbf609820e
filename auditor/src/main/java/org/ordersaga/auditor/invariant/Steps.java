package org.ordersaga.auditor.invariant;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.Movement;
import org.ordersaga.auditor.dossier.Dossier.Reservation;
import org.ordersaga.auditor.dossier.Dossier.Step;
import org.ordersaga.auditor.dossier.Dossier.View;

/** I6: what the workers' ledgers say, compared with the effects and with the order log. */
final class Steps extends Check {

  private static final String RESERVE = "inventory.reserve";
  private static final String CHARGE = "payment.charge";
  private static final String BOOK = "shipping.book";
  private static final String COMMIT = "inventory.commit";

  /** Steps that have an undo, in the order in which they are undone. */
  private static final List<String> UNDOABLE = List.of(BOOK, COMMIT, CHARGE, RESERVE);

  private static final Map<String, String> UNDO =
      Map.of(
          BOOK, "shipping.cancel",
          COMMIT, "inventory.uncommit",
          CHARGE, "payment.refund",
          RESERVE, "inventory.release");

  private static final String NONE = "";

  /** The states of a step that was taken back, by its worker or by hand, or before it came. */
  private static final Set<String> UNDONE = Set.of("UNDONE", "MANUAL", "TOMBSTONE");

  /** The states that an effect can be in, by topic and state of the ledger's row. */
  private static final Map<String, Map<String, Set<String>>> EFFECTS =
      Map.of(
          RESERVE,
          Map.of(
              NONE,
              Set.of(NONE),
              "DONE",
              Set.of("RESERVED", "COMMITTED"),
              "REFUSED",
              Set.of(NONE),
              "UNDONE",
              Set.of("RELEASED"),
              "MANUAL",
              Set.of("RELEASED"),
              "TOMBSTONE",
              Set.of(NONE)),
          COMMIT,
          Map.of(
              NONE,
              Set.of(NONE, "RESERVED", "RELEASED"),
              "DONE",
              Set.of("COMMITTED"),
              "UNDONE",
              Set.of("RESERVED", "RELEASED"),
              "MANUAL",
              Set.of("RESERVED", "RELEASED"),
              "TOMBSTONE",
              Set.of(NONE, "RESERVED", "RELEASED")),
          CHARGE,
          Map.of(
              NONE,
              Set.of(NONE),
              "INTENDED",
              Set.of("INTENDED"),
              "DONE",
              Set.of("CAPTURED"),
              "REFUSED",
              Set.of(NONE, "DECLINED", "VOIDED", "REFUNDED"),
              "GIVEN_UP",
              Set.of("INTENDED"),
              "UNDONE",
              Set.of("INTENDED", "VOIDED", "REFUNDED"),
              "MANUAL",
              Set.of("MANUAL"),
              "TOMBSTONE",
              Set.of(NONE)),
          BOOK,
          Map.of(
              NONE,
              Set.of(NONE),
              "INTENDED",
              Set.of("INTENDED"),
              "DONE",
              Set.of("BOOKED"),
              "REFUSED",
              Set.of(NONE, "REJECTED", "VOIDED", "CANCELLED"),
              "GIVEN_UP",
              Set.of("INTENDED"),
              "UNDONE",
              Set.of("INTENDED", "VOIDED", "CANCELLED"),
              "MANUAL",
              Set.of("MANUAL"),
              "TOMBSTONE",
              Set.of(NONE)));

  /** The steps of the order service, and what its table may say once they are done. */
  private static final Map<String, Set<String>> ORDER_STEPS =
      Map.of(
          "order.create",
          Set.of("PENDING", "CONFIRMED", "DELIVERED", "REJECTED", "CANCELLED"),
          "order.confirm",
          Set.of("CONFIRMED", "DELIVERED", "CANCELLED"),
          "order.complete",
          Set.of("DELIVERED"),
          "order.close",
          Set.of("REJECTED", "CANCELLED"));

  Steps() {
    super(Invariant.I6);
  }

  @Override
  void neverAccepted(Dossier order, Accuser accuser) {
    always(order, accuser);
    accuser.require(order.steps().isEmpty(), "steps were executed, and it was never accepted");
    accuser.require(order.shipment() == null, "has a shipment, but was never accepted");
  }

  @Override
  void always(Dossier order, Accuser accuser) {
    effects(order, accuser);
    orderTable(order, accuser);
    once(order, accuser);
    for (Step step : order.steps()) {
      boolean undone = UNDONE.contains(step.state());
      accuser.require(
          !undone || step.undoneAt() != null, "%s is %s, at no time", step.topic(), step.state());
      accuser.require(
          step.undoneAt() == null || undone || step.state().equals("REFUSED"),
          "%s was undone, and is %s",
          step.topic(),
          step.state());
      accuser.require(
          !step.manual() || isDeclared(order, step.topic()),
          "%s is MANUAL, and the log has no operator who declared it",
          step.topic());
    }
    for (String topic : UNDOABLE) {
      long undone = undoneInLog(order, topic);
      accuser.require(undone <= 1, "%s was undone %d times", topic, undone);
      accuser.require(
          undone == 0 || order.step(topic).filter(step -> step.undoneAt() != null).isPresent(),
          "the log has %s undone, the worker has it as %s",
          topic,
          shown(order.stateOf(topic)));
    }
    reverse(order, accuser);
  }

  private static void effects(Dossier order, Accuser accuser) {
    Reservation reservation = order.reservation();
    String goods = reservation == null ? NONE : reservation.status();
    String payment = order.payment() == null ? NONE : order.payment().state();
    String shipment = order.shipment() == null ? NONE : order.shipment().state();
    Map.of(RESERVE, goods, COMMIT, goods, CHARGE, payment, BOOK, shipment)
        .forEach(
            (topic, effect) -> {
              String state = order.stateOf(topic);
              Set<String> possible = EFFECTS.get(topic).getOrDefault(state, Set.of());
              accuser.require(
                  possible.contains(effect),
                  "%s is %s, and its effect is %s",
                  topic,
                  shown(state),
                  shown(effect));
            });
  }

  private static void orderTable(Dossier order, Accuser accuser) {
    String table = order.customerOrder() == null ? NONE : order.customerOrder().status();
    ORDER_STEPS.forEach(
        (topic, statuses) ->
            accuser.require(
                !order.stateOf(topic).equals("DONE") || statuses.contains(table),
                "%s is DONE, and the order table has %s",
                topic,
                shown(table)));
    String maker =
        switch (table) {
          case "PENDING" -> "order.create";
          case "CONFIRMED" -> "order.confirm";
          case "DELIVERED" -> "order.complete";
          case "REJECTED", "CANCELLED" -> "order.close";
          default -> null;
        };
    accuser.require(
        maker == null || order.stateOf(maker).equals("DONE"),
        "the order table has %s, and %s is %s",
        table,
        maker,
        maker == null ? null : shown(order.stateOf(maker)));
  }

  /** A movement that was made twice and taken back twice adds up, and is wrong all the same. */
  private static void once(Dossier order, Accuser accuser) {
    if (order.reservation() != null) {
      for (Reservation.Line line : order.reservation().lines()) {
        for (Movement movement : order.movements()) {
          accuser.require(
              !movement.sku().equals(line.sku()) || movement.quantity() <= line.quantity(),
              "%d %s were %s for a reservation of %d",
              movement.quantity(),
              line.sku(),
              movement.kind(),
              line.quantity());
        }
      }
    }
    Set<String> completed = new TreeSet<>();
    order
        .events("STEP_COMPLETED")
        .filter(event -> event.topic() != null)
        .forEach(
            event ->
                accuser.require(
                    completed.add(event.topic()), "the log has %s twice", event.topic()));
  }

  private static void reverse(Dossier order, Accuser accuser) {
    List<String> logged =
        order.events("STEP_UNDONE").map(event -> String.valueOf(event.topic())).toList();
    List<String> inOrder = UNDOABLE.stream().map(UNDO::get).filter(logged::contains).toList();
    accuser.require(
        logged.size() != inOrder.size() || logged.equals(inOrder),
        "was undone in the order %s instead of %s",
        logged,
        inOrder);
    String later = null;
    Instant last = Instant.MIN;
    for (String topic : UNDOABLE) {
      Step step =
          order
              .step(topic)
              .filter(row -> UNDONE.contains(row.state()))
              .filter(row -> !row.state().equals("TOMBSTONE"))
              .orElse(null);
      if (step != null && step.undoneAt() != null) {
        accuser.require(!step.undoneAt().isBefore(last), "%s was undone before %s", topic, later);
        last = step.undoneAt();
        later = topic;
      }
    }
  }

  @Override
  void atRest(Dossier order, Accuser accuser) {
    View view = order.view();
    for (String topic : UNDOABLE) {
      String state = order.stateOf(topic);
      if (view.stands()) {
        accuser.require(
            state.equals("DONE") || (topic.equals(BOOK) && keptByOlderRelease(order)),
            "is %s, and %s is %s",
            view.status(),
            topic,
            shown(state));
      } else {
        accuser.require(
            !Set.of("DONE", "INTENDED", "GIVEN_UP").contains(state),
            "is %s, and %s is %s: nobody undid it",
            view.status(),
            topic,
            state);
        accuser.require(
            !UNDONE.contains(state) || undoneInLog(order, topic) == 1,
            "%s was undone, and the log does not have it",
            topic);
      }
    }
    accuser.require(
        !view.stands() || order.stateOf("order.create").equals("DONE"),
        "is %s, and order.create is %s",
        view.status(),
        shown(order.stateOf("order.create")));
  }

  /**
   * Whether the carrier kept the parcel of a booking in doubt under a release that recorded the
   * refusal and left the booking as it was. That there is a parcel, the carrier's list proves.
   */
  static boolean keptByOlderRelease(Dossier order) {
    return order.view().stands()
        && order
            .step(BOOK)
            .filter(step -> Set.of("INTENDED", "GIVEN_UP").contains(step.state()))
            .filter(step -> step.undoRefusal() != null)
            .isPresent();
  }

  /** Whether an operator said in the log that it was undone by hand, or settled as it is. */
  private static boolean isDeclared(Dossier order, String topic) {
    return order
            .events("UNDONE_BY_HAND")
            .anyMatch(event -> String.valueOf(UNDO.get(topic)).equals(event.topic()))
        || order.events("SETTLEMENT_ACCEPTED").anyMatch(event -> topic.equals(event.topic()));
  }

  private static long undoneInLog(Dossier order, String topic) {
    return order
        .events("STEP_UNDONE")
        .filter(event -> UNDO.get(topic).equals(event.topic()))
        .count();
  }

  private static String shown(String state) {
    return state.isEmpty() ? "missing" : state;
  }
}
