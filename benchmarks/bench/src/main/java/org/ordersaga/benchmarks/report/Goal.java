package org.ordersaga.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ordersaga.benchmarks.measure.Pace;
import org.ordersaga.benchmarks.measure.Percentiles;
import org.ordersaga.benchmarks.report.Results.Beside;
import org.ordersaga.benchmarks.report.Results.Round;

/**
 * What ours is to reach beside the peers, as a ratio within one run, because a ratio means the same
 * on every machine.
 *
 * @param ratio not a number if the run does not tell
 * @param limit the least ratio, or the greatest
 * @param least whether the limit is the least
 */
record Goal(String name, double ratio, double limit, boolean least) {

  private static final String OURS = "ours";

  /** All goals of which the run tells something. */
  static List<Goal> of(Results results) {
    double rate = rate(results, OURS);
    Percentiles idle = idle(results, OURS);
    double few = beside(results, "waiting", 100);
    return Stream.of(
            atLeast(3, "orders/s, to Flowable's", rate / rate(results, "flowable")),
            atLeast(4, "orders/s, to stock's", rate / rate(results, "stock")),
            atMost(0.2, "p50 at 1 order/s, to Flowable's", idle.p50() / p50(results, "flowable")),
            atMost(0.7, "p50 at 1 order/s, to stock's", idle.p50() / p50(results, "stock")),
            atMost(3, "p99 at 1 order/s, to p50", idle.p99() / idle.p50()),
            atLeast(
                0.95,
                "orders/s beside 10,000 waiting, to 100",
                beside(results, "waiting", 10_000) / few),
            atLeast(
                0.85,
                "orders/s beside 100,000 waiting, to 100",
                beside(results, "waiting", 100_000) / few),
            atLeast(
                0.9,
                "orders/s beside 100,000 ended, to 100 waiting",
                beside(results, "ended", 100_000) / few),
            atMost(
                1.3,
                "p50 at 1 order/s with 2 engines, to one",
                p50(results, "ours, 2 engines") / idle.p50()),
            atMost(
                1.5,
                "engine transactions of an idle order, to one in a flood",
                median(results, OURS, round -> round.idle().perOrder().engineTransactions())
                    / median(
                        results, OURS, round -> round.flood().perOrder().engineTransactions())))
        .filter(goal -> !Double.isNaN(goal.ratio()))
        .toList();
  }

  boolean isReached() {
    return least ? ratio >= limit : ratio <= limit;
  }

  String[] row() {
    return new String[] {
      name,
      "%s %s".formatted(least ? "at least" : "at most", limit),
      String.format(Locale.ROOT, "%.2f", ratio),
      isReached() ? "yes" : "NO"
    };
  }

  private static Goal atLeast(double limit, String name, double ratio) {
    return new Goal(name, ratio, limit, true);
  }

  private static Goal atMost(double limit, String name, double ratio) {
    return new Goal(name, ratio, limit, false);
  }

  private static double rate(Results results, String contender) {
    return median(results, contender, round -> round.flood().perSecond());
  }

  private static double median(Results results, String contender, Function<Round, Double> value) {
    return Percentiles.median(results.of(contender, 0).stream().map(value).toList());
  }

  private static double p50(Results results, String contender) {
    return idle(results, contender).p50();
  }

  /** Of all rounds' orders together: the 99th of 20 orders would be the slowest. */
  private static Percentiles idle(Results results, String contender) {
    return Percentiles.of(
        results.of(contender, 0).stream()
            .map(Round::idle)
            .map(Pace::millis)
            .flatMap(List::stream)
            .toList());
  }

  private static double beside(Results results, String what, int others) {
    return results.crowds.stream()
        .filter(beside -> beside.what().equals(what) && beside.others() == others)
        .mapToDouble(Beside::median)
        .findFirst()
        .orElse(Double.NaN);
  }
}
