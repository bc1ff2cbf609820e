package org.ordersaga.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ordersaga.benchmarks.measure.Pace;
import org.ordersaga.benchmarks.measure.Percentiles;
import org.ordersaga.benchmarks.report.Results.Round;

/**
 * One figure of the report: of each round a value, shown as median and range.
 *
 * @param value not a number where a round has none
 */
record Figure(String name, Function<Round, Double> value) {

  /** A figure of one contender. */
  record Cell(double median, double lowest, double highest) {

    String text() {
      return Double.isNaN(median)
          ? "-"
          : "%s (%s to %s)".formatted(number(median), number(lowest), number(highest));
    }

    static String number(double value) {
      return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%.0f", value);
    }
  }

  static List<Figure> all() {
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("orders/s under a flood", round -> round.flood().perSecond()));
    Stream.of("1 order/s", "half the maximum rate")
        .forEach(
            pace -> {
              Function<Round, Pace> which = pace.startsWith("1") ? Round::idle : Round::half;
              figures.add(latency("p50 ms at " + pace, which, Percentiles::p50));
              figures.add(latency("p95 ms at " + pace, which, Percentiles::p95));
              figures.add(latency("p99 ms at " + pace, which, Percentiles::p99));
            });
    Stream.of("engine", "postgresql", "workers")
        .forEach(
            group ->
                figures.add(
                    new Figure(
                        "CPU ms/order: " + group, round -> round.flood().cpuMillis().get(group))));
    figures.add(new Figure("statements/order", round -> round.flood().perOrder().statements()));
    figures.add(new Figure("transactions/order", round -> round.flood().perOrder().transactions()));
    figures.add(
        new Figure(
            "engine transactions/order", round -> round.flood().perOrder().engineTransactions()));
    figures.add(
        new Figure(
            "engine transactions/idle order",
            round ->
                round.idle() == null ? Double.NaN : round.idle().perOrder().engineTransactions()));
    figures.add(new Figure("commits/order", round -> round.flood().perOrder().commits()));
    Stream.of("engine", "postgresql", "workers")
        .forEach(
            group ->
                figures.add(
                    new Figure(
                        "memory MB (PSS): " + group,
                        round -> round.flood().megabytes().get(group))));
    return figures;
  }

  private static Figure latency(
      String name, Function<Round, Pace> pace, Function<Percentiles, Double> percentile) {
    return new Figure(
        name,
        round ->
            pace.apply(round) == null
                ? Double.NaN
                : percentile.apply(Percentiles.of(pace.apply(round).millis())));
  }

  Cell of(List<Round> rounds) {
    List<Double> values =
        rounds.stream().map(value).filter(Objects::nonNull).filter(v -> !v.isNaN()).toList();
    return new Cell(
        Percentiles.median(values),
        values.stream().mapToDouble(v -> v).min().orElse(Double.NaN),
        values.stream().mapToDouble(v -> v).max().orElse(Double.NaN));
  }
}
