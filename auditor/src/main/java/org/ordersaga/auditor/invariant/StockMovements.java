package org.ordersaga.auditor.invariant;

import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.Movement;
import org.ordersaga.auditor.dossier.Dossier.Reservation;

/** I2, the part of one order: its reservation is what its movements say, at any time. */
final class StockMovements extends Check {

  StockMovements() {
    super(Invariant.I2);
  }

  @Override
  void always(Dossier order, Accuser accuser) {
    Reservation reservation = order.reservation();
    if (reservation == null) {
      accuser.require(
          order.movements().isEmpty(), "has stock movements, but there is no reservation");
      return;
    }
    for (Reservation.Line line : reservation.lines()) {
      String sku = line.sku();
      long reserved =
          moved(order, sku, "RESERVED")
              - moved(order, sku, "RELEASED")
              - moved(order, sku, "COMMITTED")
              + moved(order, sku, "UNCOMMITTED");
      long sold = moved(order, sku, "COMMITTED") - moved(order, sku, "UNCOMMITTED");
      String status = reservation.status();
      long expectedReserved = status.equals("RESERVED") ? line.quantity() : 0;
      long expectedSold = status.equals("COMMITTED") ? line.quantity() : 0;
      accuser.require(
          reserved == expectedReserved && sold == expectedSold,
          "its reservation of %d %s is %s, its movements come to %d reserved and %d sold",
          line.quantity(),
          sku,
          status,
          reserved,
          sold);
      accuser.require(
          moved(order, sku, "RESERVED") >= line.quantity(),
          "its reservation of %d %s has no movement",
          line.quantity(),
          sku);
    }
    for (Movement movement : order.movements()) {
      accuser.require(
          reservation.lines().stream().anyMatch(line -> line.sku().equals(movement.sku())),
          "%d %s were moved, and its reservation has none",
          movement.quantity(),
          movement.sku());
    }
  }

  @Override
  void neverAccepted(Dossier order, Accuser accuser) {
    always(order, accuser);
  }

  private static long moved(Dossier order, String sku, String kind) {
    return order.movements().stream()
        .filter(movement -> movement.sku().equals(sku) && movement.kind().equals(kind))
        .mapToLong(Movement::quantity)
        .sum();
  }
}
