package org.ordersaga.worker.engine;

import org.ordersaga.worker.provider.Condition;
import org.ordersaga.worker.provider.Provider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Tells how a provider is. Never down: no restart of this process heals it. */
final class ProviderHealthIndicator implements HealthIndicator {

  private final Provider provider;
  private final OutsideWatch watch;

  ProviderHealthIndicator(Provider provider, OutsideWatch watch) {
    this.provider = provider;
    this.watch = watch;
  }

  @Override
  public Health health() {
    Condition condition = provider.condition();
    Health.Builder health =
        Health.up().withDetail("state", condition.state()).withDetail("since", condition.since());
    if (!condition.isGood() && condition.problem() != null) {
      health.withDetail("problem", condition.problem());
    }
    Long waiting = watch.waiting(provider);
    return health.withDetail("waiting", waiting == null ? "unknown" : waiting).build();
  }
}
