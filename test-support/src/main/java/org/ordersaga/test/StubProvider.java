package org.ordersaga.test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An outside provider for tests: answers over real HTTP, and misbehaves when told to. */
public final class StubProvider implements AutoCloseable {

  /** What arrived; the query is null where there was none, and so are the headers. */
  public record Request(
      String method,
      String path,
      String query,
      String idempotencyKey,
      String authorization,
      String body) {

    /** For example {@code POST /payments/charges}. */
    public String call() {
      return method + " " + path;
    }
  }

  /** A status and a JSON body. */
  public record Reply(int status, String json) {}

  private interface Fault {

    /** What to answer, or null to break the connection. */
    Reply answer(Request request) throws InterruptedException;
  }

  private final Function<Request, Reply> work;
  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Starts on a free port.
   *
   * @param work what it does with a request; called by one thread at a time
   */
  public StubProvider(Function<Request, Reply> work) {
    this.work = work;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "stub-provider");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::handle);
    server.start();
  }

  /** Its base URL. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Every request that arrived so far, in order. */
  public List<Request> requests() {
    return requests;
  }

  /** How often this was called, for example {@code POST /payments/charges}. */
  public long calls(String call) {
    return requests.stream().filter(request -> request.call().equals(call)).count();
  }

  /** Forgets the requests, and the faults that were not used. */
  public void reset() {
    requests.clear();
    faults.clear();
  }

  /** The next request is not worked on, and answered with this. */
  public void failNext(int status) {
    failNext(status, "told_to_fail");
  }

  /** The next request is not worked on, and answered with this status and problem code. */
  public void failNext(int status, String code) {
    faults.add(request -> new Reply(status, "{\"code\":\"%s\"}".formatted(code)));
  }

  /** The next request is not worked on, and gets no answer. */
  public void hangNext() {
    faults.add(
        request -> {
          closed.await();
          return null;
        });
  }

  /** The connection of the next request is broken before it is worked on. */
  public void breakNext() {
    faults.add(request -> null);
  }

  /** The next request is worked on, and its answer is lost with the connection. */
  public void loseNextReply() {
    faults.add(
        request -> {
          reply(request);
          return null;
        });
  }

  /** The next request waits, before it is worked on, until it is released. */
  public Held holdNext() {
    Held held = new Held();
    faults.add(
        request -> {
          held.arrived.countDown();
          held.released.await();
          return reply(request);
        });
    return held;
  }

  /** A request that is under way. */
  public static final class Held {

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private Held() {}

    /** Returns when the request has arrived. */
    public void awaitArrival() throws InterruptedException {
      if (!arrived.await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("The request did not arrive");
      }
    }

    /** Lets it be worked on. */
    public void release() {
      released.countDown();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              exchange.getRequestURI().getQuery(),
              exchange.getRequestHeaders().getFirst("Idempotency-Key"),
              exchange.getRequestHeaders().getFirst("Authorization"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      requests.add(request);
      Fault fault = faults.poll();
      Reply reply = fault == null ? reply(request) : fault.answer(request);
      if (reply == null) {
        return;
      }
      byte[] body = reply.json().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Reply reply(Request request) {
    return work.apply(request);
  }
}
