package org.ordersaga.benchmarks.steps;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The payment provider's and the carrier's HTTP interfaces. */
final class Outside {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  Outside(String url) {
    this.url = url;
  }

  /** An answer below 500. */
  record Answer(int status, JsonNode body) {

    JsonNode success() {
      if (status >= 300) {
        throw new IllegalStateException("HTTP " + status + ": " + body);
      }
      return body;
    }
  }

  Answer post(String path, String idempotencyKey, JsonNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey)
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 500) {
        throw new IllegalStateException("HTTP " + response.statusCode());
      }
      return new Answer(response.statusCode(), Json.parse(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
