package org.ordersaga.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** The order API as the carrier sees it: notes reports of deliveries, and answers as it is told. */
public final class Shop {

  /** A report: path, user and password, body. */
  public record Report(String path, String login, String body) {}

  private final HttpServer server;
  private final List<Report> reports = new CopyOnWriteArrayList<>();
  private final Queue<Integer> nextAnswers = new ConcurrentLinkedQueue<>();

  /** Starts it on a free port. */
  public Shop() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          String header = exchange.getRequestHeaders().getFirst("Authorization");
          String login =
              new String(
                  Base64.getDecoder().decode(header.substring("Basic ".length())),
                  StandardCharsets.UTF_8);
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          reports.add(new Report(exchange.getRequestURI().getPath(), login, body));
          Integer status = nextAnswers.poll();
          exchange.sendResponseHeaders(status == null ? 200 : status, -1);
          exchange.close();
        });
    server.start();
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What the next reports are answered with; after that 200. */
  public void answerNext(Integer... statuses) {
    nextAnswers.addAll(List.of(statuses));
  }

  /** The reports about one order. */
  public List<Report> reportsOf(String orderId) {
    return reports.stream()
        .filter(report -> report.path().equals("/api/orders/" + orderId + "/delivery"))
        .toList();
  }
}
