package org.ordersaga.process.order;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.ordersaga.process.intake.OrderAccepted;
import org.ordersaga.process.orderlog.OrderStatus;
import org.ordersaga.process.orderlog.OrderStatusChanged;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Counts orders that were accepted, and the statuses that orders came to, after the commit. */
@Component
class OrderMetrics {

  private final MeterRegistry registry;
  private final Counter accepted;

  OrderMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.accepted =
        Counter.builder("ordersaga.orders.accepted")
            .description("Orders accepted, whichever way they came")
            .register(registry);
    for (OrderStatus status : OrderStatus.values()) {
      if (status != OrderStatus.PENDING) {
        reached(status);
      }
    }
  }

  @TransactionalEventListener
  void on(OrderAccepted event) {
    accepted.increment();
  }

  @TransactionalEventListener
  void on(OrderStatusChanged event) {
    reached(event.to()).increment();
  }

  private Counter reached(OrderStatus status) {
    return Counter.builder("ordersaga.orders.status")
        .description("Orders that came to a status")
        .tag("status", status.name())
        .register(registry);
  }
}
