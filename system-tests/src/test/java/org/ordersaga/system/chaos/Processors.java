package org.ordersaga.system.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the host of a virtual machine withheld of its processors' time: a start that takes long
 * there says little about the program. From Linux's {@code /proc/stat}, see proc(5).
 */
final class Processors {

  private static final Path STATISTICS = Path.of("/proc/stat");
  private static final int STEAL = 7;

  private final long[] begin = read();

  /** The share since this object was made; "?" where the system does not tell. */
  String withheld() {
    long[] now = read();
    if (now.length <= STEAL || begin.length <= STEAL) {
      return "?";
    }
    long all = 0;
    // Guests' time, behind it, is in the user's time already.
    for (int kind = 0; kind <= STEAL; kind++) {
      all += now[kind] - begin[kind];
    }
    return "%d %%".formatted(Math.round(100.0 * (now[STEAL] - begin[STEAL]) / Math.max(1, all)));
  }

  private static long[] read() {
    try {
      String first = Files.readAllLines(STATISTICS).get(0);
      return Stream.of(first.split(" +")).skip(1).mapToLong(Long::parseLong).toArray();
    } catch (IOException | NumberFormatException e) {
      return new long[0];
    }
  }
}
