package org.ordersaga.auditor.invariant;

import java.util.Map;
import java.util.TreeMap;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.Reservation;
import org.ordersaga.auditor.dossier.Dossier.View;

/** I5. */
final class Reservations extends Check {

  Reservations() {
    super(Invariant.I5);
  }

  @Override
  void neverAccepted(Dossier order, Accuser accuser) {
    accuser.require(order.reservation() == null, "has a reservation, but was never accepted");
  }

  @Override
  void always(Dossier order, Accuser accuser) {
    if (order.reservation() != null) {
      Map<String, Integer> reserved = new TreeMap<>();
      order.reservation().lines().forEach(line -> reserved.put(line.sku(), line.quantity()));
      accuser.same(order.view().lines(), reserved, "its reservation is over other goods");
    }
  }

  @Override
  void atRest(Dossier order, Accuser accuser) {
    View view = order.view();
    Reservation reservation = order.reservation();
    String status = reservation == null ? "gone" : reservation.status();
    if (view.stands()) {
      accuser.require(
          status.equals("COMMITTED"), "is %s, and its reservation is %s", view.status(), status);
    } else {
      accuser.require(
          reservation == null || status.equals("RELEASED"),
          "is %s, and its reservation is still %s",
          view.status(),
          status);
    }
  }
}
