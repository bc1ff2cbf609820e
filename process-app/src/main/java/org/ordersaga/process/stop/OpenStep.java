package org.ordersaga.process.stop;

/**
 * A step that an order stands at.
 *
 * @param topic where its worker fetches it; null where a person works
 * @param suspended whether its process is suspended, so that nothing can be done with it now
 */
public record OpenStep(
    String taskId,
    String executionId,
    String activityId,
    String topic,
    String definitionId,
    boolean suspended) {

  boolean isForPerson() {
    return topic == null;
  }
}
