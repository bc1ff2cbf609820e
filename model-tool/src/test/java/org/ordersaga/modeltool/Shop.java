package org.ordersaga.modeltool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Lazy;

/** Places orders and plays the workers, the customers and the carrier. */
@TestComponent
@Lazy
public class Shop {

  private static final String WORKER = "test";
  private static final long LOCK_MILLIS = 3_600_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ProcessEngine engine;
  private final int port;

  Shop(ProcessEngine engine, @LocalServerPort int port) {
    this.engine = engine;
    this.port = port;
  }

  public String url() {
    return "http://localhost:" + port;
  }

  public ProcessEngine engine() {
    return engine;
  }

  // ---- customers and the carrier

  /** Places an order that every rule accepts. */
  public String place() {
    return place(1);
  }

  /** Places an order of so many books. */
  public String place(int quantity) {
    String id = "ord-" + UUID.randomUUID();
    call(
        "POST",
        "/api/orders",
        """
        {"orderId":"%s","customerId":"cust-1","email":"ada@example.com","currency":"EUR",
         "paymentMethod":"tok_visa","lines":[{"sku":"BOOK-001","quantity":%d}],
         "shippingAddress":{"name":"Ada Lovelace","street":"1 Analytical Way",
           "postalCode":"10115","city":"Berlin","country":"DE"}}"""
            .formatted(id, quantity));
    return id;
  }

  public void reportDelivery(String order) {
    call("POST", "/api/orders/" + order + "/delivery", "{}");
  }

  public void cancel(String order) {
    call("POST", "/api/orders/" + order + "/cancellation", "{}");
  }

  public JsonNode get(String order) {
    return call("GET", "/api/orders/" + order, null);
  }

  public String status(String order) {
    return get(order).path("status").asText();
  }

  private JsonNode call(String method, String path, String body) {
    String login =
        Base64.getEncoder().encodeToString("client:client-secret".getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Authorization", "Basic " + login)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new AssertionError(response.statusCode() + " " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  // ---- the engine

  /** The running process of an order; empty when it has ended. */
  public Optional<ProcessInstance> instance(String order) {
    return Optional.ofNullable(
        engine
            .getRuntimeService()
            .createProcessInstanceQuery()
            .processInstanceBusinessKey(order)
            .singleResult());
  }

  public String instanceId(String order) {
    return engine
        .getHistoryService()
        .createHistoricProcessInstanceQuery()
        .processInstanceBusinessKey(order)
        .singleResult()
        .getId();
  }

  public List<ExternalTask> tasks(String order) {
    return engine
        .getExternalTaskService()
        .createExternalTaskQuery()
        .processInstanceId(instanceId(order))
        .list();
  }

  /** Waits until a task is open. */
  public ExternalTask task(String order, String activityId) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                tasks(order).stream()
                    .filter(task -> task.getActivityId().equals(activityId))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** How often an element was entered. */
  public long passes(String order, String activityId) {
    return engine
        .getHistoryService()
        .createHistoricActivityInstanceQuery()
        .processInstanceId(instanceId(order))
        .activityId(activityId)
        .count();
  }

  public Job reminderTimer(String order) {
    return engine
        .getManagementService()
        .createJobQuery()
        .processInstanceId(instanceId(order))
        .timers()
        .singleResult();
  }

  /** The reminder falls due, and its mail goes out. */
  public void remind(String order) {
    engine.getManagementService().executeJob(reminderTimer(order).getId());
    complete(order, "RemindOfDelivery");
  }

  // ---- workers

  /** Has the steps before this one done. */
  public Shop reach(String order, String activityId) {
    while (tasks(order).stream().noneMatch(task -> task.getActivityId().equals(activityId))) {
      ExternalTask next =
          tasks(order).stream()
              .filter(task -> !task.getTopicName().startsWith("notification"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("The order does not come to " + activityId));
      complete(order, next.getActivityId());
    }
    return this;
  }

  public Shop lock(String order, String activityId) {
    ExternalTask task = task(order, activityId);
    engine.getExternalTaskService().lock(task.getId(), WORKER, LOCK_MILLIS);
    return this;
  }

  /** As a worker does that gets it from whoever has it, in whatever state it is. */
  private ExternalTask take(String order, String activityId) {
    ExternalTask task = task(order, activityId);
    if (task.getRetries() != null && task.getRetries() == 0) {
      engine.getExternalTaskService().setRetries(task.getId(), 1);
    }
    engine.getExternalTaskService().unlock(task.getId());
    engine.getExternalTaskService().lock(task.getId(), WORKER, LOCK_MILLIS);
    return task;
  }

  public Shop complete(String order, String... activityIds) {
    Arrays.stream(activityIds)
        .forEach(
            activityId -> {
              ExternalTask task = take(order, activityId);
              engine
                  .getExternalTaskService()
                  .complete(task.getId(), WORKER, outputs(task.getTopicName()));
            });
    return this;
  }

  private static Map<String, Object> outputs(String topic) {
    Map<String, Object> outputs = new HashMap<>();
    switch (topic) {
      case "order.create" -> outputs.put("newCustomer", true);
      case "inventory.reserve" -> {
        outputs.put("totalAmount", 1999L);
        outputs.put("units", 1);
      }
      case "shipping.book" -> {
        outputs.put("shipmentId", "s-1");
        outputs.put("trackingNumber", "t-1");
      }
      default -> {}
    }
    return outputs;
  }

  public Shop refuse(String order, String activityId, String code) {
    ExternalTask task = take(order, activityId);
    engine.getExternalTaskService().handleBpmnError(task.getId(), WORKER, code, "Because.");
    return this;
  }

  public Shop fail(String order, String activityId, int retries) {
    ExternalTask task = take(order, activityId);
    engine
        .getExternalTaskService()
        .handleFailure(task.getId(), WORKER, "no", "a stack", retries, LOCK_MILLIS);
    return this;
  }

  // ---- states

  /** Brings a new order to its wait, with everybody told. */
  public String confirmed() {
    String order = place();
    reach(order, "NotifyOfConfirmation").complete(order, "NotifyOfConfirmation");
    return order;
  }

  /** Has everything done that is left, until the order has ended or waits for its delivery. */
  public Shop finish(String order) {
    for (List<ExternalTask> open = tasks(order); !open.isEmpty(); open = tasks(order)) {
      complete(order, open.get(0).getActivityId());
    }
    return this;
  }

  /** Waits until the order has this status. */
  public void await(String order, String status) {
    Awaitility.await().atMost(PATIENCE).until(() -> status(order), status::equals);
  }
}
