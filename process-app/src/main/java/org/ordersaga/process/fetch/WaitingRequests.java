package org.ordersaga.process.fetch;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/**
 * The requests that wait at this node, those that wait longest first. Static for the reason of
 * {@link TaskSignals}.
 */
final class WaitingRequests {

  private static final Queue<WaitingRequest> ALL = new ConcurrentLinkedQueue<>();

  private WaitingRequests() {}

  static void add(WaitingRequest request) {
    ALL.add(request);
  }

  static void remove(WaitingRequest request) {
    ALL.remove(request);
  }

  /** Claims the one that fits and waits longest, if there is any. */
  static Optional<WaitingRequest> claim(Predicate<WaitingRequest> fits) {
    for (WaitingRequest request : ALL) {
      // Whether it fits may be a question to the database.
      if (request.isOpen() && fits.test(request) && request.claim()) {
        return Optional.of(request);
      }
    }
    return Optional.empty();
  }
}
