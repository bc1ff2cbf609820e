package org.ordersaga.worker.engine;

import java.util.List;
import org.camunda.bpm.client.backoff.ErrorAwareBackoffStrategy;
import org.camunda.bpm.client.exception.ExternalTaskClientException;
import org.camunda.bpm.client.task.ExternalTask;

/** Paces the long-polling client: fetches as soon as there is room, waits only after errors. */
final class PollingPace implements ErrorAwareBackoffStrategy {

  /** Until the client, which is being stopped, wakes up from it. */
  static final long UNTIL_STOPPED_MILLIS = 60_000;

  private final Capacity capacity;
  private final EngineConnection connection;
  private final int fetchSize;
  private final ErrorDelay delay = new ErrorDelay();

  PollingPace(Capacity capacity, EngineConnection connection, int fetchSize) {
    this.capacity = capacity;
    this.connection = connection;
    this.fetchSize = fetchSize;
  }

  @Override
  public void reconfigure(List<ExternalTask> tasks, ExternalTaskClientException error) {
    capacity.release(fetchSize - tasks.size());
    connection.fetched(error);
    delay.record(error);
  }

  @Override
  public long calculateBackoffTime() {
    return capacity.reserve(fetchSize) ? delay.millis() : UNTIL_STOPPED_MILLIS;
  }
}
