package org.ordersaga.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettlementSettingsTest {

  /** It would never grow, and a provider that is down would be asked without end. */
  @Test
  void aSettlementIsNeverAttemptedAgainAtOnce() {
    try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
      assertThat(validators.getValidator().validate(firstPause(Duration.ZERO)))
          .extracting(violation -> violation.getPropertyPath().toString())
          .containsExactly("firstPause");
      assertThat(validators.getValidator().validate(firstPause(Duration.ofMillis(1)))).isEmpty();
    }
  }

  private static SettlementSettings firstPause(Duration firstPause) {
    return new SettlementSettings(
        true, Duration.ofSeconds(1), firstPause, Duration.ofMinutes(5), Duration.ofMinutes(15));
  }
}
