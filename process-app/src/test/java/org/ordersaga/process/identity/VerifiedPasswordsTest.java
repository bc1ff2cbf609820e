package org.ordersaga.process.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VerifiedPasswordsTest {

  private final AtomicLong now = new AtomicLong();
  private final VerifiedPasswords verified = new VerifiedPasswords(now::get);
  private final String digest = verified.digest("client", "client-secret", "10.0.0.1");

  @Test
  void aPasswordThatWasRightIsTakenForHalfAMinuteHoweverOftenItIsUsed() {
    verified.add(digest, List.of("clients"), verified.generation());
    for (int second = 0; second < 29; second++) {
      pass(Duration.ofSeconds(1));
      assertThat(verified.groupsOf(digest)).contains(List.of("clients"));
    }
    pass(Duration.ofSeconds(1));
    assertThat(verified.groupsOf(digest)).isEmpty();
    assertThat(verified.isKnown(digest)).isTrue();
    pass(VerifiedPasswords.KNOWN);
    assertThat(verified.isKnown(digest)).isFalse();
  }

  @Test
  void aChangeCountsAtOnceAlsoForWhatIsJustBeingVerified() {
    verified.add(digest, List.of("clients"), verified.generation());
    long before = verified.generation();
    verified.changed();
    assertThat(verified.groupsOf(digest)).isEmpty();
    verified.add(digest, List.of("clients"), before);
    assertThat(verified.groupsOf(digest)).isEmpty();
    verified.add(digest, List.of("clients"), verified.generation());
    assertThat(verified.groupsOf(digest)).isPresent();
    verified.forget(digest);
    assertThat(verified.isKnown(digest)).isFalse();
  }

  @Test
  void aDigestTellsNothingAndIsOfOneUserOnePasswordAndOneAddress() {
    assertThat(digest)
        .doesNotContain("client")
        .isEqualTo(verified.digest("client", "client-secret", "10.0.0.1"));
    assertThat(
            List.of(
                verified.digest("clien", "tclient-secret", "10.0.0.1"),
                verified.digest("client", "x", "10.0.0.1"),
                verified.digest("client", "client-secret", "10.0.0.2"),
                verified.digest("client", "1client-secret", "10.0.0.")))
        .doesNotContain(digest);
    assertThat(new VerifiedPasswords(now::get).digest("client", "client-secret", "10.0.0.1"))
        .isNotEqualTo(digest);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
