package org.ordersaga.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ordersaga.benchmarks.contender.Contender;
import org.ordersaga.benchmarks.contender.Flowable;
import org.ordersaga.benchmarks.contender.Ours;
import org.ordersaga.benchmarks.contender.Stock;
import org.ordersaga.benchmarks.process.PostgresServer;

/** The folder of one run, the outside world's database server, and all contenders started in it. */
final class Workshop implements AutoCloseable {

  private final Path home;
  private final Path folder;
  private final List<Contender> contenders = new ArrayList<>();
  private final PostgresServer outside;

  /**
   * @param home the project's folder
   */
  Workshop(Path home) {
    this.home = home.toAbsolutePath().normalize();
    this.folder = target(this.home).resolve("run");
    delete(folder);
    Path outsideFolder = folder.resolve("outside");
    try {
      Files.createDirectories(outsideFolder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.outside = PostgresServer.start(outsideFolder);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** Where reports go. */
  static Path target(Path home) {
    return home.resolve("benchmarks/target");
  }

  private static void delete(Path folder) {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Starts a contender. */
  Contender start(String name, int nodes) {
    Contender contender =
        switch (name) {
          case "ours" -> new Ours(home, folder, nodes);
          case "stock" -> new Stock(home, folder);
          case "flowable" -> new Flowable(home, folder);
          default -> throw new IllegalArgumentException("There is no contender " + name);
        };
    contenders.add(contender);
    contender.start(outside);
    return contender;
  }

  PostgresServer outside() {
    return outside;
  }

  @Override
  public void close() {
    contenders.forEach(Contender::close);
    contenders.clear();
    outside.close();
  }
}
