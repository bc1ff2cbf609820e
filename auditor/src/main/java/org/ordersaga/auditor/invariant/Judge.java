package org.ordersaga.auditor.invariant;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ordersaga.auditor.dossier.Dossier;

/** Judges one order after the other by all invariants. */
public final class Judge {

  private final List<Check> checks =
      List.of(
          new Agreement(),
          new StockMovements(),
          new Money(),
          new Payments(),
          new Shipments(),
          new Reservations(),
          new Steps(),
          new Messages(),
          new Transitions(),
          new Answers(),
          new Prices());

  /**
   * What was found about an order.
   *
   * @param rest null if the order was never accepted
   * @param judged by which invariants as a whole
   */
  public record Verdict(Rest rest, Set<Invariant> judged, Set<Finding> findings) {}

  /** Judges an order. */
  public Verdict judge(Dossier order) {
    Set<Finding> findings = new LinkedHashSet<>();
    Set<Invariant> judged = EnumSet.noneOf(Invariant.class);
    Rest rest = order.accepted() ? Rest.of(order) : null;
    for (Check check : checks) {
      Check.Accuser accuser = check.accuser(order, findings::add);
      if (rest == null) {
        check.neverAccepted(order, accuser);
        continue;
      }
      check.always(order, accuser);
      if (rest.isAtRest()) {
        check.atRest(order, accuser);
      }
      if (rest.isAtRest() || check.holdsInMotion()) {
        judged.add(check.invariant());
      }
    }
    return new Verdict(rest, judged, findings);
  }
}
