package org.ordersaga.rules;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.dmn.instance.Input;

/** Whatever is read has been set before, on every path that leads there. */
final class InputsSet implements Rule {

  @Override
  public String name() {
    return "inputs-set";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    DataFlow data = new DataFlow(model);
    for (FlowNode node : model.nodes()) {
      if (data.before(node).isEmpty()) {
        continue; // Never reached, which is another rule's business.
      }
      Set<String> within = data.within(node).orElseThrow();
      step(model, node, within, report);
      decision(model, node, within, report);
      mappings(model, node, data.before(node).orElseThrow(), within, report);
      expressions(model, node, data, within, report);
      for (SequenceFlow flow : model.flow().flows(node)) {
        if (flow.getConditionExpression() != null) {
          reads(
              flow.getId(),
              "in its condition",
              flow.getConditionExpression().getTextContent(),
              data.after(node).orElseThrow(),
              report);
        }
      }
    }
  }

  private static void step(ProcessModel model, FlowNode node, Set<String> within, Report report) {
    model
        .step(node)
        .ifPresent(
            step -> {
              Set<String> missing = new TreeSet<>(step.requiredInputs());
              missing.removeAll(within);
              if (!missing.isEmpty()) {
                report.add(
                    node.getId(),
                    "needs %s, which not every path to it sets: set it before, or by an input"
                        + " parameter.",
                    String.join(", ", missing));
              }
            });
  }

  /** A table that reads a variable that is not there judges something else than is meant. */
  private static void decision(
      ProcessModel model, FlowNode node, Set<String> within, Report report) {
    if (!(node instanceof BusinessRuleTask task)) {
      return;
    }
    model
        .companions()
        .decision(task.getCamundaDecisionRef())
        .ifPresent(
            decision -> {
              Set<String> missing = new TreeSet<>();
              for (Input input : decision.getModelInstance().getModelElementsByType(Input.class)) {
                if (input.getParentElement().getParentElement().equals(decision)
                    && input.getInputExpression() != null
                    && input.getInputExpression().getText() != null) {
                  new FeelExpression(input.getInputExpression().getText().getTextContent())
                      .variable()
                      .ifPresent(missing::add);
                }
              }
              missing.removeAll(within);
              if (!missing.isEmpty()) {
                report.add(
                    node.getId(),
                    "asks the decision %s, which reads %s, and not every path to it sets that: set"
                        + " it before, or by an input parameter.",
                    decision.getId(),
                    String.join(", ", missing));
              }
            });
  }

  private static void mappings(
      ProcessModel model, FlowNode node, Set<String> before, Set<String> within, Report report) {
    Set<String> known = new HashSet<>(before);
    for (Mapping input : Mapping.inputs(node)) {
      reads(node.getId(), "in the input " + input.name(), input.text(), known, report);
      known.add(input.name());
    }
    known = new HashSet<>(within);
    known.addAll(Writes.ofItself(model, node));
    if (node instanceof BusinessRuleTask) {
      known.add(JuelExpression.DECISION_RESULT);
    }
    for (Mapping output : Mapping.outputs(node)) {
      reads(node.getId(), "in the output " + output.name(), output.text(), known, report);
      known.add(output.name());
    }
  }

  private static void expressions(
      ProcessModel model, FlowNode node, DataFlow data, Set<String> within, Report report) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (TimerEventDefinition timer : node.getChildElementsByType(TimerEventDefinition.class)) {
      texts.put("in its timer", timer.getTextContent());
    }
    if (node instanceof UserTask task) {
      texts.put(
          "in its assignment or its dates",
          String.join(
              " ",
              String.valueOf(task.getCamundaAssignee()),
              String.valueOf(task.getCamundaCandidateGroups()),
              String.valueOf(task.getCamundaCandidateUsers()),
              String.valueOf(task.getCamundaDueDate()),
              String.valueOf(task.getCamundaFollowUpDate()),
              String.valueOf(task.getCamundaPriority())));
    }
    Set<String> known = new HashSet<>(within);
    if (node instanceof BoundaryEvent event && event.getAttachedTo() != null) {
      data.within(event.getAttachedTo()).ifPresent(known::addAll);
    }
    texts.forEach((where, text) -> reads(node.getId(), where, text, known, report));
  }

  private static void reads(
      String id, String where, String text, Set<String> known, Report report) {
    if (!JuelExpression.isIn(text)) {
      return;
    }
    Set<String> missing = new TreeSet<>(JuelExpression.parse(text.strip()).variables());
    missing.removeAll(known);
    if (!missing.isEmpty()) {
      report.add(
          id,
          "reads %s %s, which not every path to it sets: set it before.",
          String.join(", ", missing),
          where);
    }
  }
}
