package org.ordersaga.auditor.invariant;

import java.util.HashMap;
import java.util.Map;
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

  /** What the provider keeps for an order, by currency. */
  public static Map<String, Long> kept(Dossier order) {
    Map<String, Long> kept = new HashMap<>();
    for (Charge charge : order.charges()) {
      kept.merge(charge.currency(), charge.captured() - charge.refunded(), Long::sum);
    }
    return kept;
  }

  /** What it should keep. */
  public static Map<String, Long> due(Dossier order) {
    View view = order.view();
    return view != null && view.stands() && view.totalAmount() != null
        ? Map.of(view.currency(), view.totalAmount())
        : Map.of();
  }
}
