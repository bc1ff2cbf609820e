package org.ordersaga.sandbox.carrier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.ordersaga.sandbox.settings.SandboxSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Reports deliveries to the shop, as {@code POST {ORDERSAGA_API_URL}/api/orders/{id}/delivery}. A
 * report is repeated, after 1 s and then ever more slowly up to a minute, also past a restart,
 * until the shop answers: any 2xx, or a 4xx that a repeat would not change. At least once: after a
 * crash between the answer and its record the shop hears of a delivery again.
 */
@Component
class DeliveryCallbacks {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryCallbacks.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int AT_A_TIME = 50;

  /** A login or a shop that is not ready can be put right; so can too many requests. */
  private static final Set<Integer> REPEATABLE = Set.of(401, 403, 408, 425, 429);

  private record Due(
      String shipmentId,
      String reference,
      String trackingNumber,
      OffsetDateTime deliveredAt,
      int attempts) {}

  /** The body of a report. */
  private record Delivery(String trackingNumber, Instant deliveredAt) {}

  private final JdbcClient jdbc;
  private final RestClient http;

  DeliveryCallbacks(JdbcClient jdbc, RestClient.Builder http, SandboxSettings settings) {
    this.jdbc = jdbc;
    JdkClientHttpRequestFactory requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build());
    requests.setReadTimeout(Duration.ofSeconds(10));
    this.http =
        http.baseUrl(settings.api().url())
            .requestFactory(requests)
            .defaultHeaders(
                headers -> headers.setBasicAuth("client", settings.client().password(), UTF_8))
            .build();
  }

  /** Sends what is due. One thread does it, so a report is never under way twice. */
  @Scheduled(fixedDelayString = "PT0.25S")
  void sendDue() {
    try {
      due().forEach(this::send);
    } catch (DataAccessException e) {
      LOG.warn("Delivery reports wait: the database does not answer ({})", e.getMessage());
    }
  }

  private List<Due> due() {
    return jdbc.sql(
            """
            select shipment_id, reference, tracking_number, delivered_at, attempts
            from delivery_callback where not done and next_attempt_at <= now()
            order by next_attempt_at limit :limit
            """)
        .param("limit", AT_A_TIME)
        .query(Due.class)
        .list();
  }

  private void send(Due due) {
    Integer status = null;
    try {
      status =
          http.post()
              .uri("/api/orders/{id}/delivery", due.reference())
              .contentType(MediaType.APPLICATION_JSON)
              .body(new Delivery(due.trackingNumber(), due.deliveredAt().toInstant()))
              .exchange((request, response) -> response.getStatusCode().value());
    } catch (ResourceAccessException e) {
      LOG.debug("The shop was not reached", e);
    }
    boolean accepted = status != null && status / 100 == 2;
    boolean refused = status != null && status / 100 == 4 && !REPEATABLE.contains(status);
    Duration pause = pause(due.attempts());
    if (refused) {
      LOG.warn("Delivery of order {} refused by the shop: {}", due.reference(), status);
    } else if (!accepted) {
      LOG.warn(
          "Delivery of order {} not reported: {}; next attempt in {} s",
          due.reference(),
          status == null ? "the shop was not reached" : "the shop answered " + status,
          pause.toSeconds());
    }
    jdbc.sql(
            """
            update delivery_callback
            set attempts = attempts + 1, last_status = :status, done = :done, next_attempt_at = :next
            where shipment_id = :id
            """)
        .param("status", status)
        .param("done", accepted || refused)
        .param("next", OffsetDateTime.now(ZoneOffset.UTC).plus(pause))
        .param("id", due.shipmentId())
        .update();
  }

  private static Duration pause(int attempts) {
    Duration pause = Duration.ofSeconds(1L << Math.min(attempts, 6));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
