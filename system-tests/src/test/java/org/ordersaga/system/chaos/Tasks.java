package org.ordersaga.system.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The external tasks that went through the proxies, and how often. */
final class Tasks {

  private static final Pattern PATH = Pattern.compile(".*/external-task/([^/]+)/[A-Za-z]+");

  private final Map<String, Call.Task> known = new ConcurrentHashMap<>();
  private final AtomicInteger deliveries = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final Journal journal;

  Tasks(Journal journal) {
    this.journal = journal;
  }

  /** The tasks that a path names, or the body of several reports. */
  List<Call.Task> of(String path, byte[] body) {
    Matcher matcher = PATH.matcher(path);
    List<String> ids =
        matcher.matches()
            ? List.of(matcher.group(1))
            : path.endsWith("/external-tasks/reports")
                ? Json.parse(new String(body, StandardCharsets.UTF_8)).findValuesAsText("taskId")
                : List.of();
    return ids.stream().map(known::get).filter(Objects::nonNull).toList();
  }

  /** The tasks in an answer to a fetch, or to reports with a fetch. */
  static List<Call.Task> in(Reply reply) {
    if (reply.status() != 200) {
      return List.of();
    }
    JsonNode tasks = Json.parse(reply.text());
    return tasks.findParents("topicName").stream()
        .map(
            task ->
                new Call.Task(
                    task.get("id").asText(),
                    task.get("topicName").asText(),
                    task.path("businessKey").asText()))
        .toList();
  }

  /** Takes note of a call that was answered by its engine. */
  void seen(Call call, Reply reply) {
    if (call.isFetch()) {
      for (Call.Task task : in(reply)) {
        known.put(task.id(), task);
        deliveries.incrementAndGet();
      }
    }
    if (call.isBatch() && reply.status() == 200) {
      Json.parse(reply.text()).path("results").findValues("status").stream()
          .filter(status -> status.intValue() == 204)
          .forEach(done -> journal.stepCompleted());
    } else if (reply.status() == 204 && call.isFailure()) {
      failures.incrementAndGet();
    } else if (reply.status() == 204 && call.isReport()) {
      journal.stepCompleted();
    }
  }

  /** Deliveries that no reported failure had asked for. */
  int repeats() {
    return Math.max(0, deliveries.get() - known.size() - failures.get());
  }
}
