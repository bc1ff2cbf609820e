package org.ordersaga.system.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Decides on every order that waits for a review: approves most of them, and refuses the others.
 */
final class Reviewer implements AutoCloseable {

  private static final int LOOK_MILLIS = 1000;

  /** Every so many are refused. */
  private static final int REFUSED = 4;

  private final Client shop;
  private final Journal journal;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private int decided;

  Reviewer(Cluster cluster, Journal journal) {
    this.shop = new Client(cluster.front().url());
    this.journal = journal;
    thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      Client.Answer tasks = shop.get("reviewer", "/engine-rest/task");
      if (tasks.status() == 200) {
        for (JsonNode task : tasks.json()) {
          decide(task.get("id").asText());
        }
      }
    } catch (IOException | RuntimeException e) {
      // Whoever gets no answer looks again.
    }
  }

  private void decide(String task) throws IOException {
    boolean refused = ++decided % REFUSED == 0;
    ObjectNode decision = Json.object();
    ObjectNode variables = decision.putObject("variables");
    put(variables, "reviewDecision", refused ? "refuse" : "approve");
    if (refused) {
      put(variables, "reviewReason", "We cannot deliver that many.");
    }
    Client.Answer answer =
        shop.send(
            "reviewer", "POST", "/engine-rest/task/" + task + "/complete", decision, Map.of());
    journal.say(
        "review %s: %s"
            .formatted(
                refused ? "refused" : "approved",
                answer.status() == 204 ? "done" : "answered " + answer));
  }

  private static void put(ObjectNode variables, String name, String value) {
    variables.putObject(name).put("value", value).put("type", "String");
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
