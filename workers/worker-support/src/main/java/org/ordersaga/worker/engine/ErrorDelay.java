package org.ordersaga.worker.engine;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Delay after failed fetches: doubled with each, capped, and spread so that workers do not march.
 */
final class ErrorDelay {

  private static final long FIRST_MILLIS = 250;
  private static final long MAX_MILLIS = 5_000;

  private int errors;

  /** Counts the result of a fetch; any success starts over. */
  void record(boolean failed) {
    errors = failed ? errors + 1 : 0;
  }

  /** Milliseconds to wait before the next fetch, 0 after a success. */
  long millis() {
    if (errors == 0) {
      return 0;
    }
    long full = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(errors - 1, 10));
    return ThreadLocalRandom.current().nextLong(full / 2, full + 1);
  }
}
