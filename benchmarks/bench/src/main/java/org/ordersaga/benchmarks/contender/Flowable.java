package org.ordersaga.benchmarks.contender;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.nio.file.Path;

/** The same saga and the same steps on Flowable's engine with its external workers. */
public final class Flowable extends Peer {

  /**
   * @param home the project's folder
   */
  public Flowable(Path home, Path work) {
    super("flowable", home, work, "org.ordersaga.benchmarks.flowable.FlowableWorker");
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
  public String description() {
    return "Flowable 7.2.0 with its external worker REST interface, polled every 50 ms";
  }
}
