package org.ordersaga.benchmarks.measure;

import java.util.List;

/** The nearest-rank percentiles of some values. */
public record Percentiles(double p50, double p95, double p99) {

  /** Of these values; not a number if there are none. */
  public static Percentiles of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return new Percentiles(rank(sorted, 50), rank(sorted, 95), rank(sorted, 99));
  }

  /** The value in the middle, or between the two in the middle. */
  public static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    return size == 0 ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
  }

  private static double rank(List<Double> sorted, int percent) {
    int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
    return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(rank, 1) - 1);
  }
}
