package org.ordersaga.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Processes that are looked at together. */
public record Group(String name, Supplier<List<Long>> pids) {

  private static final double MILLIS_PER_TICK = 10;
  private static final int USER = 11;
  private static final int ENDED_CHILDREN = 13;

  /** A group of processes of a number that does not change. */
  public static Group of(String name, List<JavaProcess> processes) {
    List<Long> pids = processes.stream().map(JavaProcess::pid).toList();
    return new Group(name, () -> pids);
  }

  /** A server with all its children. */
  public static Group of(String name, PostgresServer server) {
    return new Group(name, server::pids);
  }

  /** CPU used since the start, ended children included; 0 where the system does not tell. */
  public double cpuMillis() {
    return pids.get().stream().mapToDouble(Group::cpuMillis).sum();
  }

  private static double cpuMillis(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      // The name in parentheses may hold blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double ticks = 0;
      for (int i = USER; i < ENDED_CHILDREN + 2; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks * MILLIS_PER_TICK;
    } catch (IOException e) {
      return ProcessHandle.of(pid)
          .flatMap(handle -> handle.info().totalCpuDuration())
          .map(cpu -> (double) cpu.toMillis())
          .orElse(0.0);
    }
  }

  /** Memory, what is shared divided among those who share it; 0 where the system does not tell. */
  public double megabytes() {
    return pids.get().stream().mapToDouble(Group::megabytes).sum();
  }

  private static double megabytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "smaps_rollup")).stream()
          .filter(line -> line.startsWith("Pss:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Stops the processes where they are, as if time stood still for them. */
  public void freeze() {
    Commands.signal(new ArrayList<>(pids.get()), "STOP");
  }

  /** Lets them go on. */
  public void thaw() {
    Commands.signal(new ArrayList<>(pids.get()), "CONT");
  }

  @Override
  public String toString() {
    return name.toLowerCase(Locale.ROOT);
  }
}
