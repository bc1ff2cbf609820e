package org.ordersaga.rules;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFormData;

/** Which variables of the process a node sets. */
final class Writes {

  private final Set<String> set = new LinkedHashSet<>();
  private final Set<String> cleared = new LinkedHashSet<>();

  private Writes() {}

  static Writes of(ProcessModel model, FlowNode node) {
    Writes writes = new Writes();
    writes.set.addAll(ofItself(model, node));
    // A variable that the node has for itself alone hides the process's.
    Mapping.inputs(node).forEach(input -> writes.set.remove(input.name()));
    for (ErrorEventDefinition error : node.getChildElementsByType(ErrorEventDefinition.class)) {
      Stream.of(error.getCamundaErrorCodeVariable(), error.getCamundaErrorMessageVariable())
          .filter(name -> name != null)
          .forEach(writes.set::add);
    }
    List<Mapping> outputs = Mapping.outputs(node);
    for (Mapping output : outputs) {
      (output.clears() ? writes.cleared : writes.set).add(output.name());
      (output.clears() ? writes.set : writes.cleared).remove(output.name());
    }
    return writes;
  }

  /** What the node sets by what it does, before its outputs are mapped. */
  static Set<String> ofItself(ProcessModel model, FlowNode node) {
    Set<String> set = new LinkedHashSet<>();
    model.step(node).ifPresent(step -> set.addAll(step.outputNames()));
    if (node instanceof BusinessRuleTask task && task.getCamundaResultVariable() != null) {
      set.add(task.getCamundaResultVariable());
    }
    if (node instanceof UserTask task) {
      model
          .companions()
          .form(task.getAttributeValueNs(Xml.CAMUNDA, "formRef"))
          .ifPresent(set::addAll);
    }
    ProcessModel.extensions(node, CamundaFormData.class)
        .flatMap(form -> form.getCamundaFormFields().stream())
        .forEach(field -> set.add(field.getCamundaId()));
    return set;
  }

  /** What has a value afterwards. */
  Set<String> set() {
    return set;
  }

  /** What has none afterwards. */
  Set<String> cleared() {
    return cleared;
  }

  /** Everything that is changed. */
  Set<String> changed() {
    Set<String> changed = new TreeSet<>(set);
    changed.addAll(cleared);
    return changed;
  }
}
