package org.ordersaga.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The classes of one service, or of several that have their libraries in common: parsed and
 * verified once and then mapped into memory at every start (class data sharing, JEP 310). The first
 * run writes down which classes each service loads; they are archived from these lists.
 */
final class ClassData {

  /**
   * An archive that is mapped where it was made for keeps most of its pages as they are in the
   * file, and these are in memory once for all who map it. Elsewhere a JVM changes nearly all of
   * them. One that does not know the option any more takes more memory, and that is all.
   */
  private static final List<String> WHERE_IT_WAS_MADE_FOR =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0");

  private final Path jar;
  private final List<Service> users;
  private final Path archive;

  /**
   * @param jar whose classes, and those of the jars that its manifest names, are archived; lists
   *     and archive lie beside it and go with it
   * @param users whose class paths begin with it
   */
  ClassData(Path jar, List<Service> users) {
    this.jar = jar;
    this.users = users;
    // Another Java cannot use it.
    this.archive = jar.resolveSibling("classes-%s.jsa".formatted(Runtime.version()));
  }

  /** What a service's JVM is started with: the archive, or the order to write its list. */
  List<String> options(Service user) {
    List<String> options = new ArrayList<>(WHERE_IT_WAS_MADE_FOR);
    options.add(
        Files.exists(archive)
            ? "-XX:SharedArchiveFile=" + archive
            : "-XX:DumpLoadedClassList=" + list(user));
    return options;
  }

  private Path list(Service user) {
    return jar.resolveSibling(user.id() + ".classes");
  }

  boolean isMissing() {
    return users.stream().map(this::list).allMatch(Files::exists) && !Files.exists(archive);
  }

  /** Starts to make the archive, behind everything else that the machine has to do. */
  Process make(Path log) throws IOException {
    Path all = jar.resolveSibling("all.classes");
    // As the JVM writes and reads them: bytes, whatever they stand for.
    Files.write(all, ofAll(), StandardCharsets.ISO_8859_1);
    return new ProcessBuilder(
            "nice",
            "-n",
            "19",
            JavaService.java(),
            "-XX:+UseSerialGC",
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + all,
            "-XX:SharedArchiveFile=" + draft(),
            "-cp",
            jar.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /**
   * What any of the lists names. What is in none of the jars is passed over when it is archived.
   */
  private Set<String> ofAll() throws IOException {
    Set<String> lines = new LinkedHashSet<>();
    for (Service user : users) {
      Files.readAllLines(list(user), StandardCharsets.ISO_8859_1).stream()
          .filter(ClassData::holdsForAll)
          // Newer JVMs number the classes of each list.
          .map(line -> line.replaceFirst(" id: \\d+$", ""))
          .forEach(lines::add);
    }
    return lines;
  }

  /** Whether a line is a class or a lambda, and refers to nothing else in its list. */
  private static boolean holdsForAll(String line) {
    return !line.contains(" source: ") && (!line.startsWith("@") || line.startsWith("@lambda-"));
  }

  /** The archive is whole: it is used from the next start on. */
  void accept() throws IOException {
    Files.move(draft(), archive, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path draft() {
    return archive.resolveSibling("classes.draft");
  }
}
