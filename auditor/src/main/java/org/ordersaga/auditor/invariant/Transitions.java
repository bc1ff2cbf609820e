package org.ordersaga.auditor.invariant;

import java.util.Map;
import java.util.Set;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.Event;

/**
 * I8, at any time. The log says where the order stood: an order past its pivot only goes forward.
 */
final class Transitions extends Check {

  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "PENDING", Set.of("IN_REVIEW", "CONFIRMED", "REJECTED", "CANCELLED"),
          "IN_REVIEW", Set.of("CONFIRMED", "REJECTED", "CANCELLED"),
          "CONFIRMED", Set.of("DELIVERED", "CANCELLED"));

  /** The pivot, and what comes after it even where the carrier kept the parcel of a stopped one. */
  private static final Set<String> PAST_THE_PIVOT = Set.of("shipping.book", "inventory.commit");

  Transitions() {
    super(Invariant.I8);
  }

  @Override
  boolean holdsInMotion() {
    return true;
  }

  @Override
  void always(Dossier order, Accuser accuser) {
    String status = "PENDING";
    for (Event change : order.events("STATUS_CHANGED").toList()) {
      accuser.same(status, change.from(), "a change of status did not begin where it was");
      accuser.require(
          ALLOWED.getOrDefault(String.valueOf(change.from()), Set.of()).contains(change.to()),
          "its status went from %s to %s",
          change.from(),
          change.to());
      accuser.require(
          !isEarlyEnd(change) || !isPastThePivot(order),
          "its status went from %s to %s past the booking of its shipment",
          change.from(),
          change.to());
      status = change.to();
    }
  }

  /** A confirmed order may be called off by its customer. */
  private static boolean isEarlyEnd(Event change) {
    return Set.of("REJECTED", "CANCELLED").contains(String.valueOf(change.to()))
        && !"CONFIRMED".equals(change.from());
  }

  private static boolean isPastThePivot(Dossier order) {
    return order
        .events("STEP_COMPLETED")
        .anyMatch(event -> PAST_THE_PIVOT.contains(String.valueOf(event.topic())));
  }
}
