package org.ordersaga.worker.engine;

import java.time.Instant;
import org.apache.hc.client5.http.ClientProtocolException;
import org.camunda.bpm.client.exception.ConnectionLostException;
import org.camunda.bpm.client.exception.ExternalTaskClientException;
import org.camunda.bpm.client.exception.RestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether the engine is reached; says so in the log when that changes, not per attempt. */
final class EngineConnection {

  private static final Logger LOG = LoggerFactory.getLogger(EngineConnection.class);

  /**
   * What is known at the moment.
   *
   * @param reached whether the last fetch succeeded; null before the first
   * @param since when that became so
   * @param lastSuccess time of the last fetch that succeeded, or null
   * @param problem why it is not reached, or null
   */
  record State(Boolean reached, Instant since, Instant lastSuccess, String problem) {}

  private final String url;
  private volatile State state = new State(null, Instant.now(), null, null);

  EngineConnection(String url) {
    this.url = url;
  }

  State state() {
    return state;
  }

  /** Takes note of how a fetch ended. */
  synchronized void fetched(ExternalTaskClientException error) {
    State before = state;
    Instant now = Instant.now();
    if (error == null) {
      boolean already = Boolean.TRUE.equals(before.reached());
      state = new State(true, already ? before.since() : now, now, null);
      if (!already) {
        LOG.info("The engine at {} is reached.", url);
      }
      return;
    }
    String problem = problem(error);
    boolean already = Boolean.FALSE.equals(before.reached());
    state = new State(false, already ? before.since() : now, before.lastSuccess(), problem);
    if (!already || !problem.equals(before.problem())) {
      LOG.warn("The engine at {} is not reached: {}. Trying until it is.", url, problem);
    }
  }

  private static String problem(ExternalTaskClientException error) {
    if (error.getCause() instanceof RestException answer) {
      int status = answer.getHttpStatusCode();
      return switch (status) {
        case 401 -> "it refuses the login (HTTP 401)";
        case 403 -> "the login has no permission to fetch tasks (HTTP 403)";
        default -> "it answers HTTP " + status;
      };
    }
    if (error.getCause() instanceof ClientProtocolException answer) {
      return "it answers " + answer.getMessage();
    }
    return error instanceof ConnectionLostException
        ? "no answer (" + error.getCause().getClass().getSimpleName() + ")"
        : "its answer is no engine's (" + error.getClass().getSimpleName() + ")";
  }
}
