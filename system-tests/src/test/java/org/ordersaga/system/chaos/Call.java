package org.ordersaga.system.chaos;

import java.nio.charset.StandardCharsets;

/**
 * A request that a proxy received.
 *
 * @param owner the process on whose behalf the proxy stands there; null for the clients' own
 * @param path without the query
 * @param target path and query
 * @param key its idempotency key, or ""
 * @param task the external task that it is about, or null
 */
record Call(
    Node owner, String method, String path, String target, byte[] body, String key, Task task) {

  /** An external task, as it was delivered. */
  record Task(String id, String topic, String orderId) {}

  boolean isFetch() {
    return path.endsWith("/external-task/fetchAndLock");
  }

  /** A report of an outcome, good or bad, about a task of this topic. */
  boolean reports(String topic) {
    return task != null && task.topic().equals(topic) && isReport();
  }

  boolean isReport() {
    return path.endsWith("/complete") || path.endsWith("/bpmnError");
  }

  boolean isCompletion() {
    return path.endsWith("/complete");
  }

  boolean isFailure() {
    return path.endsWith("/failure");
  }

  boolean isAbout(String orderId) {
    return task != null && task.orderId().equals(orderId);
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  boolean is(String wantedMethod, String wantedPath) {
    return method.equals(wantedMethod) && path.equals(wantedPath);
  }
}
