package org.ordersaga.modeltool.replay;

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
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The report for a person: orders that change alike in one line. */
final class ReportTable {

  private static final int NAMED = 3;
  private static final int WIDTH = 40;

  private final Report report;

  ReportTable(Report report) {
    this.report = report;
  }

  private record Alike(String leaves, String was, String would) {}

  private record Row(Alike alike, List<String> orders) {}

  void print(PrintWriter out) {
    List<Row> rows = rows();
    if (!rows.isEmpty()) {
      out.println(
          AsciiTable.builder()
              .data(
                  rows,
                  List.of(
                      new Column()
                          .header("Orders")
                          .with(row -> String.valueOf(row.orders().size())),
                      left("Leave their path", row -> row.alike().leaves()),
                      left("Ended", row -> row.alike().was()),
                      left("Would have ended", row -> row.alike().would()),
                      left("Which", row -> named(row.orders()))))
              .asString());
    }
    grouped(Report.Verdict.NOT_REPLAYED, Report.Line::why)
        .forEach(
            (why, orders) ->
                out.println("Could not be replayed (%s): %s.".formatted(why, named(orders))));
    unanswered()
        .forEach(
            (step, orders) ->
                out.println(
                    "New step %s needs an answer that was never recorded; taken as completed with no outputs, for %d orders."
                        .formatted(step, orders)));
    out.println(
        "%d replayed through %s: %d the same way, %d another way; %d could not be replayed."
            .formatted(
                report.replayed(),
                report.model(),
                report.sameWay(),
                report.otherWay(),
                report.notReplayed()));
  }

  private List<Row> rows() {
    Map<Alike, List<String>> alike = new LinkedHashMap<>();
    report.orders().stream()
        .filter(line -> line.verdict() == Report.Verdict.OTHER_WAY)
        .forEach(
            line ->
                alike
                    .computeIfAbsent(
                        new Alike(leaves(line.fork()), line.recorded(), line.outcome()),
                        key -> new ArrayList<>())
                    .add(line.orderId()));
    return alike.entrySet().stream()
        .map(entry -> new Row(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static String leaves(Report.Fork fork) {
    return fork == null
        ? "nowhere"
        : "after %s: to %s, not %s"
            .formatted(fork.after(), orEnd(fork.replayed()), orEnd(fork.recorded()));
  }

  private static String orEnd(String step) {
    return step == null ? "nothing" : step;
  }

  private Map<String, List<String>> grouped(
      Report.Verdict verdict, Function<Report.Line, String> by) {
    return report.orders().stream()
        .filter(line -> line.verdict() == verdict)
        .collect(
            Collectors.groupingBy(
                by, TreeMap::new, Collectors.mapping(Report.Line::orderId, Collectors.toList())));
  }

  private Map<String, Long> unanswered() {
    return report.orders().stream()
        .flatMap(line -> line.unanswered().stream())
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  private static ColumnData<Row> left(String header, Function<Row, String> value) {
    return new Column()
        .header(header)
        .dataAlign(HorizontalAlign.LEFT)
        .maxWidth(WIDTH, OverflowBehaviour.NEWLINE)
        .with(value);
  }

  private static String named(List<String> orders) {
    return orders.stream().limit(NAMED).collect(Collectors.joining(" "))
        + (orders.size() > NAMED ? " and %d more".formatted(orders.size() - NAMED) : "");
  }
}
