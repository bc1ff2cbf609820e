package org.ordersaga.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.ordersaga.benchmarks.contender.Contender;
import org.ordersaga.benchmarks.measure.Counts;
import org.ordersaga.benchmarks.measure.Meter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares what one order costs the databases with what it cost when that was recorded. */
@Command(
    name = "check",
    description = "Count one order's statements, transactions and commits; fail when they grew.")
final class CheckCommand implements Callable<Integer> {

  /** Under load the number of fetches for an order varies a little. */
  private static final double TOLERANCE = 1.15;

  @Option(names = "--home", required = true, description = "The project's folder.")
  private Path home;

  @Option(names = "--record", description = "Write down what is counted now.")
  private boolean record;

  @Option(names = "--warm-up", defaultValue = "200", description = "Orders before the count.")
  private int warmUp;

  @Option(names = "--orders", defaultValue = "200", description = "Orders that are counted.")
  private int orders;

  @Override
  public Integer call() throws IOException {
    Path file = home.resolve("benchmarks/recorded.properties");
    if (record) {
      write(file, count());
      return 0;
    }
    if (!Files.exists(file)) {
      System.out.println("Nothing is recorded yet; write it down with: benchmarks/check --record");
      return 2;
    }
    Map<String, Double> counted = count();
    Properties recorded = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      recorded.load(in);
    }
    int grown = 0;
    for (Map.Entry<String, Double> count : counted.entrySet()) {
      double limit = Double.parseDouble(recorded.getProperty(count.getKey())) * TOLERANCE;
      boolean tooMany = count.getValue() > limit;
      grown += tooMany ? 1 : 0;
      System.out.printf(
          Locale.ROOT,
          "%s per order: %.1f, recorded %s%s%n",
          count.getKey(),
          count.getValue(),
          recorded.getProperty(count.getKey()),
          tooMany ? ": GROWN" : "");
    }
    return grown == 0 ? 0 : 1;
  }

  private Map<String, Double> count() {
    try (Workshop workshop = new Workshop(home)) {
      Contender ours = workshop.start("ours", 1);
      Meter meter = new Meter(ours);
      meter.warmUp(warmUp);
      Counts counts = meter.flood(orders, Duration.ZERO).perOrder();
      meter.thaw();
      Optional<String> violation = ours.violation();
      if (violation.isPresent()) {
        throw new IllegalStateException(violation.get());
      }
      Map<String, Double> counted = new LinkedHashMap<>();
      counted.put("statements", counts.statements());
      counted.put("transactions", counts.transactions());
      counted.put("commits", counts.commits());
      return counted;
    }
  }

  private static void write(Path file, Map<String, Double> counted) throws IOException {
    Properties recorded = new Properties();
    counted.forEach(
        (name, count) -> recorded.setProperty(name, String.format(Locale.ROOT, "%.1f", count)));
    try (OutputStream out = Files.newOutputStream(file)) {
      recorded.store(
          out, "What one order costs the databases. Written by: benchmarks/check --record");
    }
  }
}
