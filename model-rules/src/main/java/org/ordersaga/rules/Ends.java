package org.ordersaga.rules;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.EventBasedGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.IntermediateThrowEvent;
import org.camunda.bpm.model.bpmn.instance.ManualTask;

/** Every way comes to a drawn end, and none turns in a circle without ever waiting. */
final class Ends implements Rule {

  @Override
  public String name() {
    return "ends";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    List<EndEvent> ends = model.all(EndEvent.class);
    Set<FlowNode> ending = model.flow().leadingTo(ends);
    for (FlowNode node : model.nodes()) {
      if (!ending.contains(node) && !isUndo(node)) {
        report.add(node.getId(), "never comes to an end: lead from it to an end event.");
      } else if (turnsInACircle(model, node)) {
        report.add(
            node.getId(),
            "turns in a circle without ever waiting, which would hold up the engine: put a task or"
                + " a timer into the circle.");
      }
    }
  }

  /** These stand beside the flow; sub-processes on events end within. */
  private static boolean isUndo(FlowNode node) {
    return ProcessModel.isHandler(node)
        || (node instanceof BoundaryEvent event && ProcessModel.isCompensation(event))
        || (node instanceof org.camunda.bpm.model.bpmn.instance.SubProcess scope
            && scope.triggeredByEvent());
  }

  private static boolean turnsInACircle(ProcessModel model, FlowNode node) {
    if (waits(node)) {
      return false;
    }
    Set<FlowNode> seen = new HashSet<>();
    Deque<FlowNode> open = new ArrayDeque<>(List.of(node));
    while (!open.isEmpty()) {
      for (Edge edge : model.flow().outgoing(open.pop())) {
        if (!waits(edge.to()) && seen.add(edge.to())) {
          open.push(edge.to());
        }
      }
    }
    return seen.contains(node);
  }

  private static boolean waits(FlowNode node) {
    boolean passes =
        (node instanceof Gateway && !(node instanceof EventBasedGateway))
            || node instanceof BusinessRuleTask
            || node instanceof ManualTask
            || (node instanceof IntermediateThrowEvent
                && !Flow.hasDefinition(node, CompensateEventDefinition.class));
    return !passes;
  }
}
