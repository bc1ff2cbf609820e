package org.ordersaga.rules;

import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;

/** The order process names the step from which there is no way back. */
final class Pivot implements Rule {

  @Override
  public String name() {
    return "pivot";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    if (!model.isOrderProcess()) {
      return;
    }
    FlowNode pivot = model.pivot().orElse(null);
    if (!(pivot instanceof ServiceTask) || ProcessModel.isHandler(pivot)) {
      String named = ProcessModel.properties(model.process()).get("pivot");
      report.add(
          model.process().getId(),
          "has %s: give the process property \"pivot\" the id of the service task from which there"
              + " is no way back.",
          named == null
              ? "no pivot"
              : "the pivot \"" + named + "\", which is no service task of it");
    }
  }
}
