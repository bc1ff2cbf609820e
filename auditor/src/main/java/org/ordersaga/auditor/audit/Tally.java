package org.ordersaga.auditor.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.invariant.Finding;
import org.ordersaga.auditor.invariant.Invariant;
import org.ordersaga.auditor.invariant.Judge.Verdict;
import org.ordersaga.auditor.invariant.Money;

/** Adds up what was judged. */
final class Tally {

  private final Map<Invariant, Long> checked = new EnumMap<>(Invariant.class);
  private final List<Finding> findings = new ArrayList<>();
  private final List<Report.Unrest> notAtRest = new ArrayList<>();
  private final TreeMap<String, Report.Sum> money = new TreeMap<>();
  private final List<String> repeated = new ArrayList<>();
  private final List<Report.ByHand> byHand = new ArrayList<>();
  private long orders;
  private long repeats;

  /** Counts an order, with what was found about it. */
  void add(Dossier order, Verdict verdict) {
    findings.addAll(verdict.findings());
    if (verdict.rest() != null) {
      orders++;
      verdict.judged().forEach(invariant -> checked(invariant, 1));
      if (!verdict.rest().isAtRest()) {
        notAtRest.add(
            new Report.Unrest(
                order.orderId(), verdict.rest().reasons(), verdict.rest().incident()));
      }
    }
    List<String> declared =
        order.steps().stream().filter(Dossier.Step::manual).map(Dossier.Step::topic).toList();
    if (!declared.isEmpty()) {
      byHand.add(new Report.ByHand(order.orderId(), declared, Money.paidBackByHand(order)));
    }
    // Money in motion is judged when it has arrived; nobody's money never will.
    if (verdict.rest() == null || verdict.rest().isAtRest()) {
      Money.kept(order).forEach((currency, kept) -> sum(currency, kept, 0));
      Money.due(order).forEach((currency, due) -> sum(currency, 0, due));
    }
    Collection<String> different = new TreeSet<>(order.mails());
    if (different.size() < order.mails().size()) {
      repeats += order.mails().size() - different.size();
      different.stream()
          .filter(mail -> order.mails().indexOf(mail) != order.mails().lastIndexOf(mail))
          .forEach(mail -> repeated.add("<%s.%s>".formatted(order.orderId(), mail)));
    }
  }

  /** Counts an order that moved every time it was looked at. */
  void addMoving(String orderId) {
    orders++;
    notAtRest.add(new Report.Unrest(orderId, List.of("moved whenever it was looked at"), false));
  }

  /** Takes down what concerns no single order. */
  void add(Finding finding) {
    findings.add(finding);
  }

  void checked(Invariant invariant, long more) {
    checked.merge(invariant, more, Long::sum);
  }

  private void sum(String currency, long kept, long due) {
    money.merge(String.valueOf(currency), new Report.Sum(kept, due), Report.Sum::plus);
  }

  Report report() {
    money.forEach(
        (currency, sum) -> {
          if (sum.kept() != sum.due()) {
            findings.add(
                new Finding(
                    Invariant.I3,
                    "sum in " + currency,
                    "the provider keeps %d, the standing orders come to %d"
                        .formatted(sum.kept(), sum.due())));
          }
        });
    List<Report.Line> lines = new ArrayList<>();
    for (Invariant invariant : Invariant.values()) {
      lines.add(
          new Report.Line(
              invariant.name(),
              invariant.says(),
              checked.getOrDefault(invariant, 0L),
              findings.stream().filter(finding -> finding.invariant() == invariant).toList()));
    }
    return new Report(
        orders,
        notAtRest,
        lines,
        money,
        new Report.Repeats(repeats, List.copyOf(repeated)),
        List.copyOf(byHand));
  }
}
