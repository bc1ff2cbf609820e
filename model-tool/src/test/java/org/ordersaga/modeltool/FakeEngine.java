package org.ordersaga.modeltool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/** Answers as engine-rest does, what it is told to; the last answer to a path is repeated. */
public final class FakeEngine implements AutoCloseable {

  private record Reply(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Queue<Reply>> replies = new HashMap<>();

  public FakeEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/engine-rest/", this::answer);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** One more answer to a path. */
  public FakeEngine says(String path, int status, String body) {
    replies.computeIfAbsent(path, key -> new ArrayDeque<>()).add(new Reply(status, body));
    return this;
  }

  /** Has two versions of the process, and one order at the first step of the older one. */
  public FakeEngine withAnOrder(String model) throws IOException {
    String xml = new ObjectMapper().writeValueAsString(Map.of("bpmn20Xml", model));
    return says(
            "/process-definition",
            200,
            """
            [{"id":"new","version":2,"versionTag":"1.1.0"},
             {"id":"old","version":1,"versionTag":"1.0.0"}]""")
        .says("/process-definition/old/xml", 200, xml)
        .says("/process-definition/new/xml", 200, xml)
        .says("/process-instance/count", 200, "{\"count\":1}")
        .says("/process-instance", 200, "[{\"id\":\"p-1\",\"businessKey\":\"ord-1\"}]")
        .says(
            "/history/activity-instance",
            200,
            "[{\"processInstanceId\":\"p-1\",\"activityId\":\"CreateOrder\"}]")
        .says(
            "/migration/generate",
            200,
            """
            {"instructions":[{"sourceActivityIds":["CreateOrder"],
                              "targetActivityIds":["CreateOrder"]}]}""")
        .says("/migration/validate", 200, "{\"instructionReports\":[]}");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/engine-rest".length());
    Queue<Reply> all =
        replies.getOrDefault(path, new ArrayDeque<>(Map.of(path, new Reply(404, "{}")).values()));
    Reply reply = all.size() > 1 ? all.remove() : all.element();
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
