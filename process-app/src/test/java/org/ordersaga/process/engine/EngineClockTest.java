package org.ordersaga.process.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Date;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class EngineClockTest {

  private static final Duration SLACK = Duration.ofSeconds(20);

  private final JdbcTemplate database = mock(JdbcTemplate.class);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EngineClock clock = new EngineClock(database, meters);

  @AfterEach
  void reset() {
    ClockUtil.reset();
  }

  @Test
  void theEngineGoesByTheDatabasesClock() {
    databaseIsAhead(Duration.ofMinutes(5));
    clock.correct();
    assertThat(engineIsAhead()).isBetween(minutes(5).minus(SLACK), minutes(5).plus(SLACK));
    assertThat(meters.get("ordersaga.clock.correction").timeGauge().value()).isNotZero();

    databaseIsAhead(Duration.ofMinutes(-5));
    clock.correct();
    assertThat(engineIsAhead()).isBetween(minutes(-5).minus(SLACK), minutes(-5).plus(SLACK));

    databaseIsAhead(Duration.ZERO);
    clock.correct();
    assertThat(engineIsAhead()).isBetween(SLACK.negated(), SLACK);
  }

  @Test
  void aClockThatIsRightIsLeftAlone() {
    ClockUtil.setCurrentTime(new Date(0));
    databaseIsAhead(Duration.ZERO);
    clock.correct();
    assertThat(ClockUtil.now()).isEqualTo(new Date(0));
  }

  private void databaseIsAhead(Duration apart) {
    when(database.queryForObject(anyString(), eq(Long.class)))
        .thenAnswer(call -> System.currentTimeMillis() + apart.toMillis());
  }

  private static Duration engineIsAhead() {
    return Duration.ofMillis(ClockUtil.now().getTime() - System.currentTimeMillis());
  }

  private static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }
}
