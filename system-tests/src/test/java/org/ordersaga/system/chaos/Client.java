package org.ordersaga.system.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.ordersaga.system.ModelDeployment;

/** One HTTP interface, called as one of its users. */
final class Client {

  /** What a client waits for an answer; a start that takes longer has not answered. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;

  Client(String base) {
    this.base = base;
  }

  /** The value of a user's Authorization header. */
  static String login(String user) {
    byte[] login = (user + ":" + Cluster.PASSWORD).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(login);
  }

  /** An answer. */
  record Answer(int status, String body) {

    boolean isError() {
      return status >= 500;
    }

    JsonNode json() {
      return Json.parse(body);
    }
  }

  /**
   * Sends a request.
   *
   * @param user null for no login
   * @param body null for none
   * @throws IOException if no answer came
   */
  Answer send(String user, String method, String path, JsonNode body, Map<String, String> headers)
      throws IOException {
    return sendText(
        user, method, path, body == null ? null : body.toString(), "application/json", headers);
  }

  private Answer sendText(
      String user,
      String method,
      String path,
      String body,
      String type,
      Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Accept", "application/json, application/problem+json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", type);
    }
    headers.forEach(request::header);
    if (user != null) {
      request.header("Authorization", login(user));
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  Answer get(String user, String path) throws IOException {
    return send(user, "GET", path, null, Map.of());
  }

  /** Deploys a model as Camunda Modeler does. */
  Answer deploy(String model) throws IOException {
    Path resources = Folders.project().resolve("process-app/src/main/resources");
    return sendText(
        "admin",
        "POST",
        "/engine-rest/deployment/create",
        ModelDeployment.of(resources, model),
        ModelDeployment.CONTENT_TYPE,
        Map.of());
  }
}
