package org.ordersaga.process;

import java.net.http.HttpRequest;
import java.util.stream.Collectors;

/** A browser's session with the web applications. */
public final class WebappSession {

  private final Http http;
  private final int port;
  private String cookies = "";
  private String token = "";

  private WebappSession(int port) {
    this.port = port;
    this.http = Http.stranger(port);
    remember(http.get("/camunda/app/tasklist/default/"));
  }

  /** A session without a login. */
  public static WebappSession open(int port) {
    return new WebappSession(port);
  }

  /** Logs in, or fails. */
  public static WebappSession login(int port, String user, String application) {
    WebappSession session = new WebappSession(port);
    Http.Reply reply = session.tryLogin(user, user + "-secret", application);
    if (reply.status() != 200) {
      throw new AssertionError(reply.status() + " " + reply.body());
    }
    return session;
  }

  /** Sends the login form. */
  public Http.Reply tryLogin(String user, String password, String application) {
    Http.Reply reply =
        http.form(
            "/camunda/api/admin/auth/user/default/login/" + application,
            "username=" + user + "&password=" + password,
            "Cookie",
            cookies,
            "X-XSRF-TOKEN",
            token);
    remember(reply);
    if (reply.status() == 200) {
      // The session is a new one and gets a new token with the next page.
      remember(get("/camunda/app/" + application + "/default/"));
    }
    return reply;
  }

  /** Sends a login as it stands, with the token against forgery. */
  public Http.Reply sendLogin(String path, String contentType, String body) {
    return http.send(
        http.request(
            "POST",
            "/camunda/api/admin/auth/user/default/login/" + path,
            body,
            "Cookie",
            cookies,
            "X-XSRF-TOKEN",
            token,
            "Content-Type",
            contentType));
  }

  public Http.Reply get(String path) {
    return http.send(http.request("GET", path, null, "Cookie", cookies));
  }

  public Http.Reply post(String path, String body) {
    HttpRequest.Builder request =
        http.request("POST", path, body, "Cookie", cookies, "X-XSRF-TOKEN", token);
    return http.send(request);
  }

  /** Sends something else than JSON. */
  public Http.Reply post(String path, String contentType, String body) {
    return http.send(
        http.request(
            "POST",
            path,
            body,
            "Cookie",
            cookies,
            "X-XSRF-TOKEN",
            token,
            "Content-Type",
            contentType));
  }

  /** Sends anything, with names and values of more headers. */
  public Http.Reply send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        http.request(method, path, body, "Cookie", cookies, "X-XSRF-TOKEN", token);
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return http.send(request);
  }

  /** A request with the session's cookie and without the token against forgery. */
  public Http.Reply postWithoutToken(String path, String body) {
    return http.send(http.request("POST", path, body, "Cookie", cookies));
  }

  int port() {
    return port;
  }

  private void remember(Http.Reply reply) {
    java.util.Map<String, String> jar = new java.util.LinkedHashMap<>();
    for (String cookie : cookies.split("; ")) {
      if (cookie.contains("=")) {
        jar.put(cookie.substring(0, cookie.indexOf('=')), cookie);
      }
    }
    reply
        .headers()
        .allValues("Set-Cookie")
        .forEach(
            set -> {
              String cookie = set.split(";")[0];
              jar.put(cookie.substring(0, cookie.indexOf('=')), cookie);
            });
    cookies = jar.values().stream().collect(Collectors.joining("; "));
    reply.headers().firstValue("X-XSRF-TOKEN").ifPresent(value -> token = value);
  }
}
