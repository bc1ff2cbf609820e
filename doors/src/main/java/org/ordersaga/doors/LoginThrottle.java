package org.ordersaga.doors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Map;

/**
 * Slows down who guesses passwords. What counts is where the guesses come from: nobody is turned
 * away for what strangers elsewhere send under the same name, and the longest wait is short. The
 * engine's own throttle knows users only, so that anybody could lock a worker out.
 */
public final class LoginThrottle {

  /** Nobody waits longer. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** So many wrong passwords for one user from one place are taken for slips. */
  public static final int FREE_FOR_ONE_USER = 5;

  private static final Duration FORGOTTEN = Duration.ofMinutes(10);
  private static final int MOST = 10_000;

  private record Failures(int count, long barredUntil) {}

  private final int freeForOneSource;
  private final Ticker clock;
  private final Cache<String, Failures> failures;

  /**
   * Begins without a failure.
   *
   * @param freeForOneSource so many from one place, whoever they are for, are taken for slips:
   *     there may be many people behind it
   */
  public LoginThrottle(int freeForOneSource) {
    this(freeForOneSource, Ticker.systemTicker());
  }

  /** As the other one, by a clock of the caller's. */
  public LoginThrottle(int freeForOneSource, Ticker clock) {
    this.freeForOneSource = freeForOneSource;
    this.clock = clock;
    this.failures =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(FORGOTTEN)
            .ticker(clock)
            .executor(Runnable::run)
            .build();
  }

  /**
   * How long this user has to wait before a password from there is looked at.
   *
   * @param source the caller's address
   */
  public Duration waitFor(String user, String source) {
    long nanos =
        limits(user, source).keySet().stream()
            .map(failures::getIfPresent)
            .mapToLong(found -> found == null ? 0 : found.barredUntil() - clock.read())
            .max()
            .orElse(0);
    return nanos <= 0 ? Duration.ZERO : Duration.ofNanos(nanos);
  }

  /** A password was wrong. */
  public void failed(String user, String source) {
    limits(user, source)
        .forEach(
            (key, free) ->
                failures
                    .asMap()
                    .compute(
                        key,
                        (same, before) -> {
                          int count = before == null ? 1 : before.count() + 1;
                          return new Failures(count, clock.read() + delay(count - free));
                        }));
  }

  /** A password was right: the wrong ones were slips. Those for other users are not forgiven. */
  public void succeeded(String user, String source) {
    failures.invalidate(ofUser(user, source));
  }

  private static long delay(int tooMany) {
    if (tooMany <= 0) {
      return 0;
    }
    return Math.min(LONGEST.toNanos(), Duration.ofSeconds(1L << Math.min(tooMany, 10)).toNanos());
  }

  private Map<String, Integer> limits(String user, String source) {
    return Map.of(ofUser(user, source), FREE_FOR_ONE_USER, "from " + source, freeForOneSource);
  }

  private static String ofUser(String user, String source) {
    // Names may be of any length, and are a stranger's.
    return source + " as " + (user.length() <= 64 ? user : user.substring(0, 64));
  }
}
