package org.ordersaga.system.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;

/** The services' jars, unpacked as in a container image, which starts faster; once per build. */
final class Jars {

  private static final String ARCHIVE = "classes.jsa";

  private Jars() {}

  /** The jar to run: its manifest names the main class and the libraries beside it. */
  static Path unpacked(Service service) {
    try {
      Path source = Folders.project().resolve(service.jar());
      if (!Files.isRegularFile(source)) {
        throw new IllegalStateException(source + " is missing: package the modules first");
      }
      Path folder =
          Folders.target().resolve("services/%s-%d".formatted(service.id(), modified(source)));
      Path jar = folder.resolve(source.getFileName());
      if (!Files.exists(jar)) {
        unpack(source, folder);
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The launcher starts services with archived classes, once it has made the archive. Here the
   * engine alone, whose start is what all wait for.
   */
  static List<String> classData(Path jar, String node) {
    Path archive = jar.resolveSibling(ARCHIVE);
    return Files.exists(archive)
        ? List.of("-XX:SharedArchiveFile=" + archive)
        : List.of("-XX:DumpLoadedClassList=" + classes(jar, node));
  }

  private static Path classes(Path jar, String node) {
    return jar.resolveSibling(node + ".classes");
  }

  /** Makes the archive, if there is none, of what the node has loaded so far. */
  static void archiveClassData(Node node) {
    Path jar = unpacked(node.service());
    Path archive = jar.resolveSibling(ARCHIVE);
    if (!Files.exists(archive)) {
      Commands.run(
          Folders.target().resolve("class-data.log"),
          Commands.java(),
          "-XX:+UseSerialGC",
          "-Xshare:dump",
          "-XX:SharedClassListFile=" + classes(jar, node.name()),
          "-XX:SharedArchiveFile=" + archive,
          "-cp",
          jar.toString());
    }
  }

  /** The class that the jar starts with. */
  static String mainClass(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue("Main-Class");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toMillis();
  }

  private static void unpack(Path source, Path folder) throws IOException {
    Files.createDirectories(folder.getParent());
    Commands.run(
        Folders.target().resolve("unpack.log"),
        Commands.java(),
        "-Djarmode=tools",
        "-jar",
        source.toString(),
        "extract",
        "--destination",
        folder.toString());
  }
}
