package org.ordersaga.auditor.invariant;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.View;
import org.ordersaga.auditor.source.Charge;

/** I3, the part of one order at rest. */
public final class Money extends Check {

  Money() {
    super(Invariant.I3);
  }

  @Override
  void atRest(Dossier order, Accuser accuser) {
    Map<String, Long> kept = kept(order);
    due(order).forEach((currency, total) -> kept.merge(currency, -total, Long::sum));
    kept.forEach(
        (currency, tooMuch) ->
            accuser.require(
                tooMuch == 0,
                "is %s, and the provider keeps %d %s %s than its total",
                order.view().status(),
                Math.abs(tooMuch),
                currency,
                tooMuch > 0 ? "more" : "less"));
    accuser.require(
        !order.view().stands() || order.view().totalAmount() != null,
        "is %s, and has no total",
        order.view().status());
  }

  /**
   * What the provider keeps for an order, by currency, less what was paid back by hand: that is no
   * longer the customer's.
   */
  public static Map<String, Long> kept(Dossier order) {
    Map<String, Long> kept = new HashMap<>();
    for (Charge charge : order.charges()) {
      long left = isPaidBackByHand(order, charge) ? 0 : charge.captured() - charge.refunded();
      kept.merge(charge.currency(), left, Long::sum);
    }
    return kept;
  }

  /** What the provider keeps although an operator declared it paid back, by currency. */
  public static Map<String, Long> paidBackByHand(Dossier order) {
    Map<String, Long> paid = new TreeMap<>();
    for (Charge charge : order.charges()) {
      if (isPaidBackByHand(order, charge)) {
        paid.merge(charge.currency(), charge.captured() - charge.refunded(), Long::sum);
      }
    }
    return paid;
  }

  private static boolean isPaidBackByHand(Dossier order, Charge charge) {
    return order.payment() != null
        && order.payment().manual()
        && order.payment().key().equals(charge.idempotencyKey());
  }

  /** What it should keep. */
  public static Map<String, Long> due(Dossier order) {
    View view = order.view();
    return view != null && view.stands() && view.totalAmount() != null
        ? Map.of(view.currency(), view.totalAmount())
        : Map.of();
  }
}
