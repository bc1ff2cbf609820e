package org.ordersaga.auditor.invariant;

import java.util.List;
import java.util.Set;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.CustomerOrder;
import org.ordersaga.auditor.dossier.Dossier.Event;
import org.ordersaga.auditor.dossier.Dossier.Instance;
import org.ordersaga.auditor.dossier.Dossier.Settlement;
import org.ordersaga.auditor.dossier.Dossier.ToldSettlement;
import org.ordersaga.auditor.dossier.Dossier.View;
import org.ordersaga.auditor.dossier.Dossier.Work;

/**
 * I1. An order that can never move again without being at rest is a violation, and not in motion. A
 * timer moves nothing: the only one reminds the customer.
 */
final class Agreement extends Check {

  private static final Set<Work.Kind> MOVES =
      Set.of(Work.Kind.TASK, Work.Kind.REVIEW, Work.Kind.JOB, Work.Kind.INCIDENT);

  Agreement() {
    super(Invariant.I1);
  }

  @Override
  void neverAccepted(Dossier order, Accuser accuser) {
    accuser.require(order.intake() == null, "was accepted, but has no row in order_view");
    accuser.require(order.view() == null, "is in order_view, but was never accepted");
    accuser.require(order.instances().isEmpty(), "has a process, but was never accepted");
    accuser.require(order.customerOrder() == null, "is in the order table, but was never accepted");
  }

  @Override
  void always(Dossier order, Accuser accuser) {
    process(order, accuser);
    log(order, accuser);
    CustomerOrder table = order.customerOrder();
    if (table != null && !table.lines().isEmpty()) {
      accuser.same(order.view().lines(), table.lines(), "the order table has other lines");
    }
    for (Settlement settlement : order.settlements()) {
      told(order, settlement, accuser);
    }
    for (ToldSettlement told : order.told()) {
      accuser.require(
          order.settlements().stream().anyMatch(s -> s.topic().equals(told.topic())),
          "process-app was told of a settlement of %s that no worker knows",
          told.topic());
      accuser.require(
          settled(order, "SETTLEMENT_OPENED", told)
              && settled(order, "SETTLEMENT_CONFIRMED", told) == told.state().equals("CONFIRMED"),
          "the settlement of %s is %s, and the log says otherwise",
          told.topic(),
          told.state());
    }
  }

  private static boolean settled(Dossier order, String kind, ToldSettlement told) {
    return order.events(kind).anyMatch(event -> told.topic().equals(event.topic()));
  }

  private static void process(Dossier order, Accuser accuser) {
    View view = order.view();
    boolean waits = order.work(Work.Kind.WAIT).findAny().isPresent();
    boolean moves = order.work().stream().anyMatch(work -> MOVES.contains(work.kind()));
    accuser.require(order.instances().size() <= 1, "has more than one process");
    for (Instance instance : order.instances()) {
      accuser.same(view.instanceId(), instance.id(), "order_view names another process");
      accuser.require(
          instance.ended() != instance.running(),
          "the engine's history does not agree with what runs");
    }
    if (!order.running()) {
      accuser.require(view.ended(), "its process is gone, and its status is %s", view.status());
      return;
    }
    accuser.require(
        !waits || view.status().equals("CONFIRMED"),
        "waits for its delivery, and its status is %s",
        view.status());
    accuser.require(
        waits || moves,
        "its process runs, and nothing will ever move it; status %s",
        view.status());
  }

