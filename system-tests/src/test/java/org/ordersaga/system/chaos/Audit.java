package org.ordersaga.system.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the auditor found.
 *
 * @param exitCode 0 when all invariants hold
 */
record Audit(int exitCode, String report) {

  /** Waits until all orders are at rest, at most so long, and audits. */
  static Audit run(Cluster cluster, Duration patience, String... options) {
    Path jar = Folders.project().resolve("auditor/target/auditor.jar");
    Path output = cluster.folder().resolve("audit.txt");
    List<String> command = new ArrayList<>(List.of(Commands.java(), "-Xmx256m", "-jar"));
    command.add(jar.toString());
    command.addAll(List.of("--at-rest", String.valueOf(patience.toSeconds())));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .put("ORDERSAGA_DB_URL", "jdbc:postgresql://127.0.0.1:" + cluster.postgres().port() + "/");
    builder.environment().put("ORDERSAGA_AUDITOR_PASSWORD", Cluster.PASSWORD);
    builder
        .environment()
        .put("ORDERSAGA_SANDBOX_URL", "http://127.0.0.1:" + cluster.sandbox().port());
    int exit = Commands.exitCode(output, builder);
    try {
      return new Audit(exit, Files.readString(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
