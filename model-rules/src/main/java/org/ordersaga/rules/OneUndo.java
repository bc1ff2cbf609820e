package org.ordersaga.rules;

import java.util.List;
import java.util.Optional;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;

/**
 * A step that can be undone has exactly one undo, drawn at it and called by one event of the undo
 * chain; or it is the pivot or stands behind it.
 */
final class OneUndo implements Rule {

  @Override
  public String name() {
    return "one-undo";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    if (!model.isOrderProcess() || model.pivot().isEmpty()) {
      return;
    }
    for (ServiceTask task : model.all(ServiceTask.class)) {
      if (!ProcessModel.isHandler(task)) {
        undo(model, task, report);
      }
    }
    throwers(model).forEach(thrower -> thrower(model, thrower, report));
    order(model, report);
  }

  private static void undo(ProcessModel model, ServiceTask task, Report report) {
    Optional<String> undo = model.catalogue().undoOf(task.getCamundaTopic());
    List<BoundaryEvent> events =
        model.boundaryEvents(task).stream().filter(ProcessModel::isCompensation).toList();
    List<FlowNode> handlers =
        events.stream().flatMap(event -> model.handlers(event).stream()).toList();
    boolean isPivot = model.pivot().filter(task::equals).isPresent();
    if (handlers.isEmpty() && events.isEmpty()) {
      if (undo.isPresent() && !isPivot && model.isUpToPivot(task)) {
        report.add(
            task.getId(),
            "is not undone: draw a compensation event at it, with a task of the topic %s.",
            undo.get());
      }
      return;
    }
    if (events.size() != 1 || handlers.size() != 1) {
      report.add(
          task.getId(),
          "has %d compensation events with %d tasks: draw one, with one task.",
          events.size(),
          handlers.size());
      return;
    }
    String topic = handlers.get(0) instanceof ServiceTask handler ? handler.getCamundaTopic() : "";
    if (undo.isEmpty() || !undo.get().equals(topic)) {
      report.add(
          task.getId(),
          "is undone by %s, which does not undo %s: %s.",
          handlers.get(0).getId(),
          task.getCamundaTopic(),
          undo.map(right -> "give it the topic " + right).orElse("take it out"));
    }
    long calls =
        throwers(model).stream()
            .filter(thrower -> activity(thrower).filter(task::equals).isPresent())
            .count();
    if (calls != 1) {
      report.add(
          task.getId(),
          "is undone by %d events of the undo chain: draw one compensation event that names it.",
          calls);
    }
  }

  private static void thrower(ProcessModel model, FlowNode thrower, Report report) {
    Optional<Activity> activity = activity(thrower);
    if (activity.isEmpty()) {
      report.add(
          thrower.getId(),
          "undoes everything at once: name the one activity that it undoes, and draw one event for"
              + " each.");
    } else if (model.boundaryEvents(activity.get()).stream()
        .noneMatch(ProcessModel::isCompensation)) {
      report.add(
          thrower.getId(), "undoes %s, which has no undo: take it out.", activity.get().getId());
    }
  }

  /** What was done last is undone first. */
  private static void order(ProcessModel model, Report report) {
    for (FlowNode thrower : throwers(model)) {
      for (FlowNode next : model.flow().reachable(thrower, edge -> true)) {
        Optional<Activity> first = activity(thrower);
        Optional<Activity> second = activity(next);
        if (first.isPresent()
            && second.isPresent()
            && !first.equals(second)
            && before(model, first.get(), second.get())
            && !before(model, second.get(), first.get())) {
          report.add(
              thrower.getId(),
              "undoes %s before %s, but %s is done later: undo in reverse order.",
              first.get().getId(),
              second.get().getId(),
              second.get().getId());
        }
      }
    }
  }

  private static boolean before(ProcessModel model, FlowNode first, FlowNode second) {
    return model.flow().reachable(first, edge -> true).contains(second);
  }

  private static List<FlowNode> throwers(ProcessModel model) {
    return model.nodes().stream()
        .filter(node -> !(node instanceof BoundaryEvent))
        .filter(node -> Flow.hasDefinition(node, CompensateEventDefinition.class))
        .toList();
  }

  private static Optional<Activity> activity(FlowNode thrower) {
    return thrower instanceof BoundaryEvent
        ? Optional.empty()
        : thrower.getChildElementsByType(CompensateEventDefinition.class).stream()
            .map(CompensateEventDefinition::getActivity)
            .filter(activity -> activity != null)
            .findFirst();
  }
}
