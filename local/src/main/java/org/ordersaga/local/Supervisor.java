package org.ordersaga.local;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Starts processes, starts those again that died, and stops them all in order. Everything but
 * waiting happens on one thread, so nothing here needs a lock.
 */
final class Supervisor {

  /** A process that lives longer than this has not died quickly. */
  private static final Duration QUICK = Duration.ofSeconds(60);

  private static final int QUICK_DEATHS = 5;
  private static final int LOOK_MILLIS = 250;
  private static final int ROTATE_SECONDS = 20;
  private static final int REMIND_SECONDS = 20;

  private final DataFolder data;
  private final Duration firstPause;
  private final Duration startLimit;
  private final Consumer<String> say;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(daemon("supervisor"));
  private final ExecutorService helpers = Executors.newCachedThreadPool(daemon("helper"));
  private final CompletableFuture<Complaint> failure = new CompletableFuture<>();
  private final List<Watched> all = new ArrayList<>();
  private boolean stopping;

  /**
   * @param firstPause how long to wait before the first restart; each quick death doubles it
   * @param startLimit how long a part may take to become healthy
   * @param say where news go
   */
  Supervisor(DataFolder data, Duration firstPause, Duration startLimit, Consumer<String> say) {
    this.data = data;
    this.firstPause = firstPause;
    this.startLimit = startLimit;
    this.say = say;
    loop.scheduleWithFixedDelay(
        guarded(this::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    loop.scheduleWithFixedDelay(
        guarded(this::rotateLogs), ROTATE_SECONDS, ROTATE_SECONDS, TimeUnit.SECONDS);
    loop.scheduleWithFixedDelay(
        guarded(this::remind), REMIND_SECONDS, REMIND_SECONDS, TimeUnit.SECONDS);
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Ends with the first complaint that cannot be healed; everything must then be stopped. */
  CompletableFuture<Complaint> failure() {
    return failure;
  }

  /** Starts all of these at once; the answer comes when every one is healthy. */
  CompletableFuture<Void> start(List<? extends Managed> parts) {
    List<Watched> watched = parts.stream().map(Watched::new).toList();
    loop.execute(
        guarded(
            () -> {
              all.addAll(watched);
              watched.forEach(Watched::start);
            }));
    return CompletableFuture.allOf(
        watched.stream().map(w -> w.firstHealthy).toArray(CompletableFuture[]::new));
  }

  /** Stops everything, the highest level first, and returns when all has ended. */
  void stop() {
    CompletableFuture.runAsync(this::stopAll, loop).join();
  }

  private void stopAll() {
    stopping = true;
    all.stream()
        .filter(Watched::isRunning)
        .collect(Collectors.groupingBy(watched -> watched.part.level()))
        .entrySet()
        .stream()
        .sorted(Comparator.comparing(level -> -level.getKey()))
        .forEach(level -> stopTogether(level.getValue()));
    all.clear();
    DataFolder.delete(data.running());
  }

  private void stopTogether(List<Watched> level) {
    say.accept(
        "Stopping "
            + level.stream().map(watched -> watched.part.name()).collect(Collectors.joining(", "))
            + ".");
    CompletableFuture.allOf(
            level.stream()
                .map(
                    watched ->
                        CompletableFuture.runAsync(
                            () -> watched.part.stop(watched.running.handle()), helpers))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private void look() {
    all.forEach(Watched::look);
  }

  /** Shows that it goes on, while a start takes long. */
  private void remind() {
    String waiting =
        all.stream()
            .filter(watched -> !watched.firstHealthy.isDone())
            .map(watched -> watched.part.name())
            .collect(Collectors.joining(", "));
    if (!waiting.isEmpty()) {
      say.accept("  waiting for " + waiting);
    }
  }

  private void rotateLogs() {
    try {
      all.forEach(watched -> LogFiles.rotate(watched.part.log()));
    } catch (UncheckedIOException e) {
      // Orders go on without it.
      say.accept(e.getMessage() + ".");
    }
  }

  private void writeState() {
    new RunState(
            all.stream()
                .map(w -> new RunState.Entry(w.part.name(), w.pid(), w.part.port(), w.restarts))
                .toList())
        .write(data);
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Complaint e) {
        failure.complete(e);
      } catch (RuntimeException | Error e) {
        failure.complete(new Complaint("The launcher itself failed: " + e + ".", e));
      }
    };
  }

  /** One part and what became of it; touched by the loop's thread only. */
  private final class Watched {

    private final Managed part;
    private final CompletableFuture<Void> firstHealthy = new CompletableFuture<>();
    private Managed.Running running;
    private Instant startedAt;
    private CompletableFuture<Boolean> question;
    private boolean healthy;
    private int restarts;
    private int quickDeaths;

    Watched(Managed part) {
      this.part = part;
    }

    boolean isRunning() {
      return running != null;
    }

    long pid() {
      return isRunning() ? running.handle().pid() : 0;
    }

    void start() {
      if (stopping) {
        return;
      }
      startedAt = Instant.now();
      healthy = false;
      question = null;
      try {
        running = part.start();
      } catch (Complaint e) {
        if (restarts == 0) {
          throw e;
        }
        died(e.getMessage(), true);
        return;
      }
      Managed.Running started = running;
      writeState();
      started.ending().thenAcceptAsync(how -> guarded(() -> ended(started, how)).run(), loop);
    }

    private void ended(Managed.Running which, String how) {
      if (!stopping && running == which) {
        died(how, waited().compareTo(QUICK) < 0);
      }
    }

    private void died(String how, boolean quickly) {
      long seconds = waited().toSeconds();
      running = null;
      quickDeaths = quickly ? quickDeaths + 1 : 0;
      if (quickDeaths >= QUICK_DEATHS) {
        writeState();
        throw new Complaint(
            "%s died %d times in a row within %d s of its start (%s), so everything is stopped; its log: %s"
                .formatted(part.name(), quickDeaths, QUICK.toSeconds(), how, part.log()));
      }
      Duration pause = firstPause.multipliedBy(1L << Math.max(0, quickDeaths - 1));
      restarts++;
      writeState();
      say.accept(
          "%s died after %d s (%s); it is started again in %s s; its log: %s"
              .formatted(part.name(), seconds, how, pause.toMillis() / 1000.0, part.log()));
      loop.schedule(guarded(this::start), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    void look() {
      if (!isRunning() || healthy) {
        return;
      }
      if (question == null) {
        question = CompletableFuture.supplyAsync(part::isHealthy, helpers);
      } else if (question.isDone()) {
        boolean answer = question.join();
        question = null;
        if (answer) {
          becameHealthy();
        } else if (waited().compareTo(startLimit) > 0) {
          throw new Complaint(
              "%s was not healthy after %d s, so everything is stopped; its log: %s"
                  .formatted(part.name(), waited().toSeconds(), part.log()));
        }
      }
    }

    private Duration waited() {
      return Duration.between(startedAt, Instant.now());
    }

    private void becameHealthy() {
      healthy = true;
      say.accept(
          "  %-20s %s %4d s"
              .formatted(
                  part.name(),
                  firstHealthy.isDone() ? "healthy again after" : "healthy after",
                  waited().toSeconds()));
      firstHealthy.complete(null);
    }
  }
}
