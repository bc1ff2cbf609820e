package org.ordersaga.worker.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.ordersaga.worker.step.OutsideDown;
import org.ordersaga.worker.step.TechnicalFailure;

/** Lets no calls through to a provider that is known to be down, but for a few that try it. */
final class Breaker {

  private final CircuitBreaker breaker;
  private final Duration openFor;
  private final int halfOpenCalls;
  private final AtomicInteger underWay = new AtomicInteger();

  /** Beside the time that the condition tells, which may jump. */
  private volatile long changedNanos = System.nanoTime();

  private final AtomicReference<Condition> condition =
      new AtomicReference<>(new Condition(State.CLOSED.name(), Instant.now(), null));

  Breaker(CircuitBreaker breaker, BreakerSettings settings) {
    this.breaker = breaker;
    this.openFor = settings.openFor();
    this.halfOpenCalls = settings.halfOpenCalls();
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              changedNanos = System.nanoTime();
              condition.updateAndGet(this::changed);
            })
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
        .build();
  }

  /**
   * Makes a call. A {@link TechnicalFailure} counts against the provider; any other exception says
   * nothing about it.
   *
   * @param proves whether an answer shows that the provider works
   * @throws OutsideDown when it is not let through, or fails while the provider is not known to
   *     work
   */
  <T> T call(boolean proves, Supplier<T> work) {
    underWay.incrementAndGet();
    try {
      if (!breaker.tryAcquirePermission()) {
        throw down(null);
      }
      return permitted(proves, work);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private <T> T permitted(boolean proves, Supplier<T> work) {
    long start = breaker.getCurrentTimestamp();
    try {
      T answer = work.get();
      if (proves) {
        breaker.onSuccess(since(start), breaker.getTimestampUnit());
      } else {
        breaker.releasePermission();
      }
      return answer;
    } catch (TechnicalFailure failure) {
      breaker.onError(since(start), breaker.getTimestampUnit(), failure);
      if (breaker.getState() != State.CLOSED) {
        throw down(failure);
      }
      throw failure;
    } catch (RuntimeException | Error e) {
      // A place that is not given back would keep a half-open breaker as it is, for ever.
      breaker.releasePermission();
      throw e;
    }
  }

  private long since(long start) {
    return breaker.getCurrentTimestamp() - start;
  }

  private OutsideDown down(TechnicalFailure cause) {
    String problem = condition.get().problem();
    return new OutsideDown(
        "the %s is down%s, and no retry is used up; check whether it is up"
            .formatted(breaker.getName(), problem == null ? "" : " (" + problem + ")"),
        retryAfter(),
        cause);
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
    Duration tenth = openFor.dividedBy(10).plusMillis(1);
    Duration spread = tenth.plusMillis(ThreadLocalRandom.current().nextLong(tenth.toMillis() + 1));
    return spread.plus(
        switch (breaker.getState()) {
          case OPEN -> untilTried();
          // Those that try it may take as long as their time-out.
          case HALF_OPEN -> openFor.dividedBy(2);
          default -> Duration.ZERO;
        });
  }

  private Duration untilTried() {
    Duration left = openFor.minusNanos(System.nanoTime() - changedNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
