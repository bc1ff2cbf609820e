package org.ordersaga.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Held by the launcher that uses a data folder. The operating system lets go of it when the
 * launcher ends, however it ends.
 */
final class DataLock {

  private final FileChannel channel;
  private final FileLock lock;

  private DataLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock and notes this process in it.
   *
   * @throws Complaint when another launcher holds it
   */
  static DataLock take(DataFolder data) {
    return tryTake(data)
        .orElseThrow(
            () ->
                new Complaint(
                    "Order Saga is already running from %s%s; \"./start stop\" stops it."
                        .formatted(
                            data.root(),
                            holder(data).map(h -> " (pid " + h.pid() + ")").orElse(""))));
  }

  private static Optional<DataLock> tryTake(DataFolder data) {
    try {
      FileChannel channel =
          FileChannel.open(data.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      return Optional.of(new DataLock(channel, lock));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lock " + data.lock(), e);
    }
  }

  /** The launcher that holds the lock now. Never called by the holder itself. */
  static Optional<ProcessHandle> holder(DataFolder data) {
    Path file = data.lock();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileLock free = channel.tryLock();
      if (free != null) {
        return Optional.empty();
      }
      return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()));
    } catch (NumberFormatException e) {
      // It has only just been taken.
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  void release() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
