package org.ordersaga.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Short-lived programs, and waiting. */
public final class Commands {

  private Commands() {}

  /** The Java that runs the bench runs everything else too. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Runs a program to its end and returns its exit code. */
  public static int run(Path log, ProcessBuilder command) {
    try {
      return command.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends a signal that Java has no name for. */
  static void signal(Collection<Long> pids, String signal) {
    if (!pids.isEmpty()) {
      String numbers = pids.stream().map(String::valueOf).collect(Collectors.joining(" "));
      run(Path.of("/dev/null"), new ProcessBuilder("sh", "-c", "kill -" + signal + " " + numbers));
    }
  }

  /** Does nothing for so long. */
  public static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Waits for a condition.
   *
   * @throws IllegalStateException if it does not come true in time
   */
  public static void await(String what, Duration atMost, Duration interval, BooleanSupplier met) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!met.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("In vain for " + atMost.toSeconds() + " s: " + what);
      }
      pause(interval);
    }
  }
}
