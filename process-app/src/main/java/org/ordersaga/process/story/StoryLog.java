package org.ordersaga.process.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.ordersaga.process.orderlog.Cancellation;
import org.ordersaga.process.orderlog.OrderState;
import org.ordersaga.process.orderlog.OrderStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the order log has about an order. */
@Repository
class StoryLog {

  /** The order's row. */
  record View(
      OrderState state,
      String failureReason,
      String failureMessage,
      Long totalAmount,
      String currency,
      JsonNode lines) {}

  /** A row of its timeline; its kind may be one that the story has no words for. */
  record Event(Instant at, String kind, JsonNode data) {

    String step() {
      return text("step");
    }

    String topic() {
      return text("topic");
    }

    String text(String name) {
      return data.path(name).asText(null);
    }
  }

  private final JdbcClient jdbc;
  private final ObjectMapper json;

  StoryLog(JdbcClient jdbc, ObjectMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  Optional<View> view(String orderId) {
    return jdbc.sql(
            """
            select order_id, process_instance_id, status, cancellation, abandoned, failure_reason,
                   failure_message, total_amount, currency, lines
              from order_view where order_id = :order
            """)
        .param("order", orderId)
        .query(
            (row, n) ->
                new View(
                    new OrderState(
                        row.getString("order_id"),
                        row.getString("process_instance_id"),
                        OrderStatus.valueOf(row.getString("status")),
                        Cancellation.valueOf(row.getString("cancellation")),
                        row.getBoolean("abandoned")),
                    row.getString("failure_reason"),
                    row.getString("failure_message"),
                    row.getObject("total_amount", Long.class),
                    row.getString("currency"),
                    tree(row.getString("lines"))))
        .optional();
  }

  List<Event> events(String orderId) {
    return jdbc.sql(
            "select time, kind, data from order_event where order_id = :order order by sequence")
        .param("order", orderId)
        .query(
            (row, n) ->
                new Event(instant(row, "time"), row.getString("kind"), tree(row.getString("data"))))
        .list();
  }

  List<OrderStory.Settlement> settlements(String orderId) {
    return jdbc.sql(
            """
            select topic, state, opened_at, confirmed_at from order_settlement
             where order_id = :order order by opened_at, topic
            """)
        .param("order", orderId)
        .query(
            (row, n) ->
                new OrderStory.Settlement(
                    row.getString("topic"),
                    row.getString("state"),
                    instant(row, "opened_at"),
                    instant(row, "confirmed_at")))
        .list();
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private JsonNode tree(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL returned invalid jsonb", e);
    }
  }
}
