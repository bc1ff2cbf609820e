package org.ordersaga.system.chaos;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;

/** The length of a fault, or the distance between two: no condition that a test waits for. */
final class Pause {

  private Pause() {}

  static void of(Duration duration) {
    await().pollDelay(duration).atMost(duration.plusMinutes(1)).until(() -> true);
  }

  static void upTo(Duration longest, Random random) {
    of(Duration.ofMillis(1 + random.nextInt((int) longest.toMillis())));
  }
}
