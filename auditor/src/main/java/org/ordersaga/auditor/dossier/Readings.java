package org.ordersaga.auditor.dossier;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** What is read at the same time, each in a thread of its own. */
final class Readings implements AutoCloseable {

  private static final long END_SECONDS = 5;

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "reading");
            thread.setDaemon(true);
            return thread;
          });

  private CompletableFuture<Void> all = CompletableFuture.completedFuture(null);

  /** Begins, and does not wait. */
  void begin(Collection<Runnable> readings) {
    all =
        CompletableFuture.allOf(
            readings.stream()
                .map(reading -> CompletableFuture.runAsync(reading, threads))
                .toArray(CompletableFuture[]::new));
  }

  /** Returns when all have ended, and throws what one of them threw. */
  void await() {
    try {
      all.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Breaks off what has not ended. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
