package org.ordersaga.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** A user of the application's HTTP endpoints. */
public final class Http {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port;
  private final String login;

  private Http(int port, String login) {
    this.port = port;
    this.login = login;
  }

  /** A user with the password {@code <name>-secret}. */
  public static Http as(int port, String user) {
    return new Http(port, user + ":" + user + "-secret");
  }

  /** A user with another password. */
  public static Http as(int port, String user, String password) {
    return new Http(port, user + ":" + password);
  }

  /** Somebody without a login. */
  public static Http stranger(int port) {
    return new Http(port, null);
  }

  /** A response; {@link #json} parses its body. */
  public record Reply(int status, String body, java.net.http.HttpHeaders headers) {

    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(body, e);
      }
    }

    public String header(String name) {
      return headers.firstValue(name).orElse(null);
    }
  }

  public Reply get(String path) {
    return send(request("GET", path, null));
  }

  public Reply post(String path, String body, String... headers) {
    return send(request("POST", path, body, headers));
  }

  public Reply put(String path, String body) {
    return send(request("PUT", path, body));
  }

  public Reply delete(String path) {
    return send(request("DELETE", path, null));
  }

  public Reply form(String path, String body, String... headers) {
    HttpRequest.Builder request = request("POST", path, body, headers);
    request.setHeader("Content-Type", "application/x-www-form-urlencoded");
    return send(request);
  }

  public HttpRequest.Builder request(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) {
      request.setHeader("Content-Type", "application/json");
    }
    if (login != null) {
      request.setHeader(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request;
  }

  public Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.body(), response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
