package org.ordersaga.eraser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * A list of erasures where no restore of a database reaches it: whoever is in it can be erased
 * again after one.
 */
record ErasureList(Path file) {

  /**
   * Adds a line with the time and the customer's id; it is on the disk when this returns.
   *
   * @throws CannotErase when it cannot be written
   */
  void add(String customerId) {
    try {
      Files.writeString(
          file,
          "%s %s%n".formatted(Instant.now(), customerId),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.SYNC);
    } catch (IOException e) {
      throw new CannotErase(
          "The list of erasures %s cannot be written (%s), so nothing was erased."
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }
}
