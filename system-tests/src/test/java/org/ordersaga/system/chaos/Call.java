package org.ordersaga.system.chaos;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request that a proxy received.
 *
 * @param owner the process on whose behalf the proxy stands there; null for the clients' own
 * @param path without the query
 * @param target path and query
 * @param key its idempotency key, or ""
 * @param tasks the external tasks that it is about
 */
record Call(
    Node owner,
    String method,
    String path,
    String target,
    byte[] body,
    String key,
    List<Task> tasks) {

  /** An external task, as it was delivered. */
  record Task(String id, String topic, String orderId) {}

  boolean isFetch() {
    return path.endsWith("/external-task/fetchAndLock") || isBatch();
  }

  /** Several reports at once, and perhaps a fetch with them. */
  boolean isBatch() {
    return path.endsWith("/external-tasks/reports");
  }

  /** A report of an outcome, good or bad, about this order's task of this topic. */
  boolean reports(String orderId, String topic) {
    return isReport()
        && tasks.stream()
            .anyMatch(task -> task.orderId().equals(orderId) && task.topic().equals(topic));
  }

  boolean isReport() {
    return path.endsWith("/complete") || path.endsWith("/bpmnError") || isBatch();
  }

  boolean isCompletion() {
    return path.endsWith("/complete");
  }

  boolean isFailure() {
    return path.endsWith("/failure");
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  boolean is(String wantedMethod, String wantedPath) {
    return method.equals(wantedMethod) && path.equals(wantedPath);
  }
}
