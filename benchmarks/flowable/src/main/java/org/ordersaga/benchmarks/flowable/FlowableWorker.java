package org.ordersaga.benchmarks.flowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.ordersaga.benchmarks.steps.Refusal;
import org.ordersaga.benchmarks.steps.StepFunction;
import org.ordersaga.benchmarks.steps.Steps;

/**
 * One worker process on Flowable's external worker REST interface. It does what Flowable's own Java
 * client does: for each topic a thread that acquires jobs, works on one after the other, and asks
 * again at once, or after a pause when there was none. It fetches ten jobs at a time and pauses 50
 * ms, where that client's defaults are one job and 30 s.
 */
public final class FlowableWorker implements Runnable {

  private static final int POLL_MILLIS = 50;
  private static final int TASKS = 10;
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final String jobs;
  private final String worker = UUID.randomUUID().toString();
  private final String topic;
  private final StepFunction step;

  private FlowableWorker(HttpClient http, String engine, String topic, StepFunction step) {
    this.http = http;
    this.jobs = engine + "/external-job-api/acquire/jobs";
    this.topic = topic;
    this.step = step;
  }

  /**
   * Starts the worker.
   *
   * @param arguments the worker's domain
   */
  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Steps.of(arguments[0], environment)
        .forEach(
            (topic, step) ->
                new Thread(
                        new FlowableWorker(http, environment.get("ENGINE_URL"), topic, step), topic)
                    .start());
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        JsonNode acquired = acquire();
        for (JsonNode job : acquired) {
          work(job);
        }
        if (acquired.isEmpty()) {
          Thread.sleep(POLL_MILLIS);
        }
      } catch (IOException e) {
        pause();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode acquire() throws IOException, InterruptedException {
    return post(
        jobs, object().put("topic", topic).put("lockDuration", "PT5M").put("numberOfTasks", TASKS));
  }

  private void work(JsonNode job) throws IOException, InterruptedException {
    String path = jobs + "/" + job.path("id").asText();
    try {
      work(job, path);
    } catch (RuntimeException | IOException e) {
      // Also when the engine refused the outcome: else the job would stay locked for minutes.
      System.err.println(topic + ": " + e);
      post(path + "/fail", object().put("errorMessage", e.toString()).put("retryTimeout", "PT1S"));
    }
  }

  private void work(JsonNode job, String path) throws IOException, InterruptedException {
    try {
      ObjectNode completion = object();
      ArrayNode results = completion.putArray("variables");
      step.apply(variables(job)).forEach((name, value) -> add(results, name, value));
      post(path + "/complete", completion);
    } catch (Refusal refusal) {
      post(path + "/bpmnError", object().put("errorCode", refusal.code()));
    }
  }

  private static Map<String, Object> variables(JsonNode job) {
    Map<String, Object> variables = new HashMap<>();
    for (JsonNode variable : job.path("variables")) {
      variables.put(
          variable.path("name").asText(), JSON.convertValue(variable.path("value"), Object.class));
    }
    return variables;
  }

  private static void add(ArrayNode results, String name, Object value) {
    String type = value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    results.addObject().put("name", name).put("type", type).putPOJO("value", value);
  }

  private ObjectNode object() {
    return JSON.createObjectNode().put("workerId", worker);
  }

  private JsonNode post(String url, JsonNode body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() > OK + 99) {
      throw new IOException("HTTP " + response.statusCode() + ": " + response.body());
    }
    return response.body().isEmpty() ? JSON.createArrayNode() : JSON.readTree(response.body());
  }
}
