package org.ordersaga.process.stop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.awaitility.Awaitility;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.stop.DeadlineRepository.Claim;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ways in which an order is stopped, and what its stop has left behind. */
final class Stops {

  static final String REASON = "{\"reason\":\"The stock is being counted.\"}";

  /** The steps before the pivot, each with the topics that undo it when it is stopped. */
  enum Step {
    CREATE_ORDER("CreateOrder", "order.create"),
    RESERVE_INVENTORY("ReserveInventory", "inventory.reserve", "inventory.release"),
    CHARGE_PAYMENT("ChargePayment", "payment.charge", "payment.refund", "inventory.release"),
    BOOK_SHIPMENT(
        "BookShipment", "shipping.book", "shipping.cancel", "payment.refund", "inventory.release");

    final String activity;
    final String topic;
    final List<String> undo;

    Step(String activity, String topic, String... undo) {
      this.activity = activity;
      this.topic = topic;
      this.undo = List.of(undo);
    }
  }

  private final int port;
  private final JdbcClient jdbc;
  private final Orders orders;

  Stops(int port, JdbcClient jdbc) {
    this.port = port;
    this.jdbc = jdbc;
    this.orders = new Orders(port);
  }

  Http.Reply cancel(String id) {
    return Http.as(port, "client").post("/api/orders/" + id + "/cancellation", null);
  }

  Http.Reply giveUp(String id) {
    return giveUp("operator", id, REASON);
  }

  Http.Reply giveUp(String user, String id, String body) {
    return Http.as(port, user).post("/api/operations/orders/" + id + "/give-up", body);
  }

  /** Moves the order's deadline; it is met by the next sweep if it has passed then. */
  void deadlineIn(String id, Duration time) {
    jdbc.sql(
            """
            update order_view set deadline_at = clock_timestamp() + ? * interval '1 millisecond'
             where order_id = ?
            """)
        .params(time.toMillis(), id)
        .update();
  }

  OffsetDateTime deadline(String id) {
    return jdbc.sql("select deadline_at from order_view where order_id = ?")
        .param(id)
        .query((row, n) -> java.util.Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
        .single()
        .orElse(null);
  }

  /** A deadline that has passed and that this node has claimed. */
  Claim claim(String id) {
    deadlineIn(id, Duration.ofSeconds(30));
    return new Claim(id, deadline(id));
  }

  String instance(String id) {
    return jdbc.sql("select process_instance_id from order_view where order_id = ?")
        .param(id)
        .query(String.class)
        .single();
  }

  String message(String id, String kind) {
    return jdbc.sql("select state from order_message where order_id = ? and kind = ?")
        .params(id, kind)
        .query(String.class)
        .single();
  }

  /** As if the time of the next attempt had come. */
  void messagesAreDue(String id) {
    jdbc.sql("update order_message set next_attempt_at = now() where order_id = ?")
        .param(id)
        .update();
  }

  /** Whether no sweep has taken up the order's message yet. */
  boolean isDue(String id) {
    return jdbc.sql(
            "select exists (select 1 from order_message where order_id = ? and next_attempt_at < now())")
        .param(id)
        .query(Boolean.class)
        .single();
  }

  /** Waits until the order stands at these topics and no other. */
  void standsAt(String id, String... topics) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(orders.openTopics(id)).containsExactlyInAnyOrder(topics));
  }

  /** Undoes the stopped step and what was done before it, one after the other, to the end. */
  void undo(String id, Step stopped) {
    for (String topic : stopped.undo) {
      standsAt(id, topic);
      orders.complete(id, topic);
    }
    standsAt(id, "order.close");
    orders.complete(id, "order.close");
  }

  long incidents(String id) {
    return Http.as(port, "operator")
        .get("/engine-rest/incident/count?processInstanceId=" + instance(id))
        .json()
        .get("count")
        .longValue();
  }
}
