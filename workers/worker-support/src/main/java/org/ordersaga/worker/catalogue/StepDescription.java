package org.ordersaga.worker.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What the model needs to know of one topic; an element of the catalogue's JSON array.
 *
 * @param topic the external task topic
 * @param undoOf the topic of the step that this one takes back, or null for a step
 * @param remote whether it calls the outside world
 * @param inputs the variables it reads
 * @param outputs the variables it sets
 * @param receipt whether it reports a receipt
 * @param refusals the BPMN error codes it may throw
 * @param occurrence the inputs that tell legal repetitions for one order apart
 */
public record StepDescription(
    String topic,
    String undoOf,
    boolean remote,
    List<Variable> inputs,
    List<Variable> outputs,
    boolean receipt,
    List<String> refusals,
    List<String> occurrence) {

  /**
   * A process variable.
   *
   * @param name its name
   * @param type {@code String}, {@code Boolean}, {@code Integer}, {@code Long}, {@code Double}, or
   *     {@code Json} for a String that holds JSON
   * @param optional whether the step can do without; said only where it can
   */
  public record Variable(
      String name, String type, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean optional) {}
}
