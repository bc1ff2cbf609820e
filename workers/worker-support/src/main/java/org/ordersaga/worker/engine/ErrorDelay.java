package org.ordersaga.worker.engine;

import java.net.ConnectException;
import java.util.concurrent.ThreadLocalRandom;
import org.camunda.bpm.client.exception.ExternalTaskClientException;

/**
 * Delay after failed fetches: doubled with each, capped, and spread so that workers do not march.
 */
final class ErrorDelay {

  private static final long FIRST_MILLIS = 250;
  private static final long MAX_MILLIS = 5_000;

  /** Where nobody listens there is nobody to spare, and who begins to is to be found soon. */
  private static final long MAX_MILLIS_UNHEARD = 1_000;

  private int errors;
  private long max;

  /** Takes note of how a fetch ended; any success starts over. */
  void record(ExternalTaskClientException error) {
    errors = error == null ? 0 : errors + 1;
    boolean unheard = error != null && error.getCause() instanceof ConnectException;
    max = unheard ? MAX_MILLIS_UNHEARD : MAX_MILLIS;
  }

  /** Milliseconds to wait before the next fetch, 0 after a success. */
  long millis() {
    if (errors == 0) {
      return 0;
    }
    long full = Math.min(max, FIRST_MILLIS << Math.min(errors - 1, 10));
    return ThreadLocalRandom.current().nextLong(full / 2, full + 1);
  }
}
