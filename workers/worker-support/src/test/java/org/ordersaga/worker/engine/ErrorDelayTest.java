package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.camunda.bpm.client.exception.ConnectionLostException;
import org.junit.jupiter.api.Test;

class ErrorDelayTest {

  private final ErrorDelay delay = new ErrorDelay();

  @Test
  void anEngineInTroubleIsLeftAloneForSeconds() {
    fail(new SocketTimeoutException());

    assertThat(delay.millis()).isBetween(2_500L, 5_000L);
  }

  @Test
  void anEngineThatIsNotThereIsFoundSoonAfterItCame() {
    fail(new ConnectException());

    assertThat(delay.millis()).isBetween(500L, 1_000L);
  }

  @Test
  void aSuccessStartsOver() {
    fail(new SocketTimeoutException());

    delay.record(null);

    assertThat(delay.millis()).isZero();
  }

  private void fail(IOException cause) {
    for (int i = 0; i < 100; i++) {
      delay.record(new ConnectionLostException("lost", cause));
    }
  }
}
