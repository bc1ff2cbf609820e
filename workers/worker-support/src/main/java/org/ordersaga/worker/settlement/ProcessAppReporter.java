package org.ordersaga.worker.settlement;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ClientHttpRequestFactorySettings;
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
            .requestFactory(
                ClientHttpRequestFactoryBuilder.jdk()
                    .withHttpClientCustomizer(client -> client.version(HttpClient.Version.HTTP_1_1))
                    .build(
                        ClientHttpRequestFactorySettings.defaults()
                            .withConnectTimeout(Duration.ofSeconds(2))
                            .withReadTimeout(Duration.ofSeconds(5))
                            .withRedirects(ClientHttpRequestFactorySettings.Redirects.DONT_FOLLOW)))
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
      note(null);
      return true;
    }
    queue.notTold(report);
    note(status == 0 ? "no answer" : "it answers HTTP " + status);
    // Another order may fare better, unless process-app is down or does not know this service.
    return status != 0 && status != 401 && status < 500;
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
