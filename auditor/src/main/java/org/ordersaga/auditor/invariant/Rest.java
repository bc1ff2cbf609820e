package org.ordersaga.auditor.invariant;

import java.util.ArrayList;
import java.util.List;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.Settlement;
import org.ordersaga.auditor.dossier.Dossier.View;
import org.ordersaga.auditor.dossier.Dossier.Work;

/**
 * Whether an order is at rest: CONFIRMED and waiting, DELIVERED, REJECTED or CANCELLED, and nothing
 * is left to do for it.
 *
 * @param reasons why it is not, or empty
 * @param incident whether an operator is needed before it moves on
 */
public record Rest(List<String> reasons, boolean incident) {

  /** Looks at an accepted order. */
  public static Rest of(Dossier order) {
    List<String> reasons = new ArrayList<>();
    order
        .work(Work.Kind.INCIDENT)
        .forEach(w -> reasons.add("incident %s at %s".formatted(w.detail(), w.activity())));
    order
        .work(Work.Kind.TASK)
        .forEach(w -> reasons.add("step %s (%s)".formatted(w.activity(), w.detail())));
    order.work(Work.Kind.REVIEW).forEach(w -> reasons.add("review " + w.activity()));
    order.work(Work.Kind.JOB).forEach(w -> reasons.add("job at " + w.activity()));
    for (Settlement settlement : order.settlements()) {
      if (settlement.open()) {
        reasons.add("settlement of %s open".formatted(settlement.topic()));
      } else if (!"CONFIRMED".equals(settlement.reported())) {
        reasons.add("settlement of %s not yet told to process-app".formatted(settlement.topic()));
      }
    }
    order.messages().stream()
        .filter(message -> message.state().equals("PENDING"))
        .forEach(message -> reasons.add(message.kind() + " not yet decided"));
    View view = order.view();
    boolean waits = order.work(Work.Kind.WAIT).findAny().isPresent();
    boolean arrived = view.ended() || (view.status().equals("CONFIRMED") && waits);
    if (reasons.isEmpty() && !arrived) {
      reasons.add("status " + view.status());
    }
    return new Rest(List.copyOf(reasons), order.work(Work.Kind.INCIDENT).findAny().isPresent());
  }

  /** Whether it is. */
  public boolean isAtRest() {
    return reasons.isEmpty();
  }
}
