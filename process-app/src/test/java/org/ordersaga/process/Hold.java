package org.ordersaga.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stops one transaction when all is written and nothing committed: one of the application's own,
 * known by an event that is published in it, or the test's.
 */
public final class Hold implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final ConfigurableApplicationContext context;
  private final JdbcClient jdbc;
  private final ApplicationListener<PayloadApplicationEvent<?>> listener;
  private volatile boolean rollBack;

  /** Holds the first transaction in which such an event is published. */
  public Hold(ConfigurableApplicationContext context, Predicate<Object> event) {
    this.context = context;
    this.jdbc = context.getBean(JdbcClient.class);
    this.listener =
        new ApplicationListener<>() {
          @Override
          public void onApplicationEvent(PayloadApplicationEvent<?> published) {
            if (event.test(published.getPayload())) {
              here();
            }
          }
        };
    context.addApplicationListener(listener);
  }

  /** Holds the transaction that says so itself. */
  public Hold(ConfigurableApplicationContext context) {
    this(context, event -> false);
  }

  /**
   * Does the work in a transaction of its own, on a thread of its own, and returns when that is
   * held.
   *
   * @return ends with the transaction
   */
  public Future<?> inTransaction(Runnable work) {
    TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
    FutureTask<Void> running =
        new FutureTask<>(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      here();
                      work.run();
                    }),
            null);
    new Thread(running, "held").start();
    awaitArrival();
    return running;
  }

  /** Holds the current transaction, if no other one was held. */
  public void here() {
    if (arrived.getCount() > 0) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
              arrived.countDown();
              await(released);
              if (rollBack) {
                throw new IllegalStateException("rolled back by the test");
              }
            }
          });
    }
  }

  public void awaitArrival() {
    await(arrived);
  }

  /** Waits until this many transactions wait for a lock that another one has. */
  public void awaitBlocked(int transactions) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                jdbc.sql(
                        """
                        select count(*) from pg_stat_activity
                         where datname = current_database() and wait_event_type = 'Lock'
                        """)
                    .query(Integer.class)
                    .single(),
            waiting -> waiting >= transactions);
  }

  public void release() {
    released.countDown();
  }

  /** Lets the transaction go on to fail. */
  public void releaseToRollBack() {
    rollBack = true;
    release();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    release();
    context.removeApplicationListener(listener);
  }
}
