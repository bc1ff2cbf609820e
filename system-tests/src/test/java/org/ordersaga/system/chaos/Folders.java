package org.ordersaga.system.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where things are. */
final class Folders {

  private Folders() {}

  /** The project's folder. */
  static Path project() {
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(here, folder -> folder != null, Path::getParent)
        .filter(folder -> Files.isRegularFile(folder.resolve("start")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Not inside the project: " + here));
  }

  /** What the runs leave behind. */
  static Path target() {
    return project().resolve("system-tests/target/chaos");
  }

  /** Deletes a folder with all that it holds. */
  static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new folder for one run: {@code name}, or {@code name-2} and so on. */
  static Path forRun(String name) {
    try {
      Files.createDirectories(target());
      for (int n = 1; ; n++) {
        try {
          return Files.createDirectory(target().resolve(n == 1 ? name : name + "-" + n));
        } catch (FileAlreadyExistsException e) {
          continue;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
