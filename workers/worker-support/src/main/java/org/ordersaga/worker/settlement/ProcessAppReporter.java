package org.ordersaga.worker.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.ordersaga.worker.http.PlainHttp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** Tells process-app of settlements, until it has taken note; they do not wait for it. */
final class ProcessAppReporter {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessAppReporter.class);
  private static final int REPORTS = 50;

  private final ReportQueue queue;
  private final String url;
  private final RestClient http;
  private final ObjectMapper json;
  private final Set<ReportQueue.Report> refused = new HashSet<>();
  private volatile boolean stopping;
  private String problem;

  /**
   * A reporter.
   *
   * @param url base of process-app's API
   * @param user at the engine, whose login is this service's login at process-app
   */
  ProcessAppReporter(
      ReportQueue queue,
      String url,
      String user,
      String password,
      RestClient.Builder http,
      ObjectMapper json) {
    this.queue = queue;
    this.url = url;
    this.json = json;
    this.http =
        http.baseUrl(url)
            .defaultHeaders(headers -> headers.setBasicAuth(user, password, UTF_8))
            .requestFactory(PlainHttp.requests(Duration.ofSeconds(2), Duration.ofSeconds(5)))
            .build();
  }

  /** Tells what is due; ends early when process-app cannot be told anything now. */
  void turn() {
    for (int i = 0; i < REPORTS && !stopping && report(); i++) {}
  }

  void stop() {
    stopping = true;
  }

  /**
   * Tells of one settlement.
   *
   * @return whether to go on
   */
  private boolean report() {
    Optional<ReportQueue.Report> claimed = queue.claim();
    if (claimed.isEmpty()) {
      return false;
    }
    ReportQueue.Report report = claimed.get();
    int status = send(report);
    if (status >= 200 && status < 300) {
      queue.told(report);
      refused.remove(report);
      note(null);
      return true;
    }
    queue.notTold(report);
    if (status == 0 || status == 401 || status >= 500) {
      // It is down or does not know this service: no other order fares better.
      note(status == 0 ? "no answer" : "it answers HTTP " + status);
      return false;
    }
    if (refused.add(report)) {
      LOG.warn(
          "PROCESS_APP_NOT_TOLD: process-app does not accept what becomes of {} of order {} (HTTP"
              + " {}). Trying until it does.",
          report.step(),
          report.orderId(),
          status);
    }
    return true;
  }

  /**
   * Sends a report.
   *
   * @return the HTTP status, or 0 without one
   */
  private int send(ReportQueue.Report report) {
    try {
      return http.put()
          .uri("/api/orders/{orderId}/settlements/{topic}", report.orderId(), report.step())
          .contentType(MediaType.APPLICATION_JSON)
          .body(body(report))
          .exchange((request, response) -> response.getStatusCode().value());
    } catch (ResourceAccessException e) {
      return 0;
    }
  }

  private ObjectNode body(ReportQueue.Report report) {
    ObjectNode body = json.createObjectNode().put("state", report.state());
    if (report.state().equals("CONFIRMED")) {
      try {
        body.set(
            "receipt",
            report.receipt() == null ? body.nullNode() : json.readTree(report.receipt()));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("A receipt of the table settlement is no JSON", e);
      }
    }
    return body;
  }

  /** Logs what hinders the reports when that changes, not per attempt. */
  private void note(String now) {
    if (now == null && problem != null) {
      LOG.info("process-app at {} is told of settlements again.", url);
    } else if (now != null && !now.equals(problem)) {
      LOG.warn(
          "PROCESS_APP_NOT_TOLD: process-app at {} was not told of a settlement: {}. Trying until"
              + " it is.",
          url,
          now);
    }
    problem = now;
  }
}
