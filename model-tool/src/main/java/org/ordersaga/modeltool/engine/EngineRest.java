package org.ordersaga.modeltool.engine;

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
import java.util.function.Consumer;

/** engine-rest, with the login of the process owner. */
public final class EngineRest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int PAGE_SIZE = 1_000;
  private static final int ATTEMPTS = 3;

  private final EngineSettings settings;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** The engine that the settings name. */
  public EngineRest(EngineSettings settings) {
    this.settings = settings;
  }

  /** An answer, be it a refusal. */
  public record Reply(int status, JsonNode body) {

    /** Whether the engine did what it was asked. */
    public boolean isDone() {
      return status / 100 == 2;
    }
  }

  /**
   * Reads something that must be there.
   *
   * @throws CannotLook when it cannot be read
   */
  public JsonNode get(String path) {
    for (int attempt = 1; ; attempt++) {
      try {
        return done(path, send(request(path).GET()));
      } catch (IOException e) {
        // Reading may be repeated, and one connection that broke is no reason to give up.
        if (attempt == ATTEMPTS) {
          throw unreachable(path, e);
        }
      }
    }
  }

  /**
   * Asks for something that changes nothing, and cannot be refused.
   *
   * @throws CannotLook when it is refused
   */
  public JsonNode ask(String path, Object question) {
    return done(path, post(path, question));
  }

  /** Has the engine do something, which it may refuse. */
  public Reply post(String path, Object order) {
    try {
      return send(
          request(path)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(JSON.writeValueAsString(order))));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    } catch (IOException e) {
      throw unreachable(path, e);
    }
  }

  /**
   * Reads a list of any length, page by page.
   *
   * @param path with its query and an order that does not change
   */
  public void pages(String path, Consumer<JsonNode> items) {
    for (int first = 0; ; first += PAGE_SIZE) {
      JsonNode page = get("%s&firstResult=%d&maxResults=%d".formatted(path, first, PAGE_SIZE));
      page.forEach(items);
      if (page.size() < PAGE_SIZE) {
        return;
      }
    }
  }

  private static JsonNode done(String path, Reply reply) {
    if (reply.status() == 401 || reply.status() == 403) {
      throw new CannotLook(
          "The engine refused the login of %s; check ORDERSAGA_PROCESS_OWNER_PASSWORD."
              .formatted(EngineSettings.USER));
    }
    if (!reply.isDone()) {
      throw new CannotLook(
          "The engine answered %s with status %d: %s."
              .formatted(place(path), reply.status(), reply.body().path("message").asText()));
    }
    return reply.body();
  }

  private static CannotLook unreachable(String path, IOException e) {
    return new CannotLook(
        "The engine could not be reached at %s; check ORDERSAGA_PROCESS_APP_URL and whether it runs."
            .formatted(place(path)),
        e);
  }

  private static String place(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private HttpRequest.Builder request(String path) {
    String login = EngineSettings.USER + ":" + settings.password();
    return HttpRequest.newBuilder(URI.create(settings.url() + "/engine-rest" + path))
        .timeout(TIMEOUT)
        .header("Accept", "application/json")
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
  }

  private Reply send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Reply(response.statusCode(), json(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotLook("The command was interrupted.", e);
    }
  }

  /** What is no JSON was not answered by the engine, and its text helps nobody. */
  private static JsonNode json(String body) {
    try {
      return body.isBlank() ? JSON.missingNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
