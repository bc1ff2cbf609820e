package org.ordersaga.worker.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.client.backoff.ErrorAwareBackoffStrategy;
import org.camunda.bpm.client.exception.ExternalTaskClientException;
import org.camunda.bpm.client.task.ExternalTask;

/**
 * Paces the client that does not wait at the engine: it fetches when a retry that this process
 * reported falls due. The engine wakes no waiting fetch for that.
 */
final class RetryPace implements ErrorAwareBackoffStrategy {

  private final DelayQueue<Due> dues = new DelayQueue<>();
  private final Capacity capacity;
  private final EngineConnection connection;
  private final int fetchSize;
  private final ErrorDelay delay = new ErrorDelay();

  RetryPace(Capacity capacity, EngineConnection connection, int fetchSize) {
    this.capacity = capacity;
    this.connection = connection;
    this.fetchSize = fetchSize;
  }

  /** A task can be fetched again after this time. */
  void expect(Duration wait) {
    dues.add(new Due(System.nanoTime() + wait.toNanos()));
  }

  @Override
  public void reconfigure(List<ExternalTask> tasks, ExternalTaskClientException error) {
    capacity.release(fetchSize - tasks.size());
    delay.record(error);
    if (error == null && !Boolean.TRUE.equals(connection.state().reached())) {
      // Known at once; the other client is answered when its waiting ends.
      connection.fetched(null);
    }
    if (error != null || tasks.size() == fetchSize) {
      // It brought nothing because it failed, or there may be more than it could bring.
      expect(Duration.ofMillis(delay.millis()));
    }
  }

  @Override
  public long calculateBackoffTime() {
    try {
      dues.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return PollingPace.UNTIL_STOPPED_MILLIS;
    }
    while (dues.poll() != null) {
      // One fetch brings all that are due.
    }
    return capacity.reserve(fetchSize) ? 0 : PollingPace.UNTIL_STOPPED_MILLIS;
  }

  /** Lets the client's thread go, once the capacity is closed. */
  void stop() {
    expect(Duration.ZERO);
  }

  private record Due(long nanos) implements Delayed {

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(nanos - ((Due) other).nanos, 0);
    }
  }
}
