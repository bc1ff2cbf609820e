package org.ordersaga.worker.provider;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.ordersaga.worker.step.OutsideDown;
import org.ordersaga.worker.step.TechnicalFailure;

/** Lets no calls through to a provider that is known to be down, but for a few that try it. */
final class Breaker {

  /** What leaves an outcome unknown, or asks for a pause. A refused login is an answer. */
  private static final Set<String> FAILURES =
      Set.of("PROVIDER_TIMEOUT", "PROVIDER_ERROR", "PROVIDER_UNREACHABLE", "PROVIDER_BUSY");

  private final CircuitBreaker breaker;
  private final Duration openFor;
  private final int halfOpenCalls;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicReference<Condition> condition =
      new AtomicReference<>(new Condition(State.CLOSED.name(), Instant.now(), null));

  Breaker(CircuitBreaker breaker, BreakerSettings settings) {
    this.breaker = breaker;
    this.openFor = settings.openFor();
    this.halfOpenCalls = settings.halfOpenCalls();
    breaker
        .getEventPublisher()
        .onStateTransition(event -> condition.updateAndGet(this::changed))
        .onError(
            event -> {
              String problem = problem(event.getThrowable());
              condition.updateAndGet(now -> new Condition(now.state(), now.since(), problem));
            });
  }

  /** The breaker's own state, not the event's: events of two threads may come out of order. */
  private Condition changed(Condition before) {
    return new Condition(breaker.getState().name(), Instant.now(), before.problem());
  }

  private static String problem(Throwable thrown) {
    return thrown instanceof TechnicalFailure failure ? failure.code() : null;
  }

  static CircuitBreakerConfig config(BreakerSettings settings) {
    return CircuitBreakerConfig.custom()
        .slidingWindowType(SlidingWindowType.COUNT_BASED)
        .slidingWindowSize(settings.window())
        .minimumNumberOfCalls(settings.minimumCalls())
        .failureRateThreshold(settings.failureRate())
        .waitDurationInOpenState(settings.openFor())
        .permittedNumberOfCallsInHalfOpenState(settings.halfOpenCalls())
        // Nothing is fetched while it is open, so no call would ever find out that it may be tried.
        .automaticTransitionFromOpenToHalfOpenEnabled(true)
        .writableStackTraceEnabled(false)
        .recordException(
            thrown ->
                thrown instanceof TechnicalFailure failure && FAILURES.contains(failure.code()))
        .build();
  }

  /**
   * Makes a call.
   *
   * @throws OutsideDown when it is not let through
   */
  <T> T call(Supplier<T> work) {
    underWay.incrementAndGet();
    try {
      return breaker.executeSupplier(work);
    } catch (CallNotPermittedException e) {
      throw new OutsideDown(
          "the %s is down, and no retry is used up; check whether it is up"
              .formatted(breaker.getName()),
          retryAfter());
    } finally {
      underWay.decrementAndGet();
    }
  }

  /** Whether a call would be let through; while it is tried, by that many only. */
  boolean isAvailable() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> false;
      case HALF_OPEN ->
          breaker.getMetrics().getNumberOfBufferedCalls() + underWay.get() < halfOpenCalls;
      default -> true;
    };
  }

  Condition condition() {
    return condition.get();
  }

  /** Spread, so that those who wait do not come back all at once. */
  private Duration retryAfter() {
    Condition now = condition.get();
    Duration tenth = openFor.dividedBy(10).plusMillis(1);
    Duration open =
        State.OPEN.name().equals(now.state())
            ? Duration.between(Instant.now(), now.since().plus(openFor))
            : Duration.ZERO;
    Duration spread = tenth.plusMillis(ThreadLocalRandom.current().nextLong(tenth.toMillis() + 1));
    return open.isNegative() ? spread : open.plus(spread);
  }
}
