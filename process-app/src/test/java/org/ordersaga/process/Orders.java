package org.ordersaga.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Places orders and does the workers' part over HTTP, as the real ones do. */
public final class Orders {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The topics up to the wait. */
  private static final List<String> FORWARD =
      List.of(
          "order.create",
          "inventory.reserve",
          "payment.charge",
          "shipping.book",
          "inventory.commit",
          "order.confirm");

  private final int port;

  public Orders(int port) {
    this.port = port;
  }

  public static String newId() {
    return "ord-" + UUID.randomUUID();
  }

  /** The first order of the documentation, under another id; null for none. */
  public static ObjectNode order(String orderId) {
    ObjectNode order = JSON.createObjectNode();
    if (orderId != null) {
      order.put("orderId", orderId);
    }
    order.put("customerId", "cust-1");
    order.put("email", "ada@example.com");
    order.put("currency", "EUR");
    order.put("paymentMethod", "tok_visa");
    order.putArray("lines").addObject().put("sku", "BOOK-001").put("quantity", 1);
    order
        .putObject("shippingAddress")
        .put("name", "Ada Lovelace")
        .put("street", "1 Analytical Way")
        .put("postalCode", "10115")
        .put("city", "Berlin")
        .put("country", "DE");
    return order;
  }

  /** The body of a start through engine-rest with the same order. */
  public static ObjectNode start(String businessKey, ObjectNode order) {
    ObjectNode start = JSON.createObjectNode();
    if (businessKey != null) {
      start.put("businessKey", businessKey);
    }
    ObjectNode variables = start.putObject("variables");
    order
        .properties()
        .forEach(
            field ->
                variables
                    .putObject(field.getKey())
                    .put("type", "String")
                    .put(
                        "value",
                        field.getValue().isTextual()
                            ? field.getValue().textValue()
                            : field.getValue().toString()));
    return start;
  }

  /** Places an order through the API and returns its id. */
  public String place() {
    String id = newId();
    Http.Reply reply = Http.as(port, "client").post("/api/orders", order(id).toString());
    if (reply.status() != 202) {
      throw new AssertionError(reply.body());
    }
    return id;
  }

  public JsonNode get(String orderId) {
    return Http.as(port, "client").get("/api/orders/" + orderId).json();
  }

  public List<String> kinds(String orderId) {
    List<String> kinds = new ArrayList<>();
    get(orderId).get("timeline").forEach(entry -> kinds.add(entry.get("kind").textValue()));
    return kinds;
  }

