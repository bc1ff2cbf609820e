package org.ordersaga.rules;

import java.util.regex.Pattern;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;

/** Ids are what operators, the history and migrations call a thing by. */
final class SpeakingIds implements Rule {

  static final String NAME = "speaking-ids";

  /** What Camunda Modeler makes up: a kind and seven characters, or a kind and a number. */
  private static final Pattern GENERATED =
      Pattern.compile(
          "(?i).*_[0-9a-z]*[0-9][0-9a-z]*"
              + "|(Activity|Event|Gateway|Flow|Process|Decision|SequenceFlow|Task)_[0-9a-z]{7}");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(ProcessModel model, Report report) {
    check(model.process(), report);
    for (FlowElement element : model.elements()) {
      check(element, report);
    }
  }

  static void check(DmnModelInstance decisions, Report report) {
    decisions.getModelElementsByType(Decision.class).stream()
        .map(Decision::getId)
        .forEach(id -> check(id, report));
  }

  private static void check(BaseElement element, Report report) {
    check(element.getId(), report);
  }

  private static void check(String id, Report report) {
    if (id == null || GENERATED.matcher(id).matches()) {
      report.add(
          id, "has a generated id: give it one that says what it is, such as ChargePayment.");
    }
  }
}
