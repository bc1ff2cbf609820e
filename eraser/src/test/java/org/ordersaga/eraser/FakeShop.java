package org.ordersaga.eraser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** All services in one: each under its own path, with what it was asked. */
final class FakeShop implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> PLACES =
      List.of("order", "inventory", "payment", "shipping", "notification");

  /** A request: which service, by whom, method and path, body. */
  record Asked(String place, String login, String what, JsonNode body) {}

  final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** What process-app says of the customer. */
  volatile String plan = "{\"id\":7,\"ended\":[\"ord-1\",\"ord-2\"],\"open\":[]}";

  /** What places answer instead of 200. */
  final Map<String, Integer> statuses = new HashMap<>();

  private final HttpServer server;

  FakeShop() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", 3);
    String login = exchange.getRequestHeaders().getFirst("Authorization");
    asked.add(
        new Asked(
            path[1],
            login == null
                ? null
                : new String(
                    Base64.getDecoder().decode(login.substring("Basic ".length())),
                    StandardCharsets.UTF_8),
            exchange.getRequestMethod() + " /" + path[2],
            JSON.readTree(exchange.getRequestBody())));
    String body = path[2].equals("api/erasures") ? plan : "{\"some_table\":2,\"other_table\":0}";
    int status = statuses.getOrDefault(path[1], 200);
    if (status != 200) {
      body = "{\"detail\":\"No, not now.\"}";
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  Map<String, String> environment() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    Map<String, String> environment = new HashMap<>();
    environment.put("ORDERSAGA_PROCESS_APP_URL", url + "process-app/");
    environment.put("ORDERSAGA_ADMIN_PASSWORD", "admin-secret");
    environment.put("ORDERSAGA_ERASER_PASSWORD", "eraser-secret");
    for (String worker : PLACES) {
      environment.put(
          "ORDERSAGA_" + worker.toUpperCase(java.util.Locale.ROOT) + "_WORKER_URL", url + worker);
    }
    environment.put("ORDERSAGA_SANDBOX_URL", url + "sandbox");
    return environment;
  }

  List<String> places() {
    List<String> places = new ArrayList<>();
    asked.forEach(request -> places.add(request.place() + " " + request.what()));
    return places;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
