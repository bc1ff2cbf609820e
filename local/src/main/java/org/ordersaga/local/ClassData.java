package org.ordersaga.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The classes of one service, parsed and verified once and then mapped into memory at every start
 * (class data sharing, JEP 310): process-app needs about half the CPU for its start then. The first
 * run writes down which classes it loads; they are archived from that list.
 */
final class ClassData {

  private final Path jar;
  private final Path list;
  private final Path archive;

  /**
   * @param jar of the service, as it is run; list and archive lie beside it and go with it
   */
  ClassData(Path jar) {
    this.jar = jar;
    this.list = jar.resolveSibling("classes.list");
    // Another Java cannot use it.
    this.archive = jar.resolveSibling("classes-%s.jsa".formatted(Runtime.version()));
  }

  /** What the service's JVM is started with: the archive, or the order to write the list. */
  List<String> options() {
    return Files.exists(archive)
        ? List.of("-XX:SharedArchiveFile=" + archive)
        : List.of("-XX:DumpLoadedClassList=" + list);
  }

  boolean isMissing() {
    return Files.exists(list) && !Files.exists(archive);
  }

  /** Starts to make the archive, behind everything else that the machine has to do. */
  Process make(Path log) throws IOException {
    return new ProcessBuilder(
            "nice",
            "-n",
            "19",
            JavaService.java(),
            "-XX:+UseSerialGC",
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + list,
            "-XX:SharedArchiveFile=" + draft(),
            "-cp",
            jar.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** The archive is whole: it is used from the next start on. */
  void accept() throws IOException {
    Files.move(draft(), archive, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path draft() {
    return archive.resolveSibling("classes.draft");
  }
}
