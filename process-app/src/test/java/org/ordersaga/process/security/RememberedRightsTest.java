package org.ordersaga.process.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.security.RememberedRights.Grant;

class RememberedRightsTest {

  private static final Grant GRANT = new Grant("order-worker", 4, "order-process");

  private final AtomicLong now = new AtomicLong();
  private final RememberedRights remembered = new RememberedRights(now::get);

  @Test
  void anAnswerIsTakenForTenSecondsHoweverOftenItIsUsed() {
    remembered.add(GRANT, remembered.generation());
    remembered.addRevokes("order-worker", false, remembered.generation());
    for (int second = 0; second < 9; second++) {
      pass(Duration.ofSeconds(1));
      assertThat(remembered.has(GRANT)).isTrue();
      assertThat(remembered.anyRevoke("order-worker")).contains(false);
    }
    pass(Duration.ofSeconds(1));
    assertThat(remembered.has(GRANT)).isFalse();
    assertThat(remembered.anyRevoke("order-worker")).isEmpty();
  }

  @Test
  void aChangeCountsAtOnce() {
    remembered.add(GRANT, remembered.generation());
    remembered.addRevokes("order-worker", false, remembered.generation());
    remembered.changed();
    assertThat(remembered.has(GRANT)).isFalse();
    assertThat(remembered.anyRevoke("order-worker")).isEmpty();
  }

  @Test
  void whoReadBeforeTheChangeAndTellsOfItAfterwardsBringsNothingBack() {
    long before = remembered.generation();
    remembered.changed();
    remembered.add(GRANT, before);
    remembered.addRevokes("order-worker", false, before);
    assertThat(remembered.has(GRANT)).isFalse();
    assertThat(remembered.anyRevoke("order-worker")).isEmpty();
    remembered.add(GRANT, remembered.generation());
    remembered.addRevokes("order-worker", true, remembered.generation());
    assertThat(remembered.has(GRANT)).isTrue();
    assertThat(remembered.anyRevoke("order-worker")).contains(true);
  }

  @Test
  void anAnswerIsOfOneUserOnePermissionAndOneDefinition() {
    remembered.add(GRANT, remembered.generation());
    remembered.addRevokes("order-worker", false, remembered.generation());
    assertThat(remembered.has(new Grant("payment-worker", 4, "order-process"))).isFalse();
    assertThat(remembered.has(new Grant("order-worker", 2, "order-process"))).isFalse();
    assertThat(remembered.has(new Grant("order-worker", 4, "repeat-notification"))).isFalse();
    assertThat(remembered.anyRevoke("payment-worker")).isEmpty();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
