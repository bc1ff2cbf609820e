package org.ordersaga.modeltool.migrate;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.ThrowEvent;

/** What a model says about the places where an order can stand. */
final class Steps {

  private final BpmnModelInstance model;

  Steps(BpmnModelInstance model) {
    this.model = model;
  }

  Optional<FlowNode> find(String id) {
    return model.getModelElementById(id) instanceof FlowNode node
        ? Optional.of(node)
        : Optional.empty();
  }

  Collection<FlowNode> all() {
    return model.getModelElementsByType(FlowNode.class);
  }

  /** The topic of an external task; empty for everything else. */
  static Optional<String> topic(FlowNode node) {
    return node instanceof ServiceTask task
        ? Optional.ofNullable(task.getCamundaTopic())
        : Optional.empty();
  }

  /** As people know it. */
  static String name(FlowNode node) {
    return node.getName() == null || node.getName().isBlank()
        ? node.getId()
        : "\"%s\"".formatted(node.getName().replaceAll("\\s+", " "));
  }

  /** Whether an order that stands here is being undone. */
  static boolean isUndoing(FlowNode node) {
    return isUndo(node) || isUndoOfStoppedStep(node);
  }

  private static boolean isUndo(FlowNode node) {
    return node instanceof Activity activity && activity.isForCompensation()
        || node instanceof ThrowEvent event
            && event.getEventDefinitions().stream()
                .anyMatch(CompensateEventDefinition.class::isInstance);
  }

  /**
   * Whether this is a task that takes back a step of which nobody knows how far it came: refusals
   * and stops alone lead to it, and all that is regular behind it is the undo chain.
   */
  private static boolean isUndoOfStoppedStep(FlowNode node) {
    return node instanceof ServiceTask
        && !node.getIncoming().isEmpty()
        && node.getIncoming().stream().allMatch(flow -> comesFromError(flow, new HashSet<>()))
        && node.getOutgoing().stream().allMatch(flow -> leadsToUndo(flow, new HashSet<>()));
  }

  private static boolean comesFromError(SequenceFlow flow, Set<FlowNode> seen) {
    FlowNode source = flow.getSource();
    if (source instanceof Gateway && seen.add(source)) {
      return source.getIncoming().stream().allMatch(before -> comesFromError(before, seen));
    }
    return source instanceof BoundaryEvent event
        && event.getEventDefinitions().stream().anyMatch(Steps::isError);
  }

  private static boolean isError(EventDefinition definition) {
    return definition instanceof ErrorEventDefinition;
  }

  private static boolean leadsToUndo(SequenceFlow flow, Set<FlowNode> seen) {
    FlowNode target = flow.getTarget();
    if (target instanceof Gateway && seen.add(target)) {
      return target.getOutgoing().stream().allMatch(after -> leadsToUndo(after, seen));
    }
    return isUndo(target);
  }
}
