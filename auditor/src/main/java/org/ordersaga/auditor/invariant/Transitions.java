package org.ordersaga.auditor.invariant;

import java.util.Map;
import java.util.Set;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.Event;

/** I8, at any time. */
final class Transitions extends Check {

  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "PENDING", Set.of("IN_REVIEW", "CONFIRMED", "REJECTED", "CANCELLED"),
          "IN_REVIEW", Set.of("CONFIRMED", "REJECTED", "CANCELLED"),
          "CONFIRMED", Set.of("DELIVERED", "CANCELLED"));

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
      status = change.to();
    }
  }
}
