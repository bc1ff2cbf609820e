package org.ordersaga.process.settlement;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.ordersaga.process.settlement.SettlementReport.Receipt;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what the workers tell about settlements, one for each step of an order. */
@Service
class Settlements {

  private final OrderLog log;
  private final JdbcClient jdbc;

  Settlements(OrderLog log, JdbcClient jdbc, MeterRegistry registry) {
    this.log = log;
    this.jdbc = jdbc;
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

  private double open() {
    return jdbc.sql("select count(*) from order_settlement where state = 'OPEN'")
        .query(Double.class)
        .single();
  }
}
