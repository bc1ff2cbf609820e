package org.ordersaga.test;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Has every wait of a test look at once, and then at growing distances. By itself Awaitility looks
 * after a tenth of a second for the first time, and tests wait for thousands of things that are
 * there already.
 */
public class PromptWaits implements LauncherSessionListener {

  private static final Duration FIRST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMillis(100);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval((looks, last) -> next(last));
  }

  private static Duration next(Duration last) {
    Duration longer = last.isZero() ? FIRST : last.multipliedBy(2);
    return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
  }
}
