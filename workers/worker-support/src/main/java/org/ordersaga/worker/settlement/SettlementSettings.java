package org.ordersaga.worker.settlement;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How settlements are pursued.
 *
 * @param enabled false leaves them to another node
 * @param interval between two looks for work that is due
 * @param firstPause before the first attempt; doubles with every one that fails
 * @param maxPause between two attempts
 * @param overdueAfter age at which the log begins to warn, once an hour
 */
@Validated
@ConfigurationProperties("ordersaga.settlement")
record SettlementSettings(
    boolean enabled,
    @DefaultValue("1s") @DurationMin(millis = 10) Duration interval,
    @DurationMin(millis = 1) Duration firstPause,
    @DefaultValue("5m") Duration maxPause,
    @DefaultValue("15m") Duration overdueAfter) {

  /** The pause after so many failed attempts. */
  Duration pauseAfter(int attempts) {
    Duration pause = firstPause;
    for (int i = 1; i < attempts && pause.compareTo(maxPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(maxPause) < 0 ? pause : maxPause;
  }
}
