package org.ordersaga.system.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Places orders and asks for what was planned for them. Whoever gets no answer asks again, as a
 * client should, until there is one.
 */
final class Customers implements AutoCloseable {

  private static final int AGAIN_MILLIS = 300;
  private static final int LOOK_MILLIS = 500;
  private static final Set<Integer> STORED_OR_TOO_LATE = Set.of(202, 409);

  private final Client shop;
  private final Cluster cluster;
  private final Journal journal;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(12);
  private final AtomicInteger open = new AtomicInteger();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Map<String, PlannedOrder> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger unanswered = new AtomicInteger();

  Customers(Cluster cluster, Journal journal) {
    this.shop = new Client(cluster.front().url());
    this.cluster = cluster;
    this.journal = journal;
    threads.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Something that is sent until it is answered. */
  @FunctionalInterface
  private interface Request {
    Client.Answer send() throws IOException;
  }

  /** Places an order when its time comes, and sees to the rest of its plan. */
  void place(PlannedOrder order) {
    open.incrementAndGet();
    threads.schedule(() -> start(order), order.afterMillis(), TimeUnit.MILLISECONDS);
  }

  private void start(PlannedOrder order) {
    if (order.way() == PlannedOrder.Way.ENGINE_REST) {
      // A repeat after a broken connection finds that the order is there.
      untilAnswered(
          order.id() + " start through engine-rest",
          () -> startInEngine(order),
          Set.of(200, 409),
          answer -> accepted(order));
      return;
    }
    String key = "key-" + order.id();
    untilAnswered(
        order.id() + " start",
        () -> startByApi(order, key),
        Set.of(202),
        first -> {
          switch (order.way()) {
            case API_TWICE_WITH_ONE_KEY -> repeatStart(order, key, first);
            case API_THEN_ENGINE_REST ->
                untilAnswered(
                    order.id() + " repeated start through engine-rest",
                    () -> startInEngine(order),
                    Set.of(409),
                    answer -> {});
            default -> {
              // One start was planned.
            }
          }
          accepted(order);
        });
  }

  private Client.Answer startByApi(PlannedOrder order, String key) throws IOException {
    return shop.send("client", "POST", "/api/orders", order.body(), Map.of("Idempotency-Key", key));
  }

  private Client.Answer startInEngine(PlannedOrder order) throws IOException {
    return shop.send(
        "client",
        "POST",
        "/engine-rest/process-definition/key/order-process/start",
        order.asProcessStart(),
        Map.of());
  }

  private void repeatStart(PlannedOrder order, String key, Client.Answer first) {
    untilAnswered(
        order.id() + " repeated start",
        () -> startByApi(order, key),
        Set.of(202),
        repeat -> requireSame(order.id() + " start", first, repeat));
  }

  private void accepted(PlannedOrder order) {
    acknowledged.add(order.id());
    if (order.afterwards() == PlannedOrder.Afterwards.NOTHING) {
      open.decrementAndGet();
    } else if (order.early()) {
      ask(order);
    } else {
      waiting.put(order.id(), order);
    }
  }

  /** Looks which orders have come so far that the rest of their plan is due. */
  private void look() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      List<String> beyondPending =
          cluster
              .postgres()
              .texts(
                  Service.ENGINE,
                  "select order_id from order_view where status <> 'PENDING' and order_id = any(?)",
                  (Object) waiting.keySet().toArray(String[]::new));
      for (String id : beyondPending) {
        PlannedOrder order = waiting.remove(id);
        if (order != null) {
          ask(order);
        }
      }
    } catch (SQLException e) {
      // The database is down, or full; the next look will tell.
      return;
    }
  }

  private void ask(PlannedOrder order) {
    String what =
        switch (order.afterwards()) {
          case DELIVERY -> "/api/orders/%s/delivery";
          case CANCELLATION -> "/api/orders/%s/cancellation";
          default -> "/api/operations/orders/%s/give-up";
        };
    String path = what.formatted(order.id());
    boolean operator = order.afterwards() == PlannedOrder.Afterwards.GIVE_UP;
    JsonNode body = operator ? Json.object().put("reason", "It was planned") : null;
    Request request =
        () -> shop.send(operator ? "operator" : "client", "POST", path, body, Map.of());
    untilAnswered(
        path,
        request,
        STORED_OR_TOO_LATE,
        first -> {
          if (!order.twice()) {
            open.decrementAndGet();
            return;
          }
          untilAnswered(
              path + " again",
              request,
              STORED_OR_TOO_LATE,
              repeat -> {
                if (first.status() == 202) {
                  requireSame(path, first, repeat);
                }
                open.decrementAndGet();
              });
        });
  }

  private void requireSame(String what, Client.Answer first, Client.Answer repeat) {
    if (!first.equals(repeat)) {
      journal.violation("%s: first %s, repeated %s".formatted(what, first, repeat));
    }
  }

  private void untilAnswered(
      String what, Request request, Set<Integer> expected, Consumer<Client.Answer> next) {
    Client.Answer answer;
    try {
      answer = request.send();
    } catch (IOException e) {
      answer = null;
    }
    if (answer == null || answer.isError()) {
      unanswered.incrementAndGet();
      threads.schedule(
          () -> untilAnswered(what, request, expected, next), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    if (!expected.contains(answer.status())) {
      journal.violation("%s: answered %s".formatted(what, answer));
    }
    next.accept(answer);
  }

  /** Whether every customer has what it asked for; those that wait for their order have not. */
  boolean areDone() {
    return open.get() == 0;
  }

  /** How many requests got no answer, or a server's error, so far. */
  int unanswered() {
    return unanswered.get();
  }

  /** The orders whose start was answered with yes. */
  Set<String> acknowledged() {
    return acknowledged;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
