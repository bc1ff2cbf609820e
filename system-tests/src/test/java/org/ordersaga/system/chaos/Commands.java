package org.ordersaga.system.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Short-lived programs. */
final class Commands {

  private Commands() {}

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Runs a program to its end.
   *
   * @throws IllegalStateException if it fails
   */
  static void run(Path log, String... command) {
    int exit = exitCode(log, new ProcessBuilder(command));
    if (exit != 0) {
      throw new IllegalStateException(
          "%s: exit code %d, see %s".formatted(String.join(" ", command), exit, log));
    }
  }

  static int exitCode(Path log, ProcessBuilder command) {
    try {
      return command.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends a signal that Java has no name for. The shell's own kill: not all have the program. */
  static void signal(long pid, String signal) {
    Path nowhere = Path.of("/dev/null");
    exitCode(nowhere, new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid));
  }
}
