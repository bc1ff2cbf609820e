package org.ordersaga.system.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * What the scenes of a run have in common.
 *
 * @param random decides what the plan left open; used by one thread
 */
record Stage(
    Cluster cluster,
    Customers customers,
    Weather weather,
    Journal journal,
    Random random,
    AtomicInteger orders) {

  /** Longer than any step takes to be reached, also when retries lie before it. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A tenth of the outside's calls fails, a tenth is answered into the void. */
  void rain(String target) {
    weather.set(
        target, Map.of("errorRate", 0.1, "lostReplyRate", 0.1, "seed", random.nextInt(1000)));
  }

  /** An id for an order of a scene's own. */
  String newOrder(String scene) {
    return scene + "-" + orders.incrementAndGet();
  }

  /** Places an order of one unit, now. */
  void place(String id) {
    customers.place(PlannedOrder.simple(id));
  }

  /** Places an order that the carrier refuses, so that all before it is undone. */
  void placeRefused(String id) {
    PlannedOrder order = PlannedOrder.simple(id);
    order.body().withObject("/shippingAddress").put("country", "XX");
    customers.place(order);
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** Sends a request until it is answered. */
  Client.Answer ask(String user, String path, Map<String, ?> body) {
    Client shop = new Client(cluster.front().url());
    return await(path + " is answered")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> shop.send(user, "POST", path, body == null ? null : Json.of(body), Map.of()),
            answer -> !answer.isError());
  }

  void giveUp(String order) {
    Client.Answer answer =
        ask("operator", "/api/operations/orders/" + order + "/give-up", Map.of("reason", "a test"));
    if (answer.status() != 202) {
      journal.violation("give-up of %s: answered %s".formatted(order, answer));
    }
  }

  /** Waits for a row. */
  void awaitRow(String what, Service service, String sql, Object... parameters) {
    await(what)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(() -> !cluster.postgres().texts(service, sql, parameters).isEmpty());
  }

  void until(String what, BooleanSupplier condition) {
    await(what).atMost(PATIENCE).until(condition::getAsBoolean);
  }

  /** Holds a lock in a service's database until it is closed. */
  Lock lock(Service service, String sql) throws SQLException {
    return Lock.take(cluster.postgres(), service, sql);
  }
}
