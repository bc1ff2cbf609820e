package org.ordersaga.doors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

  private static final int SLIPS = 50;
  private static final String HERE = "192.0.2.1";
  private static final String ELSEWHERE = "192.0.2.2";

  private final AtomicLong now = new AtomicLong();
  private final LoginThrottle throttle = new LoginThrottle(SLIPS, now::get);

  @Test
  void slipsCostNothingAndMoreThanSlipsCostMoreAndMoreUpToAShortTime() {
    fail(LoginThrottle.FREE_FOR_ONE_USER, "client");
    assertThat(throttle.waitFor("client", HERE)).isZero();
    fail(1, "client");
    assertThat(throttle.waitFor("client", HERE)).isEqualTo(Duration.ofSeconds(2));
    fail(1, "client");
    assertThat(throttle.waitFor("client", HERE)).isEqualTo(Duration.ofSeconds(4));
    fail(40, "client");
    assertThat(throttle.waitFor("client", HERE)).isEqualTo(LoginThrottle.LONGEST);
    now.addAndGet(LoginThrottle.LONGEST.toNanos());
    assertThat(throttle.waitFor("client", HERE)).isZero();
  }

  @Test
  void aStrangerElsewhereLocksNobodyOut() {
    fail(1_000, "payment-worker");
    assertThat(throttle.waitFor("payment-worker", ELSEWHERE)).isZero();
  }

  @Test
  void guessesForManyUsersFromOnePlaceAreSlowedDownToo() {
    for (int i = 0; i <= SLIPS; i++) {
      fail(1, "user-" + i);
    }
    assertThat(throttle.waitFor("operator", HERE)).isPositive();
    throttle.succeeded("operator", HERE);
    assertThat(throttle.waitFor("operator", HERE))
        .as("one's own login forgives nothing")
        .isPositive();
  }

  @Test
  void theRightPasswordMakesSlipsOfTheWrongOnes() {
    fail(LoginThrottle.FREE_FOR_ONE_USER, "client");
    throttle.succeeded("client", HERE);
    fail(LoginThrottle.FREE_FOR_ONE_USER, "client");
    assertThat(throttle.waitFor("client", HERE)).isZero();
  }

  @Test
  void afterTenMinutesItIsForgotten() {
    fail(40, "client");
    now.addAndGet(Duration.ofMinutes(11).toNanos());
    fail(1, "client");
    assertThat(throttle.waitFor("client", HERE)).isZero();
  }

  private void fail(int times, String user) {
    for (int i = 0; i < times; i++) {
      throttle.failed(user, HERE);
    }
  }
}
