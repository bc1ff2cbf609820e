package org.ordersaga.modeltool.replay;

import java.util.List;

/**
 * The way of an order.
 *
 * @param path ids of all elements that it came to, but for gateways
 * @param status where it ended
 * @param reason code of the refusal; null for none
 * @param standsAt where it stands for ever; empty if it has ended
 */
record Way(List<String> path, String status, String reason, List<String> standsAt) {

  /** How it ended, in a word or two. */
  String outcome() {
    String ended = reason == null ? status : status + " " + reason;
    return standsAt.isEmpty()
        ? ended
        : "%s, never ended: stands at %s".formatted(ended, String.join(", ", standsAt));
  }

  static boolean isGateway(String activityType) {
    return activityType != null && activityType.endsWith("Gateway");
  }
}
