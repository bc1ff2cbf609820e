package org.ordersaga.process.engine;

import java.util.function.Supplier;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A transaction that changes what workers change too. When another one was faster it is rolled back
 * and run again: then the order stands elsewhere, and the work decides anew.
 */
@Component
public class EngineTransaction {

  private static final Logger LOG = LoggerFactory.getLogger(EngineTransaction.class);
  private static final int ATTEMPTS = 5;

  private final TransactionTemplate transaction;

  EngineTransaction(PlatformTransactionManager transactionManager) {
    this.transaction = new TransactionTemplate(transactionManager);
  }

  /**
   * Runs the work in a transaction of its own, at most five times.
   *
   * @throws RuntimeException the last lost race, or what the work threw
   */
  public <T> T execute(Supplier<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transaction.execute(status -> marked(work));
      } catch (MismatchingMessageCorrelationException | OptimisticLockingException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        LOG.debug("Lost a race, attempt {}", attempt, e);
      }
    }
  }

  /** Whether this thread is in one, where what a command has made may be changed by the next. */
  public static boolean isActive() {
    return TransactionSynchronizationManager.hasResource(EngineTransaction.class);
  }

  private static <T> T marked(Supplier<T> work) {
    if (isActive()) {
      return work.get();
    }
    TransactionSynchronizationManager.bindResource(EngineTransaction.class, true);
    try {
      return work.get();
    } finally {
      TransactionSynchronizationManager.unbindResource(EngineTransaction.class);
    }
  }
}
