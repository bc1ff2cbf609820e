package org.ordersaga.process.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class StartGateTest {

  private final StartGate gate =
      new StartGate(
          new IntakeSettings(10, 1, 1, Duration.ZERO, Duration.ofSeconds(7), Duration.ofSeconds(1)),
          new SimpleMeterRegistry());

  @Test
  void whoWaitsTooLongIsRefusedAndTheTurnIsFreeAgainAfterwards() throws Exception {
    AtomicInteger second = new AtomicInteger();
    gate.doFilter(
        start("/api/orders"),
        new MockHttpServletResponse(),
        (request, response) -> {
          MockHttpServletResponse refused = new MockHttpServletResponse();
          Thread other =
              new Thread(
                  () -> {
                    try {
                      gate.doFilter(start("/api/orders"), refused, new MockFilterChain());
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  });
          other.start();
          try {
            other.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          second.set(refused.getStatus());
          assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
        });
    assertThat(second).hasValue(503);
    MockFilterChain reached = new MockFilterChain();
    gate.doFilter(start("/api/orders"), new MockHttpServletResponse(), reached);
    assertThat(reached.getRequest()).isNotNull();
  }

  @Test
  void whoGetsNoConnectionIsRefusedAndEveryOtherFailureStaysOne() throws Exception {
    MockHttpServletResponse busy = new MockHttpServletResponse();
    gate.doFilter(
        start("/api/orders"),
        busy,
        (request, response) -> {
          throw new IllegalStateException(new SQLTransientConnectionException());
        });
    assertThat(busy.getStatus()).isEqualTo(503);
    assertThatThrownBy(
            () ->
                gate.doFilter(
                    start("/api/orders"),
                    new MockHttpServletResponse(),
                    (request, response) -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/orders,                                                              false",
    "/engine-rest/process-definition/key/order-process/start,                  false",
    "/engine-rest/engine/default/process-definition/order-process:1:2/start,   false",
    "/engine-rest/process-definition/key/order-process/submit-form,            false",
    "/camunda/api/engine/engine/default/process-definition/key/x/start,        false",
    "/api/orders/ord-1/delivery,                                               true",
    "/api/orders/ord-1/cancellation,                                           true",
    "/api/operations/orders/ord-1/give-up,                                     true",
    "/engine-rest/external-task/fetchAndLock,                                  true",
    "/engine-rest/external-task/1/complete,                                    true",
  })
  void onlyStartsPassIt(String path, boolean passedBy) {
    assertThat(gate.shouldNotFilter(start(path))).isEqualTo(passedBy);
  }

  private static MockHttpServletRequest start(String path) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
    request.setServletPath(path);
    return request;
  }
}
