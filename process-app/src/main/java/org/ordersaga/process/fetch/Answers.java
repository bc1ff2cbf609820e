package org.ordersaga.process.fetch;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.dto.externaltask.LockedExternalTaskDto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends tasks that were handed over, and gives back those that nobody takes any more. On a thread
 * of its own: who made the tasks still holds a connection to the database, and must not wait for a
 * worker's.
 */
final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "handed-over-tasks");
            thread.setDaemon(true);
            return thread;
          });

  /** Returns at once. */
  void send(WaitingRequest request, List<LockedExternalTaskDto> tasks) {
    try {
      thread.execute(() -> sendOrGiveBack(request, tasks));
    } catch (RejectedExecutionException e) {
      LOG.debug("Stopping; {} tasks come again when their locks end", tasks.size());
    }
  }

  private static void sendOrGiveBack(WaitingRequest request, List<LockedExternalTaskDto> tasks) {
    try {
      if (!request.resume(tasks)) {
        tasks.forEach(task -> giveBack(task.getId(), request.engine()));
      }
    } catch (RuntimeException e) {
      // As with a fetch whose answer is lost: nobody knows what has arrived.
      LOG.debug("{} tasks may come again when their locks end", tasks.size(), e);
    }
  }

  /** Wakes everybody who may want it. */
  private static void giveBack(String task, ProcessEngine engine) {
    try {
      engine.getExternalTaskService().unlock(task);
    } catch (RuntimeException e) {
      LOG.debug("Task {} comes again when its lock ends", task, e);
    }
  }

  /** What was to be sent before is sent. */
  void stop() {
    thread.shutdown();
  }
}
