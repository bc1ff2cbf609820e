package org.ordersaga.worker.engine;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.camunda.bpm.client.exception.BadRequestException;
import org.camunda.bpm.client.exception.ExternalTaskClientException;
import org.camunda.bpm.client.exception.NotFoundException;
import org.camunda.bpm.client.task.ExternalTask;
import org.camunda.bpm.client.task.ExternalTaskService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the locks of tasks that take long, and says which they are. */
final class LockKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(LockKeeper.class);

  /** Most steps have ended by then, and never pay for another lock duration than the default. */
  private static final Duration GRACE = Duration.ofMillis(200);

  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(
          1,
          work -> {
            Thread thread = new Thread(work, "step-locks");
            thread.setDaemon(true);
            return thread;
          });
  private final Duration fetchedFor;

  /**
   * A keeper.
   *
   * @param fetchedFor the lock duration that tasks are fetched with
   */
  LockKeeper(Duration fetchedFor) {
    this.fetchedFor = fetchedFor;
    scheduler.setRemoveOnCancelPolicy(true);
  }

  /** Keeps a task locked while the work is done, and not a moment longer. */
  <T> T whileKept(
      ExternalTask task, ExternalTaskService service, StepPolicy policy, Supplier<T> work) {
    Kept kept = keep(task, service, policy);
    try {
      return work.get();
    } finally {
      kept.end();
    }
  }

  private Kept keep(ExternalTask task, ExternalTaskService service, StepPolicy policy) {
    Duration lock = policy.lockDuration();
    long period = Math.max(1, lock.toMillis() / 3);
    long first = lock.equals(fetchedFor) ? period : Math.min(GRACE.toMillis(), period);
    Kept kept = new Kept(task, service, lock);
    kept.renewal =
        scheduler.scheduleWithFixedDelay(kept::renew, first, period, TimeUnit.MILLISECONDS);
    if (policy.warnAfter() != null) {
      kept.warning =
          scheduler.schedule(
              () -> warn(task, policy.warnAfter()),
              policy.warnAfter().toMillis(),
              TimeUnit.MILLISECONDS);
    }
    return kept;
  }

  void stop() {
    scheduler.shutdownNow();
  }

  private static void warn(ExternalTask task, Duration after) {
    LOG.warn(
        "{} of order {} still runs after {}.", task.getTopicName(), task.getBusinessKey(), after);
  }

  /** A task that is kept locked. */
  private static final class Kept {

    private final ExternalTask task;
    private final ExternalTaskService service;
    private final Duration lock;
    private ScheduledFuture<?> renewal;
    private ScheduledFuture<?> warning;
    private boolean ended;

    Kept(ExternalTask task, ExternalTaskService service, Duration lock) {
      this.task = task;
      this.service = service;
      this.lock = lock;
    }

    synchronized void renew() {
      if (ended) {
        return;
      }
      try {
        service.extendLock(task, lock.toMillis());
      } catch (NotFoundException | BadRequestException e) {
        LOG.debug("The lock of task {} is lost.", task.getId());
      } catch (ExternalTaskClientException e) {
        LOG.debug("The lock of task {} could not be renewed, will try again.", task.getId());
      }
    }

    /** Waits for a renewal under way: it must not undo the wait of a retry reported after this. */
    synchronized void end() {
      ended = true;
      renewal.cancel(false);
      if (warning != null) {
        warning.cancel(false);
      }
    }
  }
}
