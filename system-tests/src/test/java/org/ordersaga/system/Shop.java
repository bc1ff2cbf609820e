package org.ordersaga.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The installation as its client sees it: over HTTP, nothing else. */
final class Shop {

  static final String PASSWORD = "system-test-password";

  private static final Path RESOURCES =
      Installation.projectRoot().resolve("process-app/src/main/resources");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Installation installation;

  Shop(Installation installation) {
    this.installation = installation;
  }

  /** An order of one unit that will be confirmed, unless the test changes it. */
  static ObjectNode order(String orderId) {
    return parse(
        """
        {"orderId": "%s", "customerId": "cust-%s", "email": "ada@example.com",
         "currency": "EUR", "paymentMethod": "tok_visa",
         "lines": [{"sku": "BOOK-001", "quantity": 1}],
         "shippingAddress": {"name": "Ada Lovelace", "street": "1 Analytical Way",
           "postalCode": "10115", "city": "Berlin", "country": "DE"}}
        """
            .formatted(orderId, orderId));
  }

  void place(ObjectNode order) {
    HttpResponse<String> answer = send("client", "POST", 0, "/api/orders", order);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  JsonNode order(String orderId, String... statuses) {
    String path = "/api/orders/" + orderId;
    return await("order " + orderId + " " + String.join(" or ", statuses))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreException(UncheckedIOException.class)
        .until(
            () -> ok(send("client", "GET", 0, path, null)),
            o -> List.of(statuses).contains(o.path("status").asText()));
  }

  HttpResponse<String> cancel(String orderId) {
    return send("client", "POST", 0, "/api/orders/" + orderId + "/cancellation", null);
  }

  HttpResponse<String> deliver(String orderId) {
    return send("client", "POST", 0, "/api/orders/" + orderId + "/delivery", null);
  }

  HttpResponse<String> giveUp(String orderId, String reason) {
    String path = "/api/operations/orders/" + orderId + "/give-up";
    return send("operator", "POST", 0, path, parse("{\"reason\":\"" + reason + "\"}"));
  }

  /** Has an operator try again what failed. */
  HttpResponse<String> retry(String orderId, String reason) {
    String path = "/api/operations/orders/" + orderId + "/retry";
    return send("operator", "POST", 0, path, parse("{\"reason\":\"" + reason + "\"}"));
  }

  /** A file that process-app brings along, for example {@code bpmn/order-process.bpmn}. */
  static String resource(String path) {
    try {
      return Files.readString(RESOURCES.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deploys a model as Camunda Modeler does. */
  void deploy(String model) {
    sendDeployment(ModelDeployment.of(RESOURCES, model));
  }

  /** Deploys one file by itself. */
  void deploy(String name, String content) {
    sendDeployment(ModelDeployment.alone(name, content));
  }

  private void sendDeployment(String body) {
    HttpRequest request =
        request("admin", 0, "/engine-rest/deployment/create")
            .header("Content-Type", ModelDeployment.CONTENT_TYPE)
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** What happened to the order, as the kinds of its events. */
  List<String> kinds(String orderId) {
    JsonNode timeline =
        ok(send("client", "GET", 0, "/api/orders/" + orderId, null)).get("timeline");
    return timeline.findValuesAsText("kind");
  }

  /** What the workers last said of the tasks that the order stands at. */
  List<String> problems(String orderId) {
    return tasks(orderId).stream().map(task -> task.get("errorMessage").asText("")).toList();
  }

  /** The workers' tasks that the order stands at. */
  List<JsonNode> tasks(String orderId) {
    return open(orderId, "external-task");
  }

  /** Sets a variable of the order's process, as an operator may. */
  void setVariable(String orderId, String name, String value) {
    ObjectNode variable = JSON.createObjectNode().put("value", value).put("type", "String");
    for (String instance : instances(orderId)) {
      String path = "/engine-rest/process-instance/" + instance + "/variables/" + name;
      HttpResponse<String> answer = send("operator", "PUT", 0, path, variable);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }
  }

  /** Has the order's timers come to their time, whatever they make of it. */
  void runTimers(String orderId) {
    for (JsonNode job : open(orderId, "job")) {
      send("operator", "POST", 0, "/engine-rest/job/" + job.get("id").asText() + "/execute", null);
    }
  }

  /** What is open in the order's processes, of one of the kinds that engine-rest knows. */
  private List<JsonNode> open(String orderId, String kind) {
    List<JsonNode> open = new ArrayList<>();
    for (String instance : instances(orderId)) {
      String path = "/engine-rest/" + kind + "?processInstanceId=" + instance;
      ok(send("operator", "GET", 0, path, null)).forEach(open::add);
    }
    return open;
  }

  private List<String> instances(String orderId) {
    List<String> ids = new ArrayList<>();
    String path = "/engine-rest/process-instance?businessKey=" + orderId;
    for (JsonNode instance : ok(send("operator", "GET", 0, path, null))) {
      ids.add(instance.get("id").asText());
    }
    return ids;
  }

  JsonNode product(String sku) {
    return ok(send("client", "GET", 2, "/products/" + sku, null));
  }

  /** The provider's ledger of one order: what was really charged and given back. */
  JsonNode ledger(String orderId) {
    return ok(send(null, "GET", 10, "/payments/ledger?reference=" + orderId, null)).get("items");
  }

  /** The shipment that was booked for the order. */
  JsonNode shipment(String orderId) {
    String path = "/shipments?idempotencyKey=" + orderId + ":shipping.book";
    return ok(send(null, "GET", 10, path, null));
  }

  /** What the provider holds of the order's money now: captured less given back. */
  long standing(String orderId) {
    return StreamSupport.stream(ledger(orderId).spliterator(), false)
        .mapToLong(entry -> entry.get("captured").asLong() - entry.get("refunded").asLong())
        .sum();
  }

  void awaitMail(String orderId, String event) {
    String messageId = "<" + orderId + "." + event + ">";
    await("mail " + messageId)
        .atMost(PATIENCE)
        .until(
            () -> inbox("ada@example.com").findValuesAsText("messageId"),
            ids -> ids.stream().filter(messageId::equals).count() == 1);
  }

  /** The subjects and bodies that one customer received, newest first. */
  JsonNode inbox(String to) {
    return ok(send(null, "GET", 10, "/inbox?to=" + to, null)).get("items");
  }

  /** Makes the outside misbehave; see the sandbox's page for the fields. */
  void fault(String target, Map<String, Object> fields) {
    ObjectNode body = JSON.valueToTree(fields);
    body.put("target", target);
    HttpResponse<String> answer = send(null, "PUT", 10, "/faults", body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
  }

  void noFaults() {
    assertThat(send(null, "DELETE", 10, "/faults", null).statusCode()).isBetween(200, 299);
  }

  HttpResponse<String> send(String user, String method, int offset, String path, JsonNode body) {
    HttpRequest.Builder request =
        request(user, offset, path)
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return send(request.build());
  }

  private HttpRequest.Builder request(String user, int offset, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + installation.port(offset) + path))
            .timeout(Duration.ofSeconds(20))
            .header("Accept", "application/json, application/problem+json");
    if (user != null) {
      byte[] login = (user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static JsonNode ok(HttpResponse<String> answer) {
    if (answer.statusCode() >= 500) {
      throw new UncheckedIOException(new IOException(answer.statusCode() + " " + answer.body()));
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return parse(answer.body());
  }

  @SuppressWarnings("unchecked")
  static <T extends JsonNode> T parse(String json) {
    try {
      return (T) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}
