package org.ordersaga.modeltool.replay;

import java.util.Date;
import java.util.Map;

/**
 * Something that came to an order from outside.
 *
 * @param place id of the element that it was for
 * @param name of the topic, the user task, the message or the variable; of a timer, when it is due
 * @param code of an error
 * @param sentence what came with an error
 */
record Answer(
    Kind kind,
    String place,
    String name,
    Date time,
    String code,
    String sentence,
    Map<String, Object> values) {

  /** What came. */
  enum Kind {
    /** A worker finished its task. */
    DONE,
    /** A worker, a reviewer or a stop ended a task with an error. */
    ERROR,
    /** Something else ended the task: nobody answers it. */
    INTERRUPTED,
    /** A message. */
    MESSAGE,
    /** A timer fired. */
    TIMER,
    /** Somebody set variables of the order. */
    VARIABLES
  }

  static Answer of(Kind kind, String place, String name, Date time) {
    return new Answer(kind, place, name, time, null, null, Map.of());
  }
}
