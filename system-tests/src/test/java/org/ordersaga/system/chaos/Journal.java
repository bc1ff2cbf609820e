package org.ordersaga.system.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What happened in a run: told while it happens, counted for its end. */
final class Journal {

  private final Path file;
  private final Processors processors = new Processors();
  private final long begin = System.nanoTime();
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();
  private final List<String> violations = new ArrayList<>();
  private final List<Duration> recoveries = new ArrayList<>();
  private long deadSince;

  Journal(Path file) {
    this.file = file;
  }

  synchronized void say(String text) {
    String line =
        "%7.2f  %s%n".formatted(Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1e3, text);
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says it on the console too. */
  void announce(String text) {
    System.out.println(text);
    say(text);
  }

  void killed(String what) {
    kills.incrementAndGet();
    say("killed " + what);
  }

  /** Something other than a kill was done to the system. */
  void fault(String what) {
    faults.incrementAndGet();
    say(what);
  }

  void countFault() {
    faults.incrementAndGet();
  }

  synchronized void violation(String what) {
    violations.add(what);
    say("VIOLATION " + what);
  }

  /** An engine is dead since then. */
  synchronized void engineDied(long nanoTime) {
    deadSince = nanoTime;
  }

  /** The engine has accepted the outcome of a step. */
  synchronized void stepCompleted() {
    if (deadSince != 0) {
      Duration recovery = Duration.ofNanos(System.nanoTime() - deadSince);
      deadSince = 0;
      recoveries.add(recovery);
      say("first step completed %.1f s after the engine's death".formatted(seconds(recovery)));
    }
  }

  synchronized boolean isRecovering() {
    return deadSince != 0;
  }

  synchronized Duration longestRecovery() {
    return recoveries.stream().max(Duration::compareTo).orElse(Duration.ZERO);
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** The run's row in the table of runs. */
  synchronized String row(String seed, int orders, int repeats) {
    return "| %s | %d | %d | %d | %d | %d | %s | %s |"
        .formatted(
            seed,
            orders,
            kills.get(),
            repeats,
            faults.get(),
            violations.size(),
            recoveries.isEmpty() ? "-" : "%.1f s".formatted(seconds(longestRecovery())),
            processors.withheld());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
