package org.ordersaga.benchmarks.contender;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ordersaga.benchmarks.process.Commands;
import org.ordersaga.benchmarks.process.JavaProcess;

/** The product as it ships, with its logins, ledger and order log; the auditor checks it. */
public final class Ours extends Contender {

  private static final List<String> USERS =
      List.of("ADMIN", "OPERATOR", "REVIEWER", "PROCESS_OWNER", "CLIENT");

  /**
   * @param home the project's folder
   * @param nodes how many engines
   */
  public Ours(Path home, Path work, int nodes) {
    super("ours", home, work, nodes);
  }

  @Override
  Map<String, String> engineEnvironment() {
    Map<String, String> environment = new HashMap<>();
    USERS.forEach(user -> environment.put("ORDERSAGA_" + user + "_PASSWORD", PASSWORD));
    WORKERS
        .keySet()
        .forEach(
            service ->
                environment.put(
                    "ORDERSAGA_" + service.toUpperCase(Locale.ROOT) + "_WORKER_PASSWORD",
                    PASSWORD));
    return environment;
  }

  @Override
  Map<String, String> workerEnvironment(String service) {
    Map<String, String> environment = new HashMap<>();
    environment.put("ORDERSAGA_ENGINE_URL", url() + "/engine-rest");
    List.of("ENGINE", "OPERATOR", "CLIENT", "ERASER")
        .forEach(user -> environment.put("ORDERSAGA_" + user + "_PASSWORD", PASSWORD));
    environment.put("ORDERSAGA_PAYMENTS_URL", outsideUrl());
    environment.put("ORDERSAGA_CARRIER_URL", outsideUrl());
    environment.put("SPRING_MAIL_HOST", "127.0.0.1");
    environment.put("SPRING_MAIL_PORT", String.valueOf(smtpPort()));
    return environment;
  }

  @Override
  JavaProcess startEngine(String process, Map<String, String> environment) {
    return JavaProcess.start(
        process, folder(), jar("process-app", "process-app"), null, true, environment);
  }

  @Override
  JavaProcess startWorker(String service, Map<String, String> environment) {
    String artifact = service + "-worker";
    return JavaProcess.start(
        artifact, folder(), jar("workers/" + artifact, artifact), null, false, environment);
  }

  @Override
  void prepareWorkers() {
    postgres().execute("postgres", "create role auditor login; grant pg_read_all_data to auditor");
  }

  @Override
  void awaitWorkers(List<JavaProcess> workers) {
    workers.forEach(JavaProcess::awaitUp);
  }

  @Override
  HttpRequest.Builder startOrder(String id) {
    ObjectNode order = Order.json(id);
    return post("/api/orders", order).header("Authorization", login("client", PASSWORD));
  }

  /** The auditor's verdict. */
  @Override
  public Optional<String> violation() {
    Path output = folder().resolve("audit.txt");
    ProcessBuilder auditor =
        new ProcessBuilder(
            Commands.java(),
            "-Xmx512m",
            "-jar",
            jar("auditor", "auditor").toString(),
            "--at-rest",
            "120");
    auditor.environment().put("ORDERSAGA_DB_URL", postgres().url(""));
    auditor.environment().put("ORDERSAGA_AUDITOR_PASSWORD", PASSWORD);
    auditor.environment().put("ORDERSAGA_SANDBOX_URL", outsideUrl());
    int exit = Commands.run(output, auditor);
    if (exit == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of("the auditor ends with " + exit + ":\n" + Files.readString(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String description() {
    return "Order Saga as it ships: process-app, five workers; logins, ledger and order log on";
  }
}
