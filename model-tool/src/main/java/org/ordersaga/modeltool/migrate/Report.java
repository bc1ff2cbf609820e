package org.ordersaga.modeltool.migrate;

import java.util.List;

/**
 * What moved and what stays.
 *
 * @param to the version to which orders move
 * @param dryRun whether nothing was changed
 */
record Report(String to, boolean dryRun, List<Part> from) {

  /**
   * The orders of one old version.
   *
   * @param newSteps what an order that stands before it will meet on its way
   */
  record Part(String version, List<String> newSteps, List<Line> orders) {}

  /**
   * One order.
   *
   * @param reason why it stays; null if it does not
   */
  record Line(String orderId, List<String> standsAt, Outcome outcome, String reason) {}

  /** Whether an order stays behind. */
  boolean leavesOrders() {
    return from.stream()
        .flatMap(part -> part.orders().stream())
        .anyMatch(line -> line.outcome() == Outcome.STAYS);
  }
}
