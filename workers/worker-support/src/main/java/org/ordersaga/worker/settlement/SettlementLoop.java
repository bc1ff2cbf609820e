package org.ordersaga.worker.settlement;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.step.TechnicalFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Gives the settler and the reporter their turns, each on a thread of its own. */
final class SettlementLoop implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(SettlementLoop.class);

  private final StepExecutor executor;
  private final Settler settler;
  private final ProcessAppReporter reporter;
  private final SettlementSettings settings;
  private final Duration stopLimit;
  private ScheduledThreadPoolExecutor threads;

  SettlementLoop(
      StepExecutor executor,
      Settler settler,
      ProcessAppReporter reporter,
      SettlementSettings settings,
      Duration stopLimit) {
    this.executor = executor;
    this.settler = settler;
    this.reporter = reporter;
    this.settings = settings;
    this.stopLimit = stopLimit;
  }

  @Override
  public void start() {
    if (!executor.hasSettlements()) {
      return;
    }
    threads = new ScheduledThreadPoolExecutor(2, work -> new Thread(work, "settlement"));
    schedule(settler::turn);
    schedule(reporter::turn);
  }

  private void schedule(Runnable turn) {
    Quietly quietly = new Quietly(turn);
    threads.scheduleWithFixedDelay(
        quietly, 0, settings.interval().toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean isRunning() {
    return threads != null;
  }

  @Override
  public void stop(Runnable stopped) {
    new Thread(
            () -> {
              stop();
              stopped.run();
            },
            "settlement-stop")
        .start();
  }

  /** Begins nothing new, and waits for the call that is under way. */
  @Override
  public void stop() {
    settler.stop();
    reporter.stop();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(stopLimit.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    threads = null;
  }

  /** A turn that fails, as without a database, is followed by the next; said once per change. */
  private static final class Quietly implements Runnable {

    private final Runnable turn;
    private String problem = "";

    Quietly(Runnable turn) {
      this.turn = turn;
    }

    @Override
    public void run() {
      try {
        turn.run();
        problem = "";
      } catch (RuntimeException | Error e) {
        String now = TechnicalFailure.describe(e);
        if (!now.equals(problem)) {
          LOG.warn(
              "SETTLEMENTS_STALLED: nothing is settled or told now ({}); check the database. Trying on.",
              now);
        }
        problem = now;
      }
    }
  }
}
