package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.client.exception.ConnectionLostException;
import org.junit.jupiter.api.Test;

class RetryPaceTest {

  private final Capacity capacity = new Capacity(4);
  private final EngineConnection connection = new EngineConnection("http://localhost");
  private final RetryPace pace = new RetryPace(capacity, connection, 2);

  @Test
  void theEarliestRetryComesFirst() throws Exception {
    pace.expect(Duration.ofHours(1));
    pace.expect(Duration.ofMillis(1));

    assertThat(next().get(10, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void aFetchThatFailedIsRepeatedSoon() throws Exception {
    capacity.reserve(2);
    pace.reconfigure(List.of(), new ConnectionLostException("lost", new IOException()));

    assertThat(next().get(10, TimeUnit.SECONDS)).isZero();
    assertThat(connection.state().reached()).isNull();
  }

  @Test
  void anAnswerWithoutTasksTellsThatTheEngineIsReached() {
    capacity.reserve(2);
    pace.reconfigure(List.of(), null);

    assertThat(connection.state().reached()).isTrue();
  }

  @Test
  void stoppingLetsTheClientsThreadGo() throws Exception {
    CompletableFuture<Long> next = next();
    capacity.close();
    pace.stop();

    assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(PollingPace.UNTIL_STOPPED_MILLIS);
  }

  private CompletableFuture<Long> next() {
    return CompletableFuture.supplyAsync(pace::calculateBackoffTime);
  }
}
