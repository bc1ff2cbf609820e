package org.ordersaga.process.orderlog;

import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes {@code order_event} and {@code order_view}, always within the transaction of what it
 * records. Whoever writes holds the lock of the order's row until the commit, so one order's events
 * have the order in which they became true. What the engine's commands have to say is written when
 * they end ({@link Entries}): until then only who changes an order's state, or decides on it, has
 * locked its row.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class OrderLog {

  private final JdbcClient jdbc;
  private final Entries entries;
  private final ApplicationEventPublisher events;

  OrderLog(JdbcClient jdbc, Entries entries, ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.entries = entries;
    this.events = events;
  }

  /**
   * Begins the log of an order that was just accepted.
   *
   * @param lines JSON array of the order's lines
   * @param deadline how long it may take until it is confirmed; empty for as long as it likes
   */
  public void accepted(
      String orderId,
      String processInstanceId,
      String customerId,
      String currency,
      String lines,
      Optional<Duration> deadline) {
    // What its process said before there was an order is not said of the order.
    entries.write();
    jdbc.sql(
            """
            insert into order_view (order_id, process_instance_id, customer_id, status,
                                    cancellation, currency, lines, accepted_at, changed_at,
                                    deadline_at)
            values (:order, :instance, :customer, 'PENDING', 'NONE', :currency, :lines::jsonb,
                    clock_timestamp(), clock_timestamp(),
                    clock_timestamp() + :millis * interval '1 millisecond')
            """)
        .param("order", orderId)
        .param("instance", processInstanceId)
        .param("customer", customerId)
        .param("currency", currency)
        .param("lines", lines)
        .param("millis", millis(deadline), Types.BIGINT)
        .update();
    append(processInstanceId, EventKind.ORDER_ACCEPTED, Map.of());
  }

  /**
   * The order's state, locked until the end of the transaction; empty if there is no such order.
   */
  public Optional<OrderState> lock(String orderId) {
    entries.write();
    return select("order_id", orderId);
  }

  /** As {@link #lock}, for the process instance of an order. */
  public Optional<OrderState> lockByInstance(String processInstanceId) {
    entries.beforeLocking(processInstanceId);
    return select("process_instance_id", processInstanceId);
  }

  private Optional<OrderState> select(String column, String id) {
    return jdbc.sql(
            "select order_id, process_instance_id, status, cancellation, abandoned"
                + " from order_view where "
                + column
                + " = :id for no key update")
        .param("id", id)
        .query(OrderState.class)
        .optional();
  }

  /**
   * Records an event; within a command of the engine when that ends, else at once. Does nothing for
   * an instance that is not that of an accepted order.
   */
  public void append(String processInstanceId, EventKind kind, Map<String, ?> data) {
    entries.event(processInstanceId, kind, data);
  }

  /**
   * Records one event of several orders, at once. They are locked in the order in which a batch of
   * reports locks them, or the two could wait for each other.
   */
  public void appendAll(Collection<String> orderIds, EventKind kind, Map<String, ?> data) {
    entries.write();
    jdbc.sql(
            """
            with locked as materialized (
              select order_id from order_view where order_id = any(:orders)
               order by process_instance_id collate "C" for no key update)
            insert into order_event (order_id, time, kind, data)
            select order_id, clock_timestamp(), :kind, :data::jsonb from locked
            """)
        .param("orders", orderIds.toArray(String[]::new))
        .param("kind", kind.name())
        .param("data", entries.toJson(data))
        .update();
  }

  void totalAmount(String processInstanceId, Long amount) {
    entries.fact(processInstanceId, "total_amount", amount);
  }

  void failureReason(String processInstanceId, String code) {
    entries.fact(processInstanceId, "failure_reason", code);
  }

  void failureMessage(String processInstanceId, String message) {
    entries.fact(processInstanceId, "failure_message", message);
  }

  /**
   * Changes the visible status to what the process says.
   *
   * @throws IllegalStatusChange if the order cannot get there from where it is
   */
  void outcome(String processInstanceId, String outcome) {
    OrderState order = lockByInstance(processInstanceId).orElse(null);
    if (order == null || order.status().name().equals(outcome)) {
      return;
    }
    OrderStatus next =
        Stream.of(OrderStatus.values())
            .filter(status -> status.name().equals(outcome))
            .filter(order.status()::mayBecome)
            .findFirst()
            .orElseThrow(() -> new IllegalStatusChange(order.orderId(), order.status(), outcome));
    int changed =
        jdbc.sql(
                """
                update order_view set status = :next, changed_at = clock_timestamp(),
                       deadline_at = case when :undecided then deadline_at end
                 where process_instance_id = :instance and status = :now
                """)
            .param("instance", processInstanceId)
            .param("now", order.status().name())
            .param("next", next.name())
            .param("undecided", next == OrderStatus.IN_REVIEW)
            .update();
    if (changed != 1) {
      throw new IllegalStatusChange(order.orderId(), order.status(), outcome);
    }
    append(
        processInstanceId,
        EventKind.STATUS_CHANGED,
        Map.of("from", order.status().name(), "to", next.name()));
    if (next == OrderStatus.CANCELLED) {
      cancellationDecided(processInstanceId, Cancellation.DONE);
    } else if (next.isFinal()) {
      cancellationDecided(processInstanceId, Cancellation.REFUSED);
    }
    events.publishEvent(new OrderStatusChanged(order.orderId(), order.status(), next));
  }

  /** Sets the order's deadline anew, counted from now; takes it away if empty. */
  public void renewDeadline(String processInstanceId, Optional<Duration> deadline) {
    entries.beforeLocking(processInstanceId);
    jdbc.sql(
            """
            update order_view
               set deadline_at = clock_timestamp() + :millis * interval '1 millisecond'
             where process_instance_id = :instance
            """)
        .param("millis", millis(deadline), Types.BIGINT)
        .param("instance", processInstanceId)
        .update();
  }

  private static Long millis(Optional<Duration> duration) {
    return duration.map(Duration::toMillis).orElse(null);
  }

  /**
   * Records that the process of an order is gone. An order without a final status keeps the one it
   * has, since nobody knows what its steps have left behind; nothing is expected of it any more.
   */
  public void processEnded(String processInstanceId) {
    OrderState order = lockByInstance(processInstanceId).orElse(null);
    if (order == null || order.isOver()) {
      return;
    }
    jdbc.sql(
            """
            update order_view set abandoned = true, deadline_at = null,
                   changed_at = clock_timestamp()
             where process_instance_id = :instance
            """)
        .param("instance", processInstanceId)
        .update();
    append(processInstanceId, EventKind.ORDER_ABANDONED, Map.of());
    cancellationDecided(processInstanceId, Cancellation.REFUSED);
    events.publishEvent(new OrderAbandoned(order.orderId()));
  }

  /** Records that the customer wants to cancel. */
  public void cancellationRequested(String processInstanceId) {
    if (moveCancellation(processInstanceId, Cancellation.NONE, Cancellation.REQUESTED)) {
      append(processInstanceId, EventKind.CANCELLATION_REQUESTED, Map.of());
    }
  }

  /** Records how a requested cancellation ended; does nothing where none is open. */
  public void cancellationDecided(String processInstanceId, Cancellation decision) {
    if (moveCancellation(processInstanceId, Cancellation.REQUESTED, decision)) {
      append(
          processInstanceId,
          decision == Cancellation.DONE
              ? EventKind.CANCELLATION_DONE
              : EventKind.CANCELLATION_REFUSED,
          Map.of());
    }
  }

  private boolean moveCancellation(String processInstanceId, Cancellation from, Cancellation to) {
    entries.beforeLocking(processInstanceId);
    return jdbc.sql(
                """
                update order_view set cancellation = :to, changed_at = clock_timestamp()
                 where process_instance_id = :instance and cancellation = :from
                """)
            .param("instance", processInstanceId)
            .param("from", from.name())
            .param("to", to.name())
            .update()
        == 1;
  }
}
