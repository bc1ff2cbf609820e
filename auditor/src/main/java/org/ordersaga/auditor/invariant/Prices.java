package org.ordersaga.auditor.invariant;

import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.Reservation;
import org.ordersaga.auditor.source.Charge;

/** I10. */
final class Prices extends Check {

  Prices() {
    super(Invariant.I10);
  }

  @Override
  void always(Dossier order, Accuser accuser) {
    Reservation reservation = order.reservation();
    if (reservation == null) {
      return;
    }
    long sum = 0;
    for (Reservation.Line line : reservation.lines()) {
      sum += line.quantity() * line.unitPrice();
      accuser.same(
          line.cataloguePrice() == null
              ? null
              : line.cataloguePrice() + " " + line.catalogueCurrency(),
          line.unitPrice() + " " + reservation.currency(),
          "the price of %s when it was reserved".formatted(line.sku()));
    }
    accuser.same(sum, reservation.totalAmount(), "the reservation's total");
    accuser.same(order.view().currency(), reservation.currency(), "the reservation's currency");
    same(reservation.totalAmount(), order.view().totalAmount(), "the total in order_view", accuser);
    if (order.payment() != null) {
      accuser.same(reservation.totalAmount(), order.payment().amount(), "the payment's amount");
      accuser.same(reservation.currency(), order.payment().currency(), "the payment's currency");
    }
    for (Charge charge : order.charges()) {
      accuser.same(reservation.totalAmount(), charge.amount(), "the amount that was charged");
      accuser.same(reservation.currency(), charge.currency(), "the currency that was charged");
    }
    if (order.customerOrder() != null) {
      same(
          reservation.totalAmount(),
          order.customerOrder().totalAmount(),
          "the total in the order table",
          accuser);
      if (order.customerOrder().currency() != null) {
        accuser.same(
            reservation.currency(),
            order.customerOrder().currency(),
            "the currency in the order table");
      }
    }
  }

  @Override
  void atRest(Dossier order, Accuser accuser) {
    if (!order.view().stands()) {
      return;
    }
    accuser.require(order.view().totalAmount() != null, "order_view has no total");
    accuser.require(
        order.customerOrder() == null || order.customerOrder().totalAmount() != null,
        "the order table has no total");
  }

  /** A total that is not known yet, or never was, is no wrong total. */
  private static void same(long expected, Long found, String what, Accuser accuser) {
    if (found != null) {
      accuser.same(expected, found, what);
    }
  }
}
