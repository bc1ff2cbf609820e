package org.ordersaga.system.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Clients that place orders as fast as they are answered, and take no notice of "later". */
final class Flood {

  /** A start that takes longer has timed out silently. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final int UNAVAILABLE = 503;

  /** Nobody asks again within a few milliseconds, and the clients need the same two cores. */
  private static final int BREATH_MILLIS = 100;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger orders = new AtomicInteger();
  private volatile boolean over;

  Flood(String url) {
    this.url = url;
  }

  /** Floods for so long and waits for the last answer. */
  void run(int clients, Duration duration) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(clients);
    for (int i = 0; i < clients; i++) {
      pool.execute(this::placeOrders);
    }
    Pause.of(duration);
    over = true;
    pool.shutdown();
    pool.awaitTermination(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
  }

  private void placeOrders() {
    while (!over) {
      String id = "flood-" + orders.incrementAndGet();
      String answer = place(id);
      answers.computeIfAbsent(answer, key -> new LongAdder()).increment();
      if (answer.equals("202")) {
        accepted.add(id);
      } else {
        Pause.of(Duration.ofMillis(BREATH_MILLIS));
      }
    }
  }

  /** The status, and what the client is told about a next time. */
  private String place(String id) {
    ObjectNode order = PlannedOrder.plain(id);
    PlannedOrder.buy(order, PlannedOrder.PRODUCTS.get(orders.get() % PlannedOrder.PRODUCTS.size()));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/api/orders"))
            .timeout(PATIENCE)
            .header("Authorization", Client.login("client"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(order.toString()))
            .build();
    try {
      HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
      return response.statusCode() == UNAVAILABLE
          ? "503 Retry-After: " + response.headers().firstValue("Retry-After").orElse("none")
          : String.valueOf(response.statusCode());
    } catch (IOException e) {
      return e.getClass().getSimpleName();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  Set<String> accepted() {
    return accepted;
  }

  /** How many got which answer. */
  Map<String, Long> answers() {
    Map<String, Long> counted = new TreeMap<>();
    answers.forEach((answer, count) -> counted.put(answer, count.sum()));
    return counted;
  }
}