  private static void log(Dossier order, Accuser accuser) {
    List<Event> events = order.events();
    accuser.require(
        !events.isEmpty()
            && events.get(0).kind().equals("ORDER_ACCEPTED")
            && order.events("ORDER_ACCEPTED").count() == 1,
        "its log does not begin with its acceptance");
    String logged =
        order
            .events("STATUS_CHANGED")
            .map(Event::to)
            .reduce((first, last) -> last)
            .orElse("PENDING");
    accuser.same(logged, order.view().status(), "the status is not the log's last one");
    String cancellation = order.view().cancellation();
    accuser.same(
        order.events("CANCELLATION_DONE").count() == 1 ? "DONE" : "not DONE",
        cancellation.equals("DONE") ? "DONE" : "not DONE",
        "cancellation and log do not agree");
    accuser.require(
        order.events("CANCELLATION_REQUESTED").findAny().isPresent()
            == !cancellation.equals("NONE"),
        "cancellation is %s, and the log says otherwise",
        cancellation);
    accuser.require(
        order.messages().stream().anyMatch(m -> m.kind().equals("CANCELLATION"))
            == !cancellation.equals("NONE"),
        "cancellation is %s, and the stored request says otherwise",
        cancellation);
    accuser.require(
        order.messages().stream().anyMatch(m -> m.kind().equals("DELIVERY"))
            == order.events("DELIVERY_REQUESTED").findAny().isPresent(),
        "a delivery is stored or in the log, but not both");
    accuser.require(
        order.messages().stream()
                .anyMatch(m -> m.kind().equals("GIVE_UP") && !m.state().equals("REFUSED"))
            == order.events("GIVE_UP_REQUESTED").findAny().isPresent(),
        "giving up is stored or in the log, but not both");
    for (String topic :
        List.of("inventory.reserve", "payment.charge", "inventory.commit", "order.confirm")) {
      accuser.require(
          !completed(order, topic) || stepWasDone(order, topic),
          "the log has %s completed, the worker has it as %s",
          topic,
          order.stateOf(topic).isEmpty() ? "never begun" : order.stateOf(topic));
    }
  }

  private static boolean completed(Dossier order, String topic) {
    return order.events("STEP_COMPLETED").anyMatch(event -> topic.equals(event.topic()));
  }

  private static boolean stepWasDone(Dossier order, String topic) {
    return Set.of("DONE", "UNDONE", "MANUAL").contains(order.stateOf(topic));
  }

  private static void told(Dossier order, Settlement settlement, Accuser accuser) {
    String known =
        order.told().stream()
            .filter(told -> told.topic().equals(settlement.topic()))
            .map(ToldSettlement::state)
            .findFirst()
            .orElse(null);
    boolean agree =
        settlement.reported() == null
            ? !"CONFIRMED".equals(known) || !settlement.open()
            : settlement.reported().equals("CONFIRMED")
                ? "CONFIRMED".equals(known)
                : known != null && (known.equals("OPEN") || !settlement.open());
    accuser.require(
        agree,
        "the settlement of %s is %s, and process-app has it as %s",
        settlement.topic(),
        settlement.state(),
        known == null ? "unknown" : known);
  }

  @Override
  void atRest(Dossier order, Accuser accuser) {
    View view = order.view();
    CustomerOrder table = order.customerOrder();
    if (table == null) {
      accuser.accuse("is %s, and not in the order table".formatted(view.status()));
    } else {
      accuser.same(view.status(), table.status(), "the order table has another status");
      accuser.same(
          view.closed() ? view.failureReason() : null,
          table.failureReason(),
          "the order table has another reason");
    }
    accuser.require(
        !view.cancellation().equals("REQUESTED"), "its cancellation is asked for and undecided");
    accuser.require(
        !view.cancellation().equals("DONE") || view.status().equals("CANCELLED"),
        "its cancellation is done, and its status is %s",
        view.status());
    accuser.require(
        !view.status().equals("CANCELLED") || view.cancellation().equals("DONE"),
        "is CANCELLED, and its cancellation is %s",
        view.cancellation());
    if (view.stands()) {
      for (String topic :
          List.of("inventory.reserve", "payment.charge", "inventory.commit", "order.confirm")) {
        accuser.require(
            completed(order, topic), "is %s, and its log has no %s", view.status(), topic);
      }
    }
  }
}
