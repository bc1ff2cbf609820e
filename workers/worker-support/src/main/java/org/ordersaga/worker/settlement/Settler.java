package org.ordersaga.worker.settlement;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.step.TechnicalFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Asks the provider again and again, until it has confirmed what is open. */
final class Settler {

  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  /** Attempts of one turn; a stop waits for the one that is under way at most. */
  private static final int ATTEMPTS = 50;

  private final SettlementQueue queue;
  private final StepExecutor executor;
  private final SettlementSettings settings;
  private volatile SettlementQueue.Open open = new SettlementQueue.Open(0, null);
  private volatile boolean stopping;

  Settler(
      SettlementQueue queue,
      StepExecutor executor,
      SettlementSettings settings,
      MeterRegistry meters) {
    this.queue = queue;
    this.executor = executor;
    this.settings = settings;
    Gauge.builder("ordersaga.settlements", this, settler -> settler.open.count())
        .description("Steps of which the provider has not yet confirmed that they are called off")
        .tag("state", "open")
        .register(meters);
    TimeGauge.builder("ordersaga.settlements.oldest", this, TimeUnit.SECONDS, Settler::oldest)
        .description("Age of the oldest open settlement")
        .register(meters);
  }

  /** Attempts what is due, warns of what is overdue, and takes stock. */
  void turn() {
    open = queue.open();
    if (open.count() == 0) {
      return;
    }
    for (int i = 0; i < ATTEMPTS && !stopping && attempt(); i++) {}
    queue.claimWarnings(settings.overdueAfter()).forEach(Settler::warn);
    open = queue.open();
  }

  void stop() {
    stopping = true;
  }

  /**
   * Attempts one settlement.
   *
   * @return false if none is due
   */
  private boolean attempt() {
    Optional<SettlementQueue.Due> claimed = queue.claim();
    claimed.ifPresent(this::attempt);
    return claimed.isPresent();
  }

  private void attempt(SettlementQueue.Due due) {
    MDC.put("orderId", due.orderId());
    MDC.put("topic", due.step());
    MDC.put("attempt", String.valueOf(due.attempt()));
    try {
      executor.settle(due.orderId(), due.step(), due.occurrence());
      LOG.info("{} of order {} is settled.", due.step(), due.orderId());
    } catch (RuntimeException e) {
      String problem = TechnicalFailure.describe(e);
      Duration pause = settings.pauseAfter(due.attempt());
      LOG.info("{}. It stays unsettled; the next attempt is due in {}.", problem, pause);
      queue.failed(due, problem, pause);
    } finally {
      MDC.clear();
    }
  }

  private static void warn(SettlementQueue.Overdue overdue) {
    MDC.put("orderId", overdue.orderId());
    MDC.put("topic", overdue.step());
    try {
      LOG.warn(
          "SETTLEMENT_OVERDUE: {} of order {} is in doubt since {} ({}); check that the provider is"
              + " up, or ask it what became of the key {}.",
          overdue.step(),
          overdue.orderId(),
          overdue.since(),
          overdue.problem() == null ? "not yet attempted" : overdue.problem(),
          overdue.key());
    } finally {
      MDC.clear();
    }
  }

  private double oldest() {
    Instant oldest = open.oldest();
    return oldest == null ? 0 : Duration.between(oldest, Instant.now()).toMillis() / 1000.0;
  }
}
