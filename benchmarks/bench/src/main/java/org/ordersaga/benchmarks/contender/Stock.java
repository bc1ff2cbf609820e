package org.ordersaga.benchmarks.contender;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.nio.file.Path;

/** The same model and the same steps on Camunda as it comes. */
public final class Stock extends Peer {

  /**
   * @param home the project's folder
   */
  public Stock(Path home, Path work) {
    super("stock", home, work, "org.ordersaga.benchmarks.stock.StockWorker");
  }

  @Override
  String healthPath() {
    return "/engine-rest/version";
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
  public String description() {
    return "Camunda 7.24.0 with engine-rest and the stock client, long polling, defaults";
  }
}
