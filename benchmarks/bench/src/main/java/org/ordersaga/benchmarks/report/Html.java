package org.ordersaga.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ordersaga.benchmarks.report.Report.Table;

/** One page that needs no other file: plots as inline SVG, and the tables of the text. */
final class Html {

  private static final int WIDTH = 720;
  private static final int LABEL = 110;
  private static final int BAR = 22;
  private static final int GAP = 10;
  private static final int VALUE = 180;

  private final Results results;
  private final Report report;

  Html(Results results, Report report) {
    this.results = results;
    this.report = report;
  }

  String page() {
    StringBuilder page =
        new StringBuilder(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>How fast is Order Saga?</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
              padding: 0 1rem; color: #222; }
            table { border-collapse: collapse; margin: .5rem 0 2rem; }
            th, td { border-bottom: 1px solid #ccc; padding: .25rem .8rem; text-align: left; }
            svg { display: block; margin: .3rem 0 1.5rem; max-width: 100%; }
            svg text { font: 13px system-ui, sans-serif; fill: #222; }
            .bar { fill: #4c78a8; } .range { stroke: #222; stroke-width: 2; }
            .violation { color: #a40000; white-space: pre-wrap; }
            </style></head><body><h1>How fast is Order Saga?</h1>
            """);
    page.append("<table>");
    results.run.forEach((name, value) -> page.append(row("td", name, value)));
    results.contenders.forEach((name, what) -> page.append(row("td", name, what)));
    page.append("</table>");
    results.violations.forEach(
        violation ->
            page.append("<p class=\"violation\">Not counted: %s</p>".formatted(escape(violation))));
    for (int delay : results.delays()) {
      page.append(
          "<h2>The outside world answers %s</h2>"
              .formatted(delay == 0 ? "at once" : "after " + delay + " ms"));
      Figure.all().forEach(figure -> page.append(plot(figure, delay)));
    }
    for (Table table : report.tables()) {
      page.append("<h2>%s</h2><table>".formatted(escape(table.caption())));
      page.append(row("th", table.head()));
      for (String[] row : table.rows()) {
        page.append(row("td", row));
      }
      page.append("</table>");
    }
    return page.append("</body></html>\n").toString();
  }

  /** A bar for each contender's median, with a line from its lowest to its highest round. */
  private String plot(Figure figure, int delay) {
    List<String> bars = new ArrayList<>();
    double highest =
        results.measured().stream()
            .mapToDouble(contender -> figure.of(results.of(contender, delay)).highest())
            .filter(value -> !Double.isNaN(value))
            .max()
            .orElse(0);
    if (highest <= 0) {
      return "";
    }
    for (String contender : results.measured()) {
      Figure.Cell cell = figure.of(results.of(contender, delay));
      if (!Double.isNaN(cell.median())) {
        bars.add(bar(contender, cell, highest, bars.size() * (BAR + GAP)));
      }
    }
    return "<h3>%s</h3><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s</svg>"
        .formatted(
            escape(figure.name()),
            WIDTH,
            bars.size() * (BAR + GAP),
            escape(figure.name()),
            String.join("", bars));
  }

  private static String bar(String contender, Figure.Cell cell, double highest, int top) {
    int middle = top + BAR / 2;
    return String.format(
        Locale.ROOT,
        "<text x=\"0\" y=\"%1$d\">%2$s</text><rect class=\"bar\" x=\"%3$d\" y=\"%4$d\""
            + " width=\"%5$.1f\" height=\"%6$d\"/><line class=\"range\" x1=\"%7$.1f\" x2=\"%8$.1f\""
            + " y1=\"%9$d\" y2=\"%9$d\"/><text x=\"%10$.1f\" y=\"%1$d\">%11$s</text>",
        middle + 5,
        escape(contender),
        LABEL,
        top,
        length(cell.median(), highest),
        BAR,
        LABEL + length(cell.lowest(), highest),
        LABEL + length(cell.highest(), highest),
        middle,
        LABEL + length(cell.highest(), highest) + 8,
        cell.text());
  }

  private static double length(double value, double highest) {
    return Math.max(0, value) / highest * (WIDTH - LABEL - VALUE);
  }

  private static String row(String tag, String... cells) {
    StringBuilder row = new StringBuilder("<tr>");
    for (String cell : cells) {
      row.append("<%1$s>%2$s</%1$s>".formatted(tag, escape(cell)));
    }
    return row.append("</tr>").toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
