package org.ordersaga.worker.provider;

import java.time.Instant;

/**
 * How a provider is.
 *
 * @param state {@code CLOSED} when it works, {@code OPEN} while it is down, {@code HALF_OPEN} while
 *     a few calls try it
 * @param since when that became so
 * @param problem code of the last call that failed, or null
 */
public record Condition(String state, Instant since, String problem) {

  /** Whether it works, as far as is known. */
  public boolean isGood() {
    return state.equals("CLOSED");
  }
}
