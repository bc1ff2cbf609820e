package org.ordersaga.benchmarks.contender;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ordersaga.benchmarks.process.JavaProcess;

/** The same model and the same steps on Camunda as it comes. */
public final class Stock extends Contender {

  /**
   * @param home the project's folder
   */
  public Stock(Path home, Path work) {
    super("stock", home, work, 1);
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
    return JavaProcess.start(
        service,
        folder(),
        jar(),
        "org.ordersaga.benchmarks.stock.StockWorker",
        false,
        environment,
        service);
  }

  @Override
  String healthPath() {
    return "/engine-rest/version";
  }

  private Path jar() {
    return jar("benchmarks/stock", "benchmark-stock");
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
  HttpRequest.Builder startOrder(String id) {
    ObjectNode start = Order.object().put("businessKey", id);
    ObjectNode variables = start.putObject("variables");
    Order.json(id)
        .properties()
        .forEach(
            field ->
                variables
                    .putObject(field.getKey())
                    .put("type", "String")
                    .put("value", Order.text(field.getValue())));
    return post("/engine-rest/process-definition/key/order-process/start", start);
  }

  @Override
  public Optional<String> violation() {
    return imbalance();
  }

  @Override
  public String description() {
    return "Camunda 7.24.0 with engine-rest and the stock client, long polling, defaults";
  }
}
