package org.ordersaga.process.erasure;

import java.util.Collection;

/** Orders that are not there, or are still on their way: what they know is needed to end them. */
final class NotEnded extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotEnded(Collection<String> orderIds) {
    super("These orders have not ended, or do not exist: " + String.join(", ", orderIds) + ".");
  }
}
