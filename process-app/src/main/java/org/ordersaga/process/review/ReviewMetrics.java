package org.ordersaga.process.review;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Counts what the decision table said of orders, and how reviews ended, after the commit. */
@Component
class ReviewMetrics {

  private static final Set<String> ASSESSMENTS = Set.of("accept", "review", "refuse");

  /** What else a table may say: the model sends such an order to review. */
  private static final String OTHER = "other";

  private final MeterRegistry registry;

  ReviewMetrics(MeterRegistry registry) {
    this.registry = registry;
    ASSESSMENTS.forEach(this::assessed);
    for (ReviewEnded.Outcome outcome : ReviewEnded.Outcome.values()) {
      reviewed(outcome);
    }
  }

  @TransactionalEventListener
  void on(OrderAssessed event) {
    assessed(ASSESSMENTS.contains(event.assessment()) ? event.assessment() : OTHER).increment();
  }

  @TransactionalEventListener
  void on(ReviewEnded event) {
    reviewed(event.outcome()).increment();
  }

  private Counter assessed(String assessment) {
    return Counter.builder("ordersaga.orders.assessed")
        .description("Orders that the decision table judged, by what it said")
        .tag("assessment", assessment)
        .register(registry);
  }

  private Counter reviewed(ReviewEnded.Outcome outcome) {
    return Counter.builder("ordersaga.orders.reviewed")
        .description("Reviews that ended, by how they ended")
        .tag("outcome", outcome.name())
        .register(registry);
  }
}
