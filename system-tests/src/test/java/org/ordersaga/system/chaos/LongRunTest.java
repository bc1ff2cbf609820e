package org.ordersaga.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code mvn verify -Pchaos -Dseed=N -Dorders=200 [-Dnodes=2] [-Dmodel=released]}. The seed decides
 * what the customers do and what befalls the processes, and in which order; without one it is drawn
 * and told.
 */
@Tag("chaos")
class LongRunTest {

  private static final int SEEDS = 1_000_000;
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(30);

  @Test
  void whateverDiesAndBreaksNothingIsLostAndAllAddsUp() {
    long seed = Long.getLong("seed", ThreadLocalRandom.current().nextInt(SEEDS));
    int orders = Integer.getInteger("orders", 200);
    boolean two = Integer.getInteger("nodes", 1) == 2;
    boolean quick = !"released".equals(System.getProperty("model"));
    // Every other run has its databases on a real disk, the others on one that can be filled.
    Shape shape = two ? Shape.twoNodes() : Shape.oneNode(quick, seed % 2 == 0);
    try (Run run = Run.start(seed, orders, shape)) {
      if (two) {
        run.playTwoNodes();
      } else {
        run.playLong();
      }
      assertThat(run.reckon(RECOVERY_LIMIT)).as("seed " + seed).isEmpty();
    }
  }
}
