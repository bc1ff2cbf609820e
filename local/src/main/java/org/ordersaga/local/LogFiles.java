package org.ordersaga.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Keeps log files from filling the disk: the current one, and one older. */
final class LogFiles {

  private static final long LIMIT = 20L * 1024 * 1024;

  private LogFiles() {}

  /**
   * Moves the content of a full log file to {@code NAME.1}. The process goes on writing to the same
   * file, which it opened for appending; lines written during the copy may be lost.
   */
  static void rotate(Path log) {
    try {
      if (!Files.exists(log) || Files.size(log) < LIMIT) {
        return;
      }
      Files.copy(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot rotate " + log, e);
    }
  }
}
