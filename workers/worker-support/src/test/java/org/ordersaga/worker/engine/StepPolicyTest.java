package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordersaga.worker.engine.StepPolicy.MalformedException;

class StepPolicyTest {

  @Test
  void absentPropertiesHaveDefaults() throws Exception {
    StepPolicy policy = policy(Map.of());

    assertThat(policy.retryCycle()).hasSize(5);
    assertThat(policy.exhaustedCode()).isNull();
    assertThat(policy.maxDeliveries()).isEqualTo(5);
    assertThat(policy.lockDuration()).isEqualTo(Duration.ofSeconds(30));
    assertThat(policy.warnAfter()).isNull();
  }

  @Test
  void aPropertyWithoutAValueCountsAsAbsent() throws Exception {
    Map<String, String> properties = new HashMap<>();
    properties.put("retryCycle", null);
    properties.put("onRetriesExhausted", null);
    properties.put("maxDeliveries", null);
    properties.put("lockDuration", null);
    properties.put("warnAfter", null);

    assertThat(policy(properties)).isEqualTo(policy(Map.of()));
  }

  @Test
  void theWaitsFollowTheCycleAndEndWithIt() throws Exception {
    StepPolicy policy = policy(Map.of("retryCycle", "PT1S, PT2S,PT4S"));

    assertThat(policy.retriesAfterFailure(null)).isEqualTo(3);
    assertThat(policy.waitBefore(3)).isEqualTo(Duration.ofSeconds(1));
    assertThat(policy.retriesAfterFailure(3)).isEqualTo(2);
    assertThat(policy.waitBefore(2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(policy.retriesAfterFailure(2)).isEqualTo(1);
    assertThat(policy.waitBefore(1)).isEqualTo(Duration.ofSeconds(4));
    assertThat(policy.retriesAfterFailure(1)).isZero();
  }

  @Test
  void attemptsAreCountedFromOne() throws Exception {
    StepPolicy policy = policy(Map.of("retryCycle", "R2/PT1S"));

    assertThat(policy.attempt(null)).isEqualTo(1);
    assertThat(policy.attempt(2)).isEqualTo(2);
    assertThat(policy.attempt(1)).isEqualTo(3);
    assertThat(policy.attempt(9)).isEqualTo(1);
  }

  @Test
  void moreRetriesThanTheCycleKnowsWaitAsBeforeTheFirst() throws Exception {
    StepPolicy policy = policy(Map.of("retryCycle", "PT1S,PT2S"));

    assertThat(policy.waitBefore(7)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void anEmptyCycleMeansNoRetry() throws Exception {
    assertThat(policy(Map.of("retryCycle", " ")).retriesAfterFailure(null)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "retryCycle, 'PT1S,,PT2S'",
    "retryCycle, PT1S;PT2S",
    "retryCycle, -PT1S",
    "retryCycle, R/PT1S",
    "retryCycle, R3/soon",
    "onRetriesExhausted, Incident",
    "onRetriesExhausted, UNKNOWN_CODE",
    "maxDeliveries, 0",
    "maxDeliveries, many",
    "lockDuration, 30s",
    "lockDuration, PT0S",
    "warnAfter, -PT1S",
  })
  void whatCannotBeObeyedIsSaidWithNameAndValue(String name, String value) {
    assertThatThrownBy(() -> policy(Map.of(name, value)))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("%s is \"%s\", but takes ".formatted(name, value));
  }

  @Test
  void oneOfTheStepsRefusalsMayEndIt() throws Exception {
    assertThat(policy(Map.of("onRetriesExhausted", "UNAVAILABLE")).exhaustedCode())
        .isEqualTo("UNAVAILABLE");
  }

  private static StepPolicy policy(Map<String, String> properties) throws MalformedException {
    return StepPolicy.of(properties, List.of("DECLINED", "UNAVAILABLE"), Duration.ofSeconds(30));
  }

  @Test
  void aTaskThatIsHandedBackStaysAsManyExecutionsAsItWasFromItsEnd() throws Exception {
    StepPolicy policy = policy(Map.of("retryCycle", "PT1S,PT2S"));

    int fresh = policy.retriesAfterHandBack(null);
    assertThat(policy.attempt(fresh)).isEqualTo(policy.attempt(null)).isEqualTo(1);
    assertThat(policy.retriesAfterFailure(fresh)).isEqualTo(policy.retriesAfterFailure(null));
    assertThat(policy.retriesAfterHandBack(fresh)).isEqualTo(fresh);
    assertThat(policy.retriesAfterHandBack(1)).isEqualTo(1);
  }

  @Test
  void aTaskWithoutRetriesIsHandedBackWithoutLosingItsOnlyExecution() throws Exception {
    StepPolicy policy = policy(Map.of("retryCycle", ""));

    int fresh = policy.retriesAfterHandBack(null);
    assertThat(fresh).isEqualTo(1);
    assertThat(policy.attempt(fresh)).isEqualTo(1);
    assertThat(policy.retriesAfterFailure(fresh)).isZero();
  }
}
