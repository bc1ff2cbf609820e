package org.ordersaga.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** The folder that holds everything one instance keeps: data, secrets, logs, what is running. */
record DataFolder(Path root) {

  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  Path secrets() {
    return root.resolve("secrets.properties");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path running() {
    return root.resolve("running.json");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  /** Not a parent of {@link #postgres()}: the library clears old data folders below this one. */
  Path postgresBinaries() {
    return root.resolve("postgres-binaries");
  }

  /** The services as they run: copies, so that a build does not pull jars from under them. */
  Path services() {
    return root.resolve("services");
  }

  Path logs() {
    return root.resolve("logs");
  }

  /** The log file of a process. */
  Path log(String process) {
    return logs().resolve(process + ".log");
  }

  /**
   * Creates the folder, readable by its owner only.
   *
   * @throws Complaint when it cannot be used
   */
  void create() {
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(root.toAbsolutePath().getParent());
        Files.createDirectory(root, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
      }
      Files.createDirectories(logs(), PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
    } catch (IOException e) {
      throw new Complaint(
          "The data folder %s cannot be used (%s); set ORDERSAGA_DATA to a folder that can."
              .formatted(root, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Replaces a file at one stroke; only its owner can read it. */
  static void write(Path file, byte[] content) throws IOException {
    Path draft =
        Files.createTempFile(
            file.getParent(),
            file.getFileName().toString(),
            ".tmp",
            PosixFilePermissions.asFileAttribute(OWNER_FILE));
    Files.write(draft, content);
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes what this class put there, and nothing else, should the folder be shared. */
  void wipe() {
    List.of(postgres(), postgresBinaries(), services(), logs(), running(), secrets())
        .forEach(DataFolder::delete);
  }

  /** Deletes a file, or a folder with all it holds; links are not followed. */
  static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + path, e);
    }
  }
}