  public String await(String orderId, String field, String value) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> get(orderId).get(field).asText(), value::equals);
    return orderId;
  }

  /** Brings a new order to its wait. */
  public String placeAndConfirm() {
    String id = place();
    confirm(id);
    return id;
  }

  /** Carries out every step up to the wait. */
  public void confirm(String id) {
    FORWARD.forEach(topic -> step(id, topic));
    await(id, "status", "CONFIRMED");
  }

  /** Brings a new order to the step with that topic. */
  public String placeAndReach(String topic) {
    String id = place();
    FORWARD.stream().takeWhile(earlier -> !earlier.equals(topic)).forEach(done -> step(id, done));
    return id;
  }

  /** Carries out one of the steps up to the wait. */
  public void step(String id, String topic) {
    switch (topic) {
      case "order.create" ->
          complete(
              id,
              topic,
              """
              {"newCustomer":{"value":true,"type":"Boolean"},
               "country":{"value":"DE","type":"String"}}""");
      case "inventory.reserve" ->
          complete(
              id,
              topic,
              """
              {"totalAmount":{"value":1999,"type":"Long"},
               "units":{"value":1,"type":"Integer"}}""",
              receipt("res-1"));
      case "payment.charge" -> complete(id, topic, "{}", receipt("ch-1"));
      case "shipping.book" ->
          complete(
              id,
              topic,
              """
              {"shipmentId":{"value":"s-1","type":"String"},
               "trackingNumber":{"value":"t-1","type":"String"}}""");
      default -> complete(id, topic);
    }
  }

  /** Brings a new order to its review: it costs 649.90. */
  public String placeAndReachReview() {
    String id = placeAndReach("inventory.reserve");
    complete(
        id,
        "inventory.reserve",
        """
        {"totalAmount":{"value":64990,"type":"Long"},
         "units":{"value":1,"type":"Integer"}}""");
    return await(id, "status", "IN_REVIEW");
  }

  private static String receipt(String reference) {
    return JSON.createObjectNode()
        .set(
            "receipt",
            JSON.createObjectNode()
                .put("type", "String")
                .put(
                    "value",
                    "{\"reference\":\"" + reference + "\",\"amount\":1999,\"currency\":\"EUR\"}"))
        .toString();
  }

  public void complete(String orderId, String topic) {
    complete(orderId, topic, "{}");
  }

  public void complete(String orderId, String topic, String variables) {
    complete(orderId, topic, variables, "{}");
  }

  public void complete(String orderId, String topic, String variables, String local) {
    report(
        orderId,
        topic,
        "complete",
        "{\"workerId\":\"test\",\"variables\":" + variables + ",\"localVariables\":" + local + "}");
  }

  public void refuse(String orderId, String topic, String code, String message) {
    report(
        orderId,
        topic,
        "bpmnError",
        JSON.valueToTree(Map.of("workerId", "test", "errorCode", code, "errorMessage", message))
            .toString());
  }

  public void fail(String orderId, String topic, int retries) {
    fail(orderId, topic, retries, Duration.ZERO);
  }

  public void fail(String orderId, String topic, int retries, Duration pause) {
    fail(orderId, topic, "no", retries, pause);
  }

  public void fail(String orderId, String topic, String message, int retries, Duration pause) {
    report(
        orderId,
        topic,
        "failure",
        "{\"workerId\":\"test\",\"errorMessage\":\""
            + message
            + "\",\"retries\":"
            + retries
            + ",\"retryTimeout\":"
            + pause.toMillis()
            + "}");
  }

  /** The topics of the order's open tasks. */
  public List<String> openTopics(String orderId) {
    List<String> topics = new ArrayList<>();
    Http admin = Http.as(port, "admin");
    for (JsonNode instance :
        admin.get("/engine-rest/process-instance?businessKey=" + orderId).json()) {
      admin
          .get("/engine-rest/external-task?processInstanceId=" + instance.get("id").textValue())
          .json()
          .forEach(task -> topics.add(task.get("topicName").textValue()));
    }
    return topics;
  }

  private void report(String orderId, String topic, String what, String body) {
    String task = fetch(orderId, topic);
    Http.Reply reply = worker(topic).post("/engine-rest/external-task/" + task + "/" + what, body);
    if (reply.status() != 204) {
      throw new AssertionError(reply.status() + " " + reply.body());
    }
  }

  /** The user of the worker that has this topic. */
  public Http worker(String topic) {
    return Http.as(port, topic.substring(0, topic.indexOf('.')) + "-worker");
  }

  /** Waits for the order's task with that topic, locks it and returns its id. */
  public String fetch(String orderId, String topic) {
    ObjectNode request = JSON.createObjectNode().put("workerId", "test").put("maxTasks", 1);
    ArrayNode topics = request.putArray("topics");
    topics
        .addObject()
        .put("topicName", topic)
        .put("lockDuration", 60_000)
        .put("businessKey", orderId)
        .putArray("variables");
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Http.Reply reply =
                  worker(topic).post("/engine-rest/external-task/fetchAndLock", request.toString());
              if (reply.status() != 200) {
                throw new AssertionError(reply.status() + " " + reply.body());
              }
              JsonNode tasks = reply.json();
              return tasks.isEmpty() ? null : tasks.get(0).get("id").textValue();
            },
            id -> id != null);
  }
}
