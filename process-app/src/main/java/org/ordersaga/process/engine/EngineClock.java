package org.ordersaga.process.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Has the engine go by the database's clock. Locks and due dates are compared by every node on the
 * database: one whose own clock is ahead would take tasks that are still locked, and one that is
 * behind would leave due ones alone.
 */
@Component
class EngineClock extends AbstractProcessEnginePlugin {

  private static final Logger LOG = LoggerFactory.getLogger(EngineClock.class);

  /** Nothing is locked for less than seconds; and a busy machine cannot tell much less apart. */
  private static final Duration TOLERANCE = Duration.ofMillis(500);

  private final JdbcTemplate jdbc;
  private volatile Duration correction = Duration.ZERO;

  EngineClock(JdbcTemplate jdbc, MeterRegistry meters) {
    this.jdbc = jdbc;
    TimeGauge.builder(
            "ordersaga.clock.correction",
            this,
            TimeUnit.MILLISECONDS,
            clock -> clock.correction.toMillis())
        .description("What the engine adds to this machine's clock to have the database's")
        .register(meters);
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    correct();
  }

  @Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
  void correct() {
    long before = System.currentTimeMillis();
    Long database =
        jdbc.queryForObject(
            "select (extract(epoch from clock_timestamp()) * 1000)::bigint", Long.class);
    long after = System.currentTimeMillis();
    if (after - before > TOLERANCE.toMillis()) {
      // An answer that took so long says too little.
      return;
    }
    Duration apart = Duration.ofMillis(database - (before + after) / 2);
    if (apart.minus(correction).abs().compareTo(TOLERANCE) > 0) {
      LOG.warn(
          "This machine's clock is {} from the database's; the engine goes by the database's."
              + " Check the time service of both.",
          apart.abs());
      correction = apart;
      ClockUtil.offset(apart.toMillis());
    }
  }
}
