package org.ordersaga.modeltool.replay;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What happened to a finished order.
 *
 * @param variables those that it was started with
 * @param tasks answers to its tasks, in the order in which the tasks were opened
 * @param events all else that came from outside, in the order in which it came
 * @param drawings the versions of the model that it went through
 */
record Recording(
    String orderId,
    Date start,
    Map<String, Object> variables,
    List<Answer> tasks,
    List<Answer> events,
    Way way,
    Set<Drawing> drawings) {

  /** Whether the order's own model had such an element. */
  boolean knows(String id) {
    return drawings.stream().anyMatch(drawing -> drawing.has(id));
  }
}
