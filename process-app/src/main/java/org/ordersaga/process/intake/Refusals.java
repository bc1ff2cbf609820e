package org.ordersaga.process.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orders that one limit refused. Each is counted; the log tells once when it begins, and once
 * when it is over: a flood must not become a flood of log lines.
 */
class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final String limit;
  private final Duration quiet;
  private final Counter counter;
  private long refused;
  private long last;

  /**
   * @param limit its name in metrics and log
   * @param quiet it is over when nothing was refused for so long
   */
  Refusals(String limit, Duration quiet, MeterRegistry registry) {
    this.limit = limit;
    this.quiet = quiet;
    this.counter =
        Counter.builder("ordersaga.orders.refused")
            .description("Orders that were not taken because there were too many")
            .tag("limit", limit)
            .register(registry);
    Gauge.builder("ordersaga.orders.refusing", this, refusals -> refusals.isGoingOn() ? 1 : 0)
        .description("Whether orders are refused because there are too many")
        .tag("limit", limit)
        .register(registry);
  }

  /**
   * Another one was refused.
   *
   * @param most the limit's value
   */
  synchronized void add(int most) {
    counter.increment();
    last = System.nanoTime();
    if (refused++ == 0) {
      LOG.warn("ORDERS_REFUSED: {} has come to its limit of {}; more are refused.", limit, most);
    }
  }

  /** To be called from time to time: notices that it is over. */
  synchronized void look() {
    if (refused > 0 && System.nanoTime() - last >= quiet.toNanos()) {
      LOG.info("Nothing is refused by {} any more; {} orders were.", limit, refused);
      refused = 0;
    }
  }

  private synchronized boolean isGoingOn() {
    return refused > 0;
  }
}
