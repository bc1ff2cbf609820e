package org.ordersaga.process.settlement;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.ordersaga.process.settlement.SettlementReport.Receipt;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what the workers tell about settlements, one for each step of an order. */
@Service
class Settlements {

  private final OrderLog log;
  private final JdbcClient jdbc;
  private final Duration oldAfter;

  Settlements(
      OrderLog log,
      JdbcClient jdbc,
      MeterRegistry registry,
      @Value("${ordersaga.settlements.old-after}") Duration oldAfter) {
    this.log = log;
    this.jdbc = jdbc;
    this.oldAfter = oldAfter;
    TimeGauge.builder(
            "ordersaga.orders.settlements.oldest", this, TimeUnit.SECONDS, Settlements::oldest)
        .description("Age of the oldest open settlement")
        .register(registry);
    Gauge.builder("ordersaga.orders.settlements.open", this, Settlements::open)
        .description("Settlements that the outside has not confirmed yet, as the workers told")
        .register(registry);
  }

  /**
   * Keeps a report and puts what is new into the order's timeline. A repeat changes nothing, and
   * nothing is changed about what was confirmed.
   *
   * @return false if there is no such order
   */
  @Transactional
  boolean report(String orderId, String topic, SettlementReport report) {
    Optional<OrderState> order = log.lock(orderId);
    order.ifPresent(
        found -> {
          open(found, topic);
          if (report.state() == SettlementState.CONFIRMED) {
            confirm(found, topic, report.receipt());
          }
        });
    return order.isPresent();
  }

  private void open(OrderState order, String topic) {
    int opened =
        jdbc.sql(
                """
                insert into order_settlement (order_id, topic, state, opened_at)
                values (:order, :topic, 'OPEN', clock_timestamp()) on conflict do nothing
                """)
            .param("order", order.orderId())
            .param("topic", topic)
            .update();
    if (opened == 1) {
      log.append(order.processInstanceId(), EventKind.SETTLEMENT_OPENED, Map.of("topic", topic));
    }
  }

  private void confirm(OrderState order, String topic, Receipt receipt) {
    int confirmed =
        jdbc.sql(
                """
                update order_settlement set state = 'CONFIRMED', confirmed_at = clock_timestamp()
                 where order_id = :order and topic = :topic and state = 'OPEN'
                """)
            .param("order", order.orderId())
            .param("topic", topic)
            .update();
    if (confirmed == 1) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("topic", topic);
      if (receipt != null) {
        data.put("receipt", receipt);
      }
      log.append(order.processInstanceId(), EventKind.SETTLEMENT_CONFIRMED, data);
    }
  }

  /**
   * An open settlement.
   *
   * @param old whether it is open for longer than settlements usually are
   * @param accepted whether an operator has accepted it, so that its worker will end it
   */
  record Open(String orderId, String topic, Instant openedAt, boolean old, boolean accepted) {}

  /** The open ones, the oldest first. */
  List<Open> list() {
    return jdbc.sql(
            """
            select s.order_id, s.topic, s.opened_at,
                   s.opened_at < clock_timestamp() - :millis * interval '1 millisecond' as old,
                   exists (select 1 from order_event e
                            where e.order_id = s.order_id and e.kind = 'SETTLEMENT_ACCEPTED'
                              and e.data ->> 'topic' = s.topic) as accepted
              from order_settlement s where s.state = 'OPEN'
             order by s.opened_at, s.order_id, s.topic limit 1000
            """)
        .param("millis", oldAfter.toMillis())
        .query(
            (row, n) ->
                new Open(
                    row.getString("order_id"),
                    row.getString("topic"),
                    row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                    row.getBoolean("old"),
                    row.getBoolean("accepted")))
        .list();
  }

  /** Age of the oldest open one, or 0. */
  private double oldest() {
    return jdbc.sql(
            """
            select coalesce(extract(epoch from clock_timestamp() - min(opened_at)), 0)
              from order_settlement where state = 'OPEN'
            """)
        .query(Double.class)
        .single();
  }

  private double open() {
    return jdbc.sql("select count(*) from order_settlement where state = 'OPEN'")
        .query(Double.class)
        .single();
  }
}
