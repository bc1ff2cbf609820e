package org.ordersaga.benchmarks.contender;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ordersaga.benchmarks.process.JavaProcess;

/** One with another engine or client, the same business tables, and workers as plain programs. */
abstract class Peer extends Contender {

  private final String workerClass;

  /**
   * @param name also of its module
   * @param home the project's folder
   * @param workerClass the program of its workers; the service is its argument
   */
  Peer(String name, Path home, Path work, String workerClass) {
    super(name, home, work, 1);
    this.workerClass = workerClass;
  }

  private Path jar() {
    return jar("benchmarks/" + name(), "benchmark-" + name());
  }

  @Override
  Map<String, String> engineEnvironment() {
    return new HashMap<>();
  }

  @Override
  Map<String, String> workerEnvironment(String service) {
    Map<String, String> environment = new HashMap<>();
    environment.put("ENGINE_URL", url());
    environment.put("OUTSIDE_URL", outsideUrl());
    environment.put("SMTP_PORT", String.valueOf(smtpPort()));
    return environment;
  }

  @Override
  JavaProcess startEngine(String process, Map<String, String> environment) {
    return JavaProcess.start(process, folder(), jar(), null, true, environment);
  }

  @Override
  JavaProcess startWorker(String service, Map<String, String> environment) {
    return JavaProcess.start(service, folder(), jar(), workerClass, false, environment, service);
  }

  @Override
  void prepareWorkers() {
    createTables();
  }

  @Override
  void awaitWorkers(List<JavaProcess> workers) {
    // They have no port; the first orders tell.
  }

  @Override
  public Optional<String> violation() {
    return imbalance();
  }
}
