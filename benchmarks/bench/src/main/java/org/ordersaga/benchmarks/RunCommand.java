package org.ordersaga.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ordersaga.benchmarks.contender.Contender;
import org.ordersaga.benchmarks.measure.CommitLimit;
import org.ordersaga.benchmarks.measure.Counts;
import org.ordersaga.benchmarks.measure.Crowd;
import org.ordersaga.benchmarks.measure.Flood;
import org.ordersaga.benchmarks.measure.Meter;
import org.ordersaga.benchmarks.measure.Pace;
import org.ordersaga.benchmarks.measure.Percentiles;
import org.ordersaga.benchmarks.report.Report;
import org.ordersaga.benchmarks.report.Results;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures all contenders in turn and writes the report. */
@Command(name = "run", description = "Measure the contenders in turn, and write the report.")
final class RunCommand implements Callable<Integer> {

  /** The start, and for each of the seven steps what the worker writes and what the engine does. */
  private static final int INDISPENSABLE_COMMITS = 15;

  /** One flood alone varies more than what a crowd may cost. */
  private static final int FLOODS_BESIDE = 3;

  @Option(names = "--home", required = true, description = "The project's folder.")
  private Path home;

  @Option(names = "--quick", description = "Fewer rounds and orders: about 10 minutes.")
  private boolean quick;

  @Option(names = "--rounds", description = "How many rounds; 5, with --quick 2.")
  private Integer rounds;

  @Option(names = "--orders", description = "Orders of one flood; 600, with --quick 200.")
  private Integer orders;

  @Option(names = "--warm-up", description = "Orders before the first round; 1500, --quick 300.")
  private Integer warmUp;

  @Option(
      names = "--only",
      split = ",",
      defaultValue = "ours,stock,flowable,limit",
      description = "Who takes part: ${DEFAULT-VALUE}.")
  private List<String> only;

  @Option(
      names = "--delay",
      split = ",",
      defaultValue = "0,50",
      description = "Milliseconds that the outside world takes for an answer: ${DEFAULT-VALUE}.")
  private List<Integer> delays;

  @Option(
      names = "--crowds",
      split = ",",
      description =
          "Orders of ours that wait meanwhile, for figures of their own; 100,10000,100000; none"
              + " with --quick.")
  private List<Integer> crowds;

  @Option(names = "--nodes", description = "Also ours with so many engines; 2, none with --quick.")
  private Integer nodes;

  @Option(
      names = "--hold",
      description = "Leave ours running at the end, to look at it, until Enter.")
  private boolean hold;

  private final Results results = new Results();
  private final Map<String, Contender> contenders = new LinkedHashMap<>();
  private final Map<String, Meter> meters = new LinkedHashMap<>();
  private CommitLimit limit;

  @Override
  public Integer call() throws IOException {
    int count = rounds != null ? rounds : quick ? 2 : 5;
    Instant begin = Instant.now();
    try (Workshop workshop = new Workshop(home)) {
      results.run.put("begun", begin.toString());
      results.run.put("options", "quick %s, %d rounds, %d orders".formatted(quick, count, flood()));
      results.run.putAll(Machine.describe(workshop.outside()));
      results.indispensableCommits = INDISPENSABLE_COMMITS;
      if (only.contains("limit")) {
        limit = new CommitLimit(workshop.outside());
      }
      only.stream().filter(name -> !name.equals("limit")).forEach(name -> open(workshop, name, 1));
      int more = nodes != null ? nodes : quick ? 1 : 2;
      if (more > 1 && contenders.containsKey("ours")) {
        open(workshop, "ours", more);
      }
      for (int round = 1; round <= count; round++) {
        round(round);
        write(begin);
      }
      if (contenders.containsKey("ours")) {
        crowds("ours", contenders.get("ours"));
        if (hold) {
          hold(contenders.get("ours"));
        }
      }
    } finally {
      write(begin);
    }
    say(new Report(results).write(Workshop.target(home).resolve("report")));
    return results.violations.isEmpty() ? 0 : 1;
  }

