package org.ordersaga.benchmarks.contender;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ordersaga.benchmarks.process.JavaProcess;

/** The same saga and the same steps on Flowable's engine with its external workers. */
public final class Flowable extends Contender {

  /**
   * @param home the project's folder
   */
  public Flowable(Path home, Path work) {
    super("flowable", home, work, 1);
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
        "org.ordersaga.benchmarks.flowable.FlowableWorker",
        false,
        environment,
        service);
  }

  private Path jar() {
    return jar("benchmarks/flowable", "benchmark-flowable");
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
    ObjectNode start =
        Order.object().put("processDefinitionKey", "order-process").put("businessKey", id);
    ArrayNode variables = start.putArray("variables");
    Order.json(id)
        .properties()
        .forEach(
            field ->
                variables
                    .addObject()
                    .put("name", field.getKey())
                    .put("type", "string")
                    .put("value", Order.text(field.getValue())));
    return post("/process-api/runtime/process-instances", start);
  }

  @Override
  public Optional<String> violation() {
    return imbalance();
  }

  @Override
  public String description() {
    return "Flowable 7.2.0 with its external worker REST interface, polled every 50 ms";
  }
}
