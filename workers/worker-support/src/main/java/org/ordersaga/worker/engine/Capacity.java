package org.ordersaga.worker.engine;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Room for tasks. A fetch reserves as much as it may bring before it is sent, and gives back what
 * it did not bring; a task gives back its place when it has ended.
 */
final class Capacity {

  private final Semaphore places;
  private final AtomicInteger handedOver = new AtomicInteger();
  private volatile boolean closed;

  Capacity(int size) {
    // Fair, so that a fetch for retries gets its turn between the others.
    places = new Semaphore(size, true);
  }

  /**
   * Waits until there is room.
   *
   * @return false if no more work is to be fetched
   */
  boolean reserve(int count) {
    places.acquireUninterruptibly(count);
    return !closed;
  }

  void release(int count) {
    int owed = handedOver.getAndUpdate(before -> before - Math.min(before, count));
    places.release(count - Math.min(owed, count));
  }

  /** Whether a fetch waits for room. */
  boolean isAwaited() {
    return !closed && places.hasQueuedThreads();
  }

  /**
   * Gives places that are about to be released to tasks that are here already; so many of the next
   * releases make no room.
   */
  void handOver(int count) {
    handedOver.addAndGet(count);
  }

  /** Lets everybody go who waits for room, now and later. */
  void close() {
    closed = true;
    places.release(Integer.MAX_VALUE / 2);
  }

  boolean isClosed() {
    return closed;
  }
}
