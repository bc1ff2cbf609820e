package org.ordersaga.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/** Calls a sandbox over HTTP. */
public final class Client {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;
  private final String login;

  /** A client that logs in, unless the password is null. */
  public Client(int port, String password) {
    this.url = "http://127.0.0.1:" + port;
    this.login =
        password == null
            ? null
            : "Basic "
                + Base64.getEncoder()
                    .encodeToString(("sandbox:" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a GET. */
  public Answer get(String path) {
    return send(request(path, null).GET());
  }

  /** Sends a GET that prefers HTML. */
  public Answer page(String path) {
    return send(request(path, null).header("Accept", "text/html,*/*;q=0.8").GET());
  }

  /** Sends a POST; key and body may be null. */
  public Answer post(String path, String key, String json) {
    return send(request(path, key).POST(body(json)));
  }

  /** Sends a POST without waiting for its answer. */
  public CompletableFuture<Answer> postAsync(String path, String key, String json) {
    return HTTP.sendAsync(request(path, key).POST(body(json)).build(), text())
        .thenApply(Client::answer);
  }

  /** Sends a PUT. */
  public Answer put(String path, String json) {
    return send(request(path, null).PUT(body(json)));
  }

  /** Sends a DELETE. */
  public Answer delete(String path) {
    return send(request(path, null).DELETE());
  }

  /** A request with the login, to be completed and sent by {@link #send}. */
  public HttpRequest.Builder request(String path, String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
    if (login != null) {
      request.header("Authorization", login);
    }
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return request.header("Content-Type", "application/json");
  }

  /**
   * Sends any request.
   *
   * @throws UncheckedIOException when no answer comes
   */
  public Answer send(HttpRequest.Builder request) {
    try {
      return answer(HTTP.send(request.build(), text()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  }

  private static Answer answer(HttpResponse<String> response) {
    return new Answer(response.statusCode(), response.body(), response.headers());
  }

  private static HttpRequest.BodyPublisher body(String json) {
    return json == null
        ? HttpRequest.BodyPublishers.noBody()
        : HttpRequest.BodyPublishers.ofString(json);
  }
}
