package org.ordersaga.modeltool.migrate;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The report for a person: orders that stand alike in one line. */
final class ReportTable {

  private static final int NAMED = 3;
  private static final int WIDTH = 40;

  private final Report report;

  ReportTable(Report report) {
    this.report = report;
  }

  private record Alike(List<String> standsAt, Outcome outcome, String reason) {}

  private record Row(String from, Alike alike, List<String> orders) {

    String named() {
      return orders.stream().limit(NAMED).collect(Collectors.joining(" "))
          + (orders.size() > NAMED ? " and %d more".formatted(orders.size() - NAMED) : "");
    }
  }

  void print(PrintWriter out) {
    List<Row> rows = new ArrayList<>();
    report.from().forEach(part -> rows.addAll(rows(part)));
    if (rows.isEmpty()) {
      out.println("No order runs on another version: nothing to move to " + report.to() + ".");
      return;
    }
    out.println(
        AsciiTable.builder()
            .data(
                rows,
                List.of(
                    left("From", Row::from),
                    left("Stands at", row -> String.join(", ", row.alike().standsAt())),
                    new Column().header("Orders").with(row -> String.valueOf(row.orders().size())),
                    left("", row -> row.alike().outcome().name().replace('_', ' ')),
                    left(
                        "Because", row -> row.alike().reason() == null ? "" : row.alike().reason()),
                    left("Which", Row::named)))
            .asString());
    report.from().stream()
        .filter(part -> !part.newSteps().isEmpty() && !part.orders().isEmpty())
        .forEach(
            part ->
                out.println(
                    "New since %s, and met by orders that stand before: %s."
                        .formatted(part.version(), String.join(", ", part.newSteps()))));
    out.println(sum(rows));
  }

  private static ColumnData<Row> left(String header, Function<Row, String> value) {
    return new Column()
        .header(header)
        .dataAlign(HorizontalAlign.LEFT)
        .maxWidth(WIDTH, OverflowBehaviour.NEWLINE)
        .with(value);
  }

  private static List<Row> rows(Report.Part part) {
    Map<Alike, List<String>> alike = new LinkedHashMap<>();
    part.orders()
        .forEach(
            line ->
                alike
                    .computeIfAbsent(
                        new Alike(line.standsAt(), line.outcome(), line.reason()),
                        key -> new ArrayList<>())
                    .add(line.orderId()));
    return alike.entrySet().stream()
        .map(entry -> new Row(part.version(), entry.getKey(), entry.getValue()))
        .toList();
  }

  private String sum(List<Row> rows) {
    Map<Outcome, Integer> sums =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.alike().outcome(), Collectors.summingInt(r -> r.orders().size())));
    return report.dryRun()
        ? "To %s: %d would move, %d would stay. Nothing was changed."
            .formatted(
                report.to(),
                sums.getOrDefault(Outcome.WOULD_MOVE, 0),
                sums.getOrDefault(Outcome.STAYS, 0))
        : "To %s: %d moved, %d stay as they were, %d were finished meanwhile."
            .formatted(
                report.to(),
                sums.getOrDefault(Outcome.MOVED, 0),
                sums.getOrDefault(Outcome.STAYS, 0),
                sums.getOrDefault(Outcome.ENDED, 0));
  }
}
