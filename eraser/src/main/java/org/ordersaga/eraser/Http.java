package org.ordersaga.eraser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Asks the services. Whatever is asked may be repeated. */
final class Http {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final int ATTEMPTS = 3;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  JsonNode post(Place place, String path, Object body) {
    return send(place, "POST", path, body);
  }

  void put(Place place, String path, Object body) {
    send(place, "PUT", path, body);
  }

  /**
   * @throws CannotErase when the place did not do it
   */
  private JsonNode send(Place place, String method, String path, Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(place.url() + path))
            .timeout(TIMEOUT)
            .header("Accept", "application/json, application/problem+json")
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json(body)));
    if (place.login() != null) {
      byte[] login = place.login().getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
    }
    HttpResponse<String> response = send(place, request.build());
    if (response.statusCode() == 401 || response.statusCode() == 403) {
      throw new CannotErase(
          "%s refused the login; check %s.".formatted(place.name(), place.passwordVariable()));
    }
    if (response.statusCode() / 100 != 2) {
      String detail = json(response.body()).path("detail").asText();
      throw new CannotErase(
          "%s answered %s with status %d%s"
              .formatted(
                  place.name(),
                  path,
                  response.statusCode(),
                  detail.isEmpty() ? "; see its log." : ": " + detail));
    }
    return json(response.body());
  }

  private HttpResponse<String> send(Place place, HttpRequest request) {
    for (int attempt = 1; ; attempt++) {
      try {
        return http.send(request, BodyHandlers.ofString());
      } catch (IOException e) {
        // One connection that broke is no reason to give up.
        if (attempt == ATTEMPTS) {
          throw new CannotErase(
              "%s could not be reached at %s; check whether it runs."
                  .formatted(place.name(), place.url()),
              e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CannotErase("The command was interrupted.", e);
      }
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** What is no JSON was not answered by the service, and its text helps nobody. */
  private static JsonNode json(String body) {
    try {
      return body.isBlank() ? JSON.missingNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
