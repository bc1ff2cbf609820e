package org.ordersaga.worker.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.camunda.bpm.client.backoff.ErrorAwareBackoffStrategy;
import org.camunda.bpm.client.exception.ExternalTaskClientException;
import org.camunda.bpm.client.task.ExternalTask;

/**
 * Tasks that the answer to reports brought along. A client of their own hands them on: its fetches
 * are answered here, and begin when there is something to answer. So they are read as all others.
 */
final class CarriedTasks implements ErrorAwareBackoffStrategy, ExecChainHandler {

  private final Capacity capacity;
  private final ObjectMapper json = new ObjectMapper();

  /** What the client asked for last: the topics of now, or of one round before. */
  private ObjectNode lastFetch;

  private ArrayNode brought = json.createArrayNode();
  private int places;
  private boolean idle;
  private boolean ended;

  CarriedTasks(Capacity capacity) {
    this.capacity = capacity;
  }

  /**
   * What is to be fetched along with reports, or null: as long as there is room, the client that
   * waits at the engine fetches whatever comes.
   *
   * @param reports how many tasks are about to give their places back
   */
  synchronized JsonNode fetch(int reports) {
    if (lastFetch == null || !capacity.isAwaited()) {
      return null;
    }
    ObjectNode fetch = lastFetch.deepCopy().put("maxTasks", reports);
    fetch.remove("asyncResponseTimeout");
    return fetch;
  }

  /** Tasks that the answer brought; they have the places of those that were reported on. */
  synchronized void bring(ArrayNode tasks) {
    capacity.handOver(tasks.size());
    brought.addAll(tasks);
    notifyAll();
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (!request.getPath().endsWith("/fetchAndLock")) {
      return chain.proceed(request, scope);
    }
    JsonNode fetch = json.readTree(EntityUtils.toByteArray(request.getEntity()));
    ClassicHttpResponse response = new BasicClassicHttpResponse(200);
    response.setEntity(
        new ByteArrayEntity(
            json.writeValueAsBytes(handOn((ObjectNode) fetch)), ContentType.APPLICATION_JSON));
    return response;
  }

  /** Those of topics that were left out meanwhile come again when their locks expire. */
  private synchronized ArrayNode handOn(ObjectNode fetch) {
    lastFetch = fetch;
    Set<String> topics = new HashSet<>();
    fetch.path("topics").forEach(topic -> topics.add(topic.path("topicName").asText()));
    ArrayNode tasks = json.createArrayNode();
    for (JsonNode task : brought) {
      if (topics.contains(task.path("topicName").asText())) {
        tasks.add(task);
      }
    }
    places = brought.size();
    brought = json.createArrayNode();
    return tasks;
  }

  @Override
  public synchronized void reconfigure(
      List<ExternalTask> tasks, ExternalTaskClientException error) {
    capacity.release(places - tasks.size());
    places = 0;
  }

  @Override
  public synchronized long calculateBackoffTime() {
    idle = true;
    notifyAll();
    try {
      while (brought.isEmpty() && !ended) {
        wait();
      }
      return brought.isEmpty() ? PollingPace.UNTIL_STOPPED_MILLIS : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return PollingPace.UNTIL_STOPPED_MILLIS;
    } finally {
      idle = false;
    }
  }

  /** Lets the client's thread go, once it has handed on all. */
  synchronized void stop(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toMillis();
        left > 0 && !(idle && brought.isEmpty());
        left = (deadline - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
    ended = true;
    notifyAll();
  }
}
