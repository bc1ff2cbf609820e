package org.ordersaga.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;

/** What a step may refuse with is caught where it happens, and nothing else is. */
final class RefusalsCaught implements Rule {

  @Override
  public String name() {
    return "refusals-caught";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    for (FlowNode node : model.nodes()) {
      Set<String> thrown = thrown(model, node);
      List<String> caught = caught(model, node, thrown, report);
      Set<String> uncaught = new TreeSet<>(thrown);
      caught.forEach(uncaught::remove);
      if (!uncaught.isEmpty()) {
        report.add(
            node.getId(),
            ProcessModel.isHandler(node)
                ? "undoes a step but may refuse with %s, which nothing can catch there: use it as a"
                    + " plain task."
                : "may refuse with %s, which nothing catches: draw an error boundary event for it.",
            String.join(", ", uncaught));
      }
      uncaughtEnd(model, node, report);
    }
  }

  private static Set<String> thrown(ProcessModel model, FlowNode node) {
    if (node instanceof SubProcess subProcess) {
      Set<String> codes = new HashSet<>();
      for (EndEvent end : subProcess.getChildElementsByType(EndEvent.class)) {
        end.getChildElementsByType(ErrorEventDefinition.class)
            .forEach(error -> codes.add(ProcessModel.code(error)));
      }
      return codes;
    }
    return model.step(node).map(step -> Set.copyOf(step.refusals())).orElse(Set.of());
  }

  private static List<String> caught(
      ProcessModel model, FlowNode node, Set<String> thrown, Report report) {
    List<String> caught = new ArrayList<>();
    for (Map.Entry<BoundaryEvent, ErrorEventDefinition> event :
        model.errorEvents(node).entrySet()) {
      String code = ProcessModel.code(event.getValue());
      String id = event.getKey().getId();
      if (code.isEmpty()) {
        report.add(id, "catches every error of %s: name the code that it is for.", node.getId());
      } else if (caught.contains(code)) {
        report.add(id, "catches %s of %s a second time: take one of them out.", code, node.getId());
      } else if (!thrown.contains(code) && !ProcessModel.STOPS.contains(code)) {
        report.add(
            id,
            "catches %s, which %s never refuses with: %s.",
            code,
            node.getId(),
            thrown.isEmpty()
                ? "take it out"
                : "take it out, or name one of " + String.join(", ", new TreeSet<>(thrown)));
      }
      caught.add(code);
    }
    return caught;
  }

  /** An error that is thrown in the model is caught by the sub-process around it. */
  private static void uncaughtEnd(ProcessModel model, FlowNode node, Report report) {
    if (!Flow.hasDefinition(node, ErrorEventDefinition.class)) {
      return;
    }
    if (node instanceof EndEvent && !(node.getParentElement() instanceof SubProcess)) {
      report.add(
          node.getId(),
          "ends the process with an error that nothing catches: lead to the undoing instead.");
    } else if (node instanceof StartEvent) {
      report.add(
          node.getId(),
          "catches an error for all steps around it: draw a boundary event at each step.");
    }
  }
}