  private void write(Instant begin) {
    results.run.put("load at the end", Machine.load());
    results.run.put("minutes", String.valueOf(Duration.between(begin, Instant.now()).toMinutes()));
    new Report(results).write(Workshop.target(home).resolve("report"));
  }

  private int flood() {
    return orders != null ? orders : quick ? 200 : 600;
  }

  private void open(Workshop workshop, String name, int nodes) {
    String title = nodes == 1 ? name : name + ", " + nodes + " engines";
    say("starting " + title);
    Contender contender = workshop.start(name, nodes);
    contenders.put(title, contender);
    results.contenders.put(title, contender.description());
    Meter meter = new Meter(contender);
    meters.put(title, meter);
    say("warming up " + title);
    meter.warmUp(warmUp != null ? warmUp : quick ? 300 : 1500);
  }

  private void round(int number) {
    if (limit != null) {
      results.commitsPerSecond.add(limit.measure(Duration.ofSeconds(quick ? 5 : 10)));
    }
    contenders.forEach(
        (name, contender) -> {
          List<Results.Round> rounds = new ArrayList<>();
          for (int delay : delays) {
            rounds.add(round(number, name, delay));
          }
          Meter meter = meters.get(name);
          meter.thaw();
          Optional<String> violation = contender.violation();
          meter.freeze();
          if (violation.isEmpty()) {
            results.rounds.addAll(rounds);
          } else {
            results.violations.add("round %d of %s: %s".formatted(number, name, violation.get()));
            say("NOT COUNTED: " + violation.get());
          }
        });
  }

  private Results.Round round(int number, String name, int delayMillis) {
    Meter meter = meters.get(name);
    Flood flood = meter.flood(flood(), Duration.ofMillis(delayMillis));
    say(
        "round %d, %s, %d ms: %.1f orders/s"
            .formatted(number, name, delayMillis, flood.perSecond()));
    if (delayMillis != 0) {
      // With a delay the paces would tell the delay.
      return new Results.Round(number, name, delayMillis, flood, null, null);
    }
    Counts atRest = results.idlePerSecond.computeIfAbsent(name, any -> meter.idlePerSecond());
    double rate = flood.perSecond() / 2;
    Pace idle = meter.pace(1, quick ? 15 : 20, atRest);
    Pace half = meter.pace(rate, (int) Math.ceil(rate * (quick ? 8 : 15)), atRest);
    say(
        "round %d, %s: p50 %.0f ms at 1 order/s, %.0f ms at %.1f orders/s"
            .formatted(
                number,
                name,
                Percentiles.of(idle.millis()).p50(),
                Percentiles.of(half.millis()).p50(),
                rate));
    return new Results.Round(number, name, delayMillis, flood, idle, half);
  }

  private void crowds(String name, Contender contender) {
    List<Integer> sizes =
        crowds != null ? crowds : quick ? List.of() : List.of(100, 10_000, 100_000);
    if (sizes.isEmpty()) {
      return;
    }
    Meter meter = meters.get(name);
    Crowd crowd = new Crowd(contender);
    for (int size : sizes) {
      crowd.waiting(size);
      beside(name, "waiting", size, meter);
    }
    crowd.ended();
    beside(name, "ended", sizes.get(sizes.size() - 1), meter);
  }

  private void hold(Contender contender) throws IOException {
    meters.get("ours").thaw();
    say("running at %s, passwords %s, until Enter".formatted(contender.url(), Contender.PASSWORD));
    System.in.read();
  }

  private void beside(String name, String what, int others, Meter meter) {
    List<Double> perSecond = new ArrayList<>();
    for (int i = 0; i < FLOODS_BESIDE; i++) {
      perSecond.add(meter.flood(flood(), Duration.ZERO).perSecond());
    }
    Results.Beside beside = new Results.Beside(name, what, others, perSecond);
    say("%s beside %d %s: %.1f orders/s".formatted(name, others, what, beside.median()));
    results.crowds.add(beside);
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
