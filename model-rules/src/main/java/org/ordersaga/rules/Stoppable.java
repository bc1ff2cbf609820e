package org.ordersaga.rules;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.EventBasedGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.UserTask;

/**
 * Until there is no way back, an order can be stopped wherever it stands: by its deadline, by an
 * operator, by its customer. What came of a step that is stopped is in doubt, so its own undo comes
 * first.
 */
final class Stoppable implements Rule {

  @Override
  public String name() {
    return "stoppable";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    if (!model.isOrderProcess() || model.pivot().isEmpty()) {
      return;
    }
    for (FlowNode node : model.nodes()) {
      boolean upToPivot = model.isUpToPivot(node) && !ProcessModel.isHandler(node);
      if (node instanceof ServiceTask || node instanceof UserTask) {
        stops(model, node, upToPivot, report);
        if (node instanceof ServiceTask task) {
          inDoubt(model, task, report);
        }
      } else if (upToPivot && waits(node)) {
        report.add(
            node.getId(),
            "makes orders wait before the pivot, where they can be stopped at service tasks and user"
                + " tasks only: use one of these, or wait behind the pivot.");
      }
    }
  }

  private static boolean waits(FlowNode node) {
    return node instanceof ReceiveTask
        || node instanceof EventBasedGateway
        || (node instanceof IntermediateCatchEvent
            && !Flow.hasDefinition(
                node, org.camunda.bpm.model.bpmn.instance.LinkEventDefinition.class));
  }

  private static void stops(ProcessModel model, FlowNode node, boolean upToPivot, Report report) {
    Set<String> drawn = new TreeSet<>();
    model.errorEvents(node).values().forEach(error -> drawn.add(ProcessModel.code(error)));
    drawn.retainAll(ProcessModel.STOPS);
    Set<String> missing = new TreeSet<>(ProcessModel.STOPS);
    missing.removeAll(drawn);
    if (upToPivot && !missing.isEmpty()) {
      report.add(
          node.getId(),
          "cannot be stopped from outside: draw an error boundary event for each of %s.",
          String.join(", ", missing));
    } else if (!upToPivot && !drawn.isEmpty()) {
      report.add(
          node.getId(),
          "can be stopped by %s, although there is no way back from it: take these events out.",
          String.join(", ", drawn));
    }
  }

  /** Stopped, or given up without knowing what came of it. */
  private static void inDoubt(ProcessModel model, ServiceTask task, Report report) {
    Optional<String> undo = model.catalogue().undoOf(task.getCamundaTopic());
    if (undo.isEmpty() || !model.isUpToPivot(task)) {
      return;
    }
    Set<String> codes = new HashSet<>(ProcessModel.STOPS);
    codes.add(ProcessModel.properties(task).getOrDefault("onRetriesExhausted", "").strip());
    for (Map.Entry<BoundaryEvent, ErrorEventDefinition> event :
        model.errorEvents(task).entrySet()) {
      if (codes.contains(ProcessModel.code(event.getValue()))
          && missesUndo(model, event.getKey(), undo.get())) {
        report.add(
            event.getKey().getId(),
            "leaves it in doubt what came of %s: lead first through a task of the topic %s.",
            task.getId(),
            undo.get());
      }
    }
  }

  private static boolean missesUndo(ProcessModel model, FlowNode from, String undo) {
    Set<FlowNode> seen = new HashSet<>();
    Deque<FlowNode> open = new ArrayDeque<>(Set.of(from));
    while (!open.isEmpty()) {
      FlowNode node = open.pop();
      if (node instanceof ServiceTask task && undo.equals(task.getCamundaTopic())) {
        continue;
      }
      if (node instanceof EndEvent || Flow.hasDefinition(node, CompensateEventDefinition.class)) {
        return true;
      }
      model.flow().outgoing(node).stream()
          .filter(edge -> edge.kind() != Edge.Kind.COMPENSATION)
          .map(Edge::to)
          .filter(seen::add)
          .forEach(open::push);
    }
    return false;
  }
}
