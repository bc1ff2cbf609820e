package org.ordersaga.worker.engine;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this process works.
 *
 * @param enabled false keeps the engine's client off, for tests
 * @param threads how many tasks run at once; never more than that are locked
 * @param lockDuration of a task whose model names none; renewed while the task runs
 * @param longPoll how long the engine may keep a fetch waiting for work
 * @param reportsPerRequest reports that may travel together; 1 to send each alone
 * @param reportRequests requests with reports under way at once, as long as each report leaves
 *     alone; where they travel together, one is
 */
@Validated
@ConfigurationProperties("ordersaga.worker")
record WorkerSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("32") @Min(2) @Max(256) int threads,
    @DefaultValue("30s") @DurationMin(seconds = 1) Duration lockDuration,
    @DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(seconds = 5) Duration longPoll,
    @DefaultValue("50") @Min(1) @Max(100) int reportsPerRequest,
    @DefaultValue("2") @Min(1) @Max(8) int reportRequests) {

  /**
   * Tasks that one fetch may bring. Small against the threads, because a fetch is sent only when
   * there is room for all of them: one fewer than this many threads may stay idle under load.
   */
  int fetchSize() {
    return Math.max(1, threads / 4);
  }
}
