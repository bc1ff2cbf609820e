package org.ordersaga.process.stop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ordersaga.process.orderlog.StepRefused;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Stops one transaction when all is written and nothing committed: the application's own one in
 * which a step of the order is stopped, or the test's.
 */
final class Hold implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final ConfigurableApplicationContext context;
  private final ApplicationListener<PayloadApplicationEvent<StepRefused>> listener;

  /** Holds the transaction in which a step of this process instance is ended with an error. */
  Hold(ConfigurableApplicationContext context, String instance) {
    this.context = context;
    this.listener =
        new ApplicationListener<>() {
          @Override
          public void onApplicationEvent(PayloadApplicationEvent<StepRefused> event) {
            if (event.getPayload().processInstanceId().equals(instance)) {
              here();
            }
          }
        };
    context.addApplicationListener(listener);
  }

  /** Holds the current transaction, if no other one was held. */
  void here() {
    if (arrived.getCount() > 0) {
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
              arrived.countDown();
              await(released);
            }
          });
    }
  }

  void awaitArrival() {
    await(arrived);
  }

  void release() {
    released.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
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
