package org.ordersaga.worker.engine;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Down while the engine is not reached. */
final class EngineHealthIndicator extends AbstractHealthIndicator {

  private final EngineConnection connection;

  EngineHealthIndicator(EngineConnection connection) {
    this.connection = connection;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    EngineConnection.State state = connection.state();
    builder.status(Boolean.TRUE.equals(state.reached()) ? "UP" : "DOWN");
    builder.withDetail("since", state.since());
    if (state.lastSuccess() != null) {
      builder.withDetail("lastSuccess", state.lastSuccess());
    }
    if (state.problem() != null) {
      builder.withDetail("problem", state.problem());
    }
  }
}
