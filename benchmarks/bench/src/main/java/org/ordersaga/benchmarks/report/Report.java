package org.ordersaga.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.freva.asciitable.AsciiTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ordersaga.benchmarks.measure.Percentiles;

/** Writes what was found: text for the terminal, JSON for tools, one HTML page for people. */
public final class Report {

  private final Results results;

  /** A report on these results. */
  public Report(Results results) {
    this.results = results;
  }

  /** Writes all three into a folder and returns the text. */
  public String write(Path folder) {
    try {
      Files.createDirectories(folder);
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(folder.resolve("report.json").toFile(), results);
      String text = text();
      Files.writeString(folder.resolve("report.txt"), text);
      Files.writeString(folder.resolve("report.html"), new Html(results, this).page());
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A table: its caption, its head and its rows. */
  record Table(String caption, String[] head, String[][] rows) {}

  List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    List<Goal> goals = Goal.of(results);
    if (!goals.isEmpty()) {
      tables.add(
          new Table(
              "Goals, as ratios of medians",
              new String[] {"", "goal", "here", "reached"},
              goals.stream().map(Goal::row).toArray(String[][]::new)));
    }
    for (int delay : results.delays()) {
      tables.add(figures(delay));
    }
    if (!results.crowds.isEmpty()) {
      tables.add(
          new Table(
              "Orders/s beside others",
              new String[] {"", "beside", "orders/s"},
              results.crowds.stream()
                  .map(
                      crowd ->
                          new String[] {
                            crowd.contender(),
                            crowd.others() + " " + crowd.what(),
                            Figure.Cell.number(crowd.median())
                          })
                  .toArray(String[][]::new)));
    }
    if (!results.commitsPerSecond.isEmpty()) {
      double commits = Percentiles.median(results.commitsPerSecond);
      tables.add(
          new Table(
              "The disk's limit",
              new String[] {"", "median"},
              new String[][] {
                {"commits/s, single-row updates", Figure.Cell.number(commits)},
                {
                  "orders/s, at the %d commits that an order cannot do without"
                      .formatted(results.indispensableCommits),
                  Figure.Cell.number(commits / results.indispensableCommits)
                }
              }));
    }
    return tables;
  }

  private Table figures(int delay) {
    List<String> contenders =
        results.measured().stream().filter(c -> !results.of(c, delay).isEmpty()).toList();
    List<String> head = new ArrayList<>(List.of(""));
    contenders.forEach(c -> head.add("%s, %d rounds".formatted(c, results.of(c, delay).size())));
    String[][] rows =
        Figure.all().stream()
            .map(
                figure -> {
                  List<String> row = new ArrayList<>(List.of(figure.name()));
                  contenders.forEach(c -> row.add(figure.of(results.of(c, delay)).text()));
                  return row.toArray(String[]::new);
                })
            .toArray(String[][]::new);
    return new Table(
        "The outside world answers "
            + (delay == 0 ? "at once" : "after " + delay + " ms")
            + ": median (lowest to highest round)",
        head.toArray(String[]::new),
        rows);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    results.run.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    results.contenders.forEach(
        (name, what) -> text.append(name).append(": ").append(what).append('\n'));
    for (Table table : tables()) {
      text.append('\n').append(table.caption()).append('\n');
      text.append(AsciiTable.getTable(table.head(), table.rows())).append('\n');
    }
    results.violations.forEach(violation -> text.append("NOT COUNTED: " + violation + "\n"));
    return text.toString();
  }
}
