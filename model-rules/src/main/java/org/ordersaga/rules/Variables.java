package org.ordersaga.rules;

import java.util.HashSet;
import java.util.Set;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.MultiInstanceLoopCharacteristics;

/** All the names that expressions of a process may read. */
final class Variables {

  private static final Set<String> OF_LOOPS =
      Set.of("loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances");

  private Variables() {}

  static Set<String> of(ProcessModel model) {
    Set<String> names = new HashSet<>(model.startVariables());
    for (FlowNode node : model.nodes()) {
      names.addAll(model.writes(node).changed());
      Mapping.inputs(node).forEach(input -> names.add(input.name()));
      if (node instanceof BusinessRuleTask) {
        names.add(JuelExpression.DECISION_RESULT);
      }
    }
    for (MultiInstanceLoopCharacteristics loop :
        model.all(MultiInstanceLoopCharacteristics.class)) {
      names.addAll(OF_LOOPS);
      if (loop.getCamundaElementVariable() != null) {
        names.add(loop.getCamundaElementVariable());
      }
    }
    names.removeIf(JuelExpression::isReserved);
    return names;
  }
}
