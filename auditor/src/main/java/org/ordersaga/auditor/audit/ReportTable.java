package org.ordersaga.auditor.audit;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** The report for a person. */
final class ReportTable {

  private static final int NAMED = 10;
  private static final int WIDTH = 44;

  private final Report report;
  private final boolean restDemanded;

  ReportTable(Report report, boolean restDemanded) {
    this.report = report;
    this.restDemanded = restDemanded;
  }

  void print(PrintWriter out) {
    out.println(table());
    report.invariants().forEach(line -> violations(line, out));
    out.println(orders());
    report.notAtRest().stream()
        .limit(NAMED)
        .forEach(
            order ->
                out.println(
                    "  %s: %s".formatted(order.orderId(), String.join("; ", order.reasons()))));
    more(report.notAtRest().size(), out);
    report
        .money()
        .forEach(
            (currency, sum) ->
                out.println(
                    "Money at rest: the provider keeps %d %s (minor units), the standing orders come to %d."
                        .formatted(sum.kept(), currency, sum.due())));
    if (report.mailRepeats().count() > 0) {
      out.println(
          "Mails repeated with one Message-ID: %d (%s). That is allowed: see the reliability page."
              .formatted(report.mailRepeats().count(), named(report.mailRepeats().messageIds())));
    }
    byHand(out);
    out.println(verdict());
  }

  private void byHand(PrintWriter out) {
    if (report.byHand().isEmpty()) {
      return;
    }
    out.println(
        "Undone or settled by hand (MANUAL), as operators declared: %d orders; --order ID tells who and why."
            .formatted(report.byHand().size()));
    report.byHand().stream()
        .limit(NAMED)
        .forEach(
            order -> {
              StringBuilder kept = new StringBuilder();
              order
                  .kept()
                  .forEach(
                      (currency, amount) ->
                          kept.append(
                              "; the provider keeps %d %s of it".formatted(amount, currency)));
              out.println(
                  "  %s: %s%s".formatted(order.orderId(), String.join(", ", order.steps()), kept));
            });
    more(report.byHand().size(), out);
  }

  private String table() {
    return AsciiTable.builder()
        .data(
            report.invariants(),
            List.of(
                new Column()
                    .header("Invariant")
                    .dataAlign(HorizontalAlign.LEFT)
                    .with(Report.Line::id),
                new Column()
                    .header("What it says")
                    .dataAlign(HorizontalAlign.LEFT)
                    .maxWidth(WIDTH, OverflowBehaviour.NEWLINE)
                    .with(Report.Line::says),
                new Column().header("Checked").with(line -> String.valueOf(line.checked())),
                new Column().header("Violated").with(line -> String.valueOf(line.violated())),
                new Column()
                    .header("By")
                    .dataAlign(HorizontalAlign.LEFT)
                    .maxWidth(WIDTH, OverflowBehaviour.NEWLINE)
                    .with(line -> named(line.violatedBy()))))
        .asString();
  }

  private static void violations(Report.Line line, PrintWriter out) {
    List<Report.Violation> violations = line.violations();
    violations.stream()
        .limit(NAMED)
        .forEach(
            violation ->
                out.println(
                    "%s %s: %s.".formatted(line.id(), violation.subject(), violation.sentence())));
    more(violations.size(), out);
  }

  private static void more(int all, PrintWriter out) {
    if (all > NAMED) {
      out.println("  and %d more; --json shows all".formatted(all - NAMED));
    }
  }

  private static String named(List<String> subjects) {
    return subjects.stream().limit(NAMED).collect(Collectors.joining(" "))
        + (subjects.size() > NAMED ? " and %d more".formatted(subjects.size() - NAMED) : "");
  }

  private String orders() {
    long incidents = report.notAtRest().stream().filter(Report.Unrest::incident).count();
    return "Orders: %d, at rest: %d, not at rest: %d%s"
        .formatted(
            report.orders(),
            report.orders() - report.notAtRest().size(),
            report.notAtRest().size(),
            incidents > 0 ? ", of these %d with an incident".formatted(incidents) : "");
  }

  private String verdict() {
    if (report.violated()) {
      return "VIOLATED: not all invariants hold.";
    }
    if (report.notAtRest().isEmpty()) {
      return "All invariants hold.";
    }
    return restDemanded
        ? "NOT AT REST in the time given: the invariants hold for the others."
        : "All invariants hold for the orders at rest; the others were not judged.";
  }
}
