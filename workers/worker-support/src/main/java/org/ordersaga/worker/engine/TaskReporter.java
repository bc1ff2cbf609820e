package org.ordersaga.worker.engine;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import org.camunda.bpm.client.exception.BadRequestException;
import org.camunda.bpm.client.exception.EngineException;
import org.camunda.bpm.client.exception.ExternalTaskClientException;
import org.camunda.bpm.client.exception.NotFoundException;

/**
 * Reports to the engine, and tells a report that failed from a step that failed: the step has its
 * outcome in the ledger, and its task will be delivered again.
 */
final class TaskReporter {

  /** How a report ended. */
  enum Result {
    /** The engine has it. */
    ACCEPTED,
    /** The task is gone: nothing more to do. */
    GONE,
    /** Another delivery holds the lock, or what follows the task in the model says no (400). */
    REJECTED,
    /** The engine has it and fails: what follows the task in the model does not work (500). */
    FAILED,
    /** Nobody knows; the lock is left to expire. */
    UNKNOWN
  }

  private final Retry retry =
      Retry.of(
          "task-report",
          RetryConfig.custom()
              .maxAttempts(4)
              .intervalFunction(
                  IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(100), 3))
              .retryOnException(e -> e instanceof ExternalTaskClientException && !isFinal(e))
              .build());

  Result report(Runnable call) {
    try {
      retry.executeRunnable(call);
      return Result.ACCEPTED;
    } catch (ExternalTaskClientException e) {
      if (e instanceof NotFoundException) {
        return Result.GONE;
      }
      if (e instanceof BadRequestException) {
        return Result.REJECTED;
      }
      return e instanceof EngineException ? Result.FAILED : Result.UNKNOWN;
    }
  }

  private static boolean isFinal(Throwable e) {
    return e instanceof NotFoundException || e instanceof BadRequestException;
  }
}
