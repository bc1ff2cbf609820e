package org.ordersaga.rules;

import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;

/**
 * An input or output parameter.
 *
 * @param name the variable that it sets
 * @param text its value, as it is written
 */
record Mapping(String name, String text) {

  /** Sets variables that only the node itself sees. */
  static List<Mapping> inputs(FlowNode node) {
    return of(node)
        .flatMap(io -> io.getCamundaInputParameters().stream())
        .map(input -> new Mapping(input.getCamundaName(), input.getTextContent().strip()))
        .toList();
  }

  /** Sets variables of the process when the node is completed. */
  static List<Mapping> outputs(FlowNode node) {
    return of(node)
        .flatMap(io -> io.getCamundaOutputParameters().stream())
        .map(output -> new Mapping(output.getCamundaName(), output.getTextContent().strip()))
        .toList();
  }

  private static Stream<CamundaInputOutput> of(FlowNode node) {
    return ProcessModel.extensions(node, CamundaInputOutput.class);
  }

  /** Whether it takes the variable's value away. */
  boolean clears() {
    return text.isEmpty() || text.matches("[$#]\\{\\s*null\\s*}");
  }
}
