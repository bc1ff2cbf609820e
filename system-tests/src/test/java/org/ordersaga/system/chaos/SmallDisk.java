package org.ordersaga.system.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system in memory, which the test fills to its last byte; needs root and Linux. */
final class SmallDisk {

  private static final int MEGABYTES = 400;
  private static final int CHUNK = 64 * 1024;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts it there; null where that is not allowed. */
  static SmallDisk mount(Path folder, Path log) {
    try {
      Files.createDirectories(folder);
      ProcessBuilder mount =
          new ProcessBuilder(
              "mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "tmpfs", folder.toString());
      return Commands.exitCode(log, mount) == 0 ? new SmallDisk(folder) : null;
    } catch (IOException | UncheckedIOException e) {
      return null;
    }
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  /** Takes all the space that is left. */
  void fill() {
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      // That is what a full disk says.
      return;
    }
  }

  /** Gives the space back. */
  void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void unmount(Path log) {
    Commands.exitCode(log, new ProcessBuilder("umount", "-l", folder.toString()));
  }
}
