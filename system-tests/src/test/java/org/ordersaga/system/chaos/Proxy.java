package org.ordersaga.system.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands between one process and those that it calls. It passes requests on in turn, over a new
 * connection each, skips who is not there, and lets the test hold, break and answer calls.
 */
final class Proxy implements AutoCloseable {

  static {
    // The JDK's client would send a POST once more when its connection breaks.
    System.setProperty("sun.net.http.retryPost", "false");
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final int CONNECT_MILLIS = 2000;
  private static final int READ_MILLIS = 60_000;
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "host",
          "connection",
          "keep-alive",
          "content-length",
          "transfer-encoding",
          "accept-encoding",
          "upgrade",
          "http2-settings",
          "expect",
          "date");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Node> upstream;
  private final Tasks tasks;
  private final Set<Node> drained = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();
  private final List<Trap> traps = new CopyOnWriteArrayList<>();
  private final List<AnswerTrap> answerTraps = new CopyOnWriteArrayList<>();
  private volatile Node owner;

  /** What happens to the calls that meet a condition, until it is closed. */
  private record Trap(Predicate<Call> condition, Tampering tampering) {}

  /** What happens to the answers that meet a condition, also to calls made before it was there. */
  private record AnswerTrap(Predicate<Reply> condition, Tampering tampering) {}

  Proxy(int port, List<Node> upstream, Tasks tasks) {
    this.upstream = upstream;
    this.tasks = tasks;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The process that calls through this proxy. */
  void standsBefore(Node node) {
    owner = node;
  }

  /** From now on, and until the result is closed, such calls are tampered with. */
  AutoCloseable trap(Predicate<Call> condition, Tampering tampering) {
    Trap trap = new Trap(condition, tampering);
    traps.add(trap);
    return () -> traps.remove(trap);
  }

  /** From now on, and until the result is closed, such answers to fetches are tampered with. */
  AutoCloseable trapFetched(Predicate<Reply> condition, Tampering tampering) {
    AnswerTrap trap = new AnswerTrap(condition, tampering);
    answerTraps.add(trap);
    return () -> answerTraps.remove(trap);
  }

  /** Sends nothing more to this node, as a load balancer does before a stop. */
  void drain(Node node) {
    drained.add(node);
  }

  void undrain(Node node) {
    drained.remove(node);
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      URI target = exchange.getRequestURI();
      byte[] body = exchange.getRequestBody().readAllBytes();
      Call call =
          new Call(
              owner,
              exchange.getRequestMethod(),
              target.getRawPath(),
              target.toString(),
              body,
              Objects.requireNonNullElse(
                  exchange.getRequestHeaders().getFirst("Idempotency-Key"), ""),
              tasks.of(target.getRawPath(), body));
      Reply reply = tampering(call).handle(call, () -> pass(call, exchange));
      if (reply != null) {
        answer(exchange, reply);
      }
    } catch (IOException | RuntimeException e) {
      // One of the two sides went away: closing the exchange tells the other.
      return;
    }
  }

  private Tampering tampering(Call call) {
    return traps.stream()
        .filter(trap -> trap.condition().test(call))
        .findFirst()
        .map(Trap::tampering)
        .orElse(call.isFetch() ? this::fetch : (any, onward) -> onward.pass());
  }

  private Reply fetch(Call call, Tampering.Onward onward) throws IOException {
    Reply reply = onward.pass();
    Optional<AnswerTrap> met =
        answerTraps.stream().filter(trap -> trap.condition().test(reply)).findFirst();
    return met.isPresent() ? met.get().tampering().handle(call, () -> reply) : reply;
  }

  private Reply pass(Call call, HttpExchange exchange) throws IOException {
    IOException reason = new ConnectException("nobody is there");
    for (Node node : inTurn()) {
      HttpURLConnection connection = open(node, call, exchange);
      try {
        connection.connect();
      } catch (IOException e) {
        // Nothing was sent yet, so another one may have it.
        reason = e;
        continue;
      }
      Reply reply = exchangeWith(node, connection, call);
      tasks.seen(call, reply);
      return reply;
    }
    throw reason;
  }

  private List<Node> inTurn() {
    int first = Math.floorMod(turn.getAndIncrement(), upstream.size());
    List<Node> order = new ArrayList<>(upstream.subList(first, upstream.size()));
    order.addAll(upstream.subList(0, first));
    order.removeIf(drained::contains);
    return order;
  }

  private static HttpURLConnection open(Node node, Call call, HttpExchange exchange)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + node.port() + call.target()).toURL().openConnection();
    connection.setRequestMethod(call.method());
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setDoOutput(call.body().length > 0);
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                connection.setRequestProperty(name, String.join(", ", values));
              }
            });
    connection.setRequestProperty("Connection", "close");
    return connection;
  }

  private static Reply exchangeWith(Node node, HttpURLConnection connection, Call call)
      throws IOException {
    if (call.body().length > 0) {
      try (OutputStream out = connection.getOutputStream()) {
        out.write(call.body());
      }
    }
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new IOException("no HTTP");
    }
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Reply(
          node, status, connection.getHeaderFields(), in == null ? new byte[0] : in.readAllBytes());
    }
  }

  private static void answer(HttpExchange exchange, Reply reply) throws IOException {
    for (Map.Entry<String, List<String>> header : reply.headers().entrySet()) {
      String name = header.getKey();
      if (name != null && !NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
        exchange.getResponseHeaders().put(name, header.getValue());
      }
    }
    exchange.sendResponseHeaders(
        reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
    if (reply.body().length > 0) {
      exchange.getResponseBody().write(reply.body());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
