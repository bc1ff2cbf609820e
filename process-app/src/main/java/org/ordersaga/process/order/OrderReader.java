package org.ordersaga.process.order;

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
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Reads the order log's tables, and nothing else. */
@Repository
class OrderReader {

  private final JdbcClient jdbc;
  private final ObjectMapper json;

  OrderReader(JdbcClient jdbc, ObjectMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /**
   * The order, its status and its timeline from one moment.
   *
   * @param forOperators with what operators write for each other: who gave the order up or reviewed
   *     it, and why
   */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  Optional<OrderDetails> find(String orderId, boolean forOperators) {
    List<OrderDetails.Entry> timeline =
        jdbc.sql(
                """
                select sequence, time, kind,
                       case when :all then data else data - array['by', 'reason'] end as data
                  from order_event
                 where order_id = :order order by sequence
                """)
            .param("order", orderId)
            .param("all", forOperators)
            .query(
                (row, n) ->
                    new OrderDetails.Entry(
                        row.getLong("sequence"),
                        instant(row, "time"),
                        EventKind.valueOf(row.getString("kind")),
                        tree(row.getString("data"))))
            .list();
    return jdbc.sql(
            """
            select order_id, status, cancellation, failure_reason, failure_message, total_amount,
                   currency, lines
              from order_view where order_id = :order
            """)
        .param("order", orderId)
        .query(
            (row, n) ->
                new OrderDetails(
                    row.getString("order_id"),
                    OrderStatus.valueOf(row.getString("status")),
                    Cancellation.valueOf(row.getString("cancellation")),
                    row.getString("failure_reason"),
                    row.getString("failure_message"),
                    row.getObject("total_amount", Long.class),
                    row.getString("currency"),
                    tree(row.getString("lines")),
                    timeline))
        .optional();
  }

  /**
   * Orders, newest first.
   *
   * @param status null for any
   * @param customerId null for any
   */
  List<OrderSummary> list(OrderStatus status, String customerId, long offset, int most) {
    String where =
        (status == null ? "" : " and status = :status")
            + (customerId == null ? "" : " and customer_id = :customer");
    JdbcClient.StatementSpec query =
        jdbc.sql(
                """
                select order_id, customer_id, status, cancellation, total_amount, currency,
                       accepted_at
                  from order_view where true %s
                 order by accepted_at desc, order_id desc limit :most offset :offset
                """
                    .formatted(where))
            .param("most", most)
            .param("offset", offset);
    if (status != null) {
      query = query.param("status", status.name());
    }
    if (customerId != null) {
      query = query.param("customer", customerId);
    }
    return query
        .query(
            (row, n) ->
                new OrderSummary(
                    row.getString("order_id"),
                    row.getString("customer_id"),
                    OrderStatus.valueOf(row.getString("status")),
                    Cancellation.valueOf(row.getString("cancellation")),
                    row.getObject("total_amount", Long.class),
                    row.getString("currency"),
                    instant(row, "accepted_at")))
        .list();
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private JsonNode tree(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL returned invalid jsonb", e);
    }
  }
}
