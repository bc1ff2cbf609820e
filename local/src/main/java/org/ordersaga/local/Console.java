package org.ordersaga.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Tells the user what happens, and keeps it in a log file for when nobody looks. */
final class Console {

  private final PrintStream out;
  private final Path log;

  Console(PrintStream out, Path log) {
    this.out = out;
    this.log = log;
  }

  /** Prints a line and keeps it. */
  void say(String line) {
    print(line);
    try {
      Files.writeString(
          log,
          Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line.strip() + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      print("Cannot write " + log + ".");
    }
  }

  /** Prints a line that is not to be kept, such as one with a password. */
  void print(String line) {
    out.println(line);
    out.flush();
  }
}
