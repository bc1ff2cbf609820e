package org.ordersaga.process.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The orders on their way, and whether there is room for another one.
 *
 * <p>They are counted in the background; in between, this node adds what it accepts itself. So one
 * node alone never takes more than the limit. Of several, each learns of the others' orders with
 * the next count.
 */
@Component
class OpenOrders {

  private static final Logger LOG = LoggerFactory.getLogger(OpenOrders.class);

  private final JdbcClient jdbc;
  private final int most;
  private final Refusals refusals;

  private int counted;
  private long accepted;
  private long acceptedBeforeCount;
  private int starting;
  private boolean countFails;

  OpenOrders(JdbcClient jdbc, IntakeSettings settings, MeterRegistry registry) {
    this.jdbc = jdbc;
    this.most = settings.maxOpenOrders();
    this.refusals =
        new Refusals("max-open-orders", settings.retryAfter().multipliedBy(3), registry);
    Gauge.builder("ordersaga.orders.open", this, OpenOrders::number)
        .description("Orders accepted, and neither confirmed nor ended")
        .register(registry);
  }

  /** Counts anew. What is accepted while this runs may be counted twice until the next time. */
  @PostConstruct
  @Scheduled(fixedDelayString = "${ordersaga.intake.count-interval}")
  void count() {
    refusals.look();
    long before = acceptedSoFar();
    try {
      counted(
          jdbc.sql(
                  """
                  select count(*) from order_view
                   where status in ('PENDING', 'IN_REVIEW') and not abandoned
                  """)
              .query(Integer.class)
              .single(),
          before);
    } catch (DataAccessException | TransactionException e) {
      countFailed(e);
    }
  }

  private synchronized long acceptedSoFar() {
    return accepted;
  }

  private synchronized void counted(int number, long before) {
    counted = number;
    acceptedBeforeCount = before;
    countFails = false;
  }

  private synchronized void countFailed(RuntimeException e) {
    if (!countFails) {
      countFails = true;
      LOG.warn("The orders on their way cannot be counted; the last number is used on", e);
    }
  }

  private synchronized int number() {
    return (int) (counted + accepted - acceptedBeforeCount + starting);
  }

  synchronized boolean areTooMany() {
    return number() >= most;
  }

  /**
   * Lets the order in that the current transaction starts, if there is room; the place is given
   * back if the transaction fails.
   */
  boolean letIn() {
    synchronized (this) {
      if (areTooMany()) {
        return false;
      }
      starting++;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            started(status != STATUS_ROLLED_BACK);
          }
        });
    return true;
  }

  private synchronized void started(boolean committed) {
    starting--;
    if (committed) {
      accepted++;
    }
  }

  /** The refusal of an order for which there is no room. */
  StartRefused refusal() {
    refusals.add(most);
    return StartRefused.tooMany();
  }
}
