package org.ordersaga.rules;

import java.util.HashSet;
import java.util.Set;
import org.camunda.bpm.model.bpmn.instance.FlowNode;

/** Everything that is drawn can happen. */
final class Reachable implements Rule {

  @Override
  public String name() {
    return "reachable";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    if (model.flow().starts().isEmpty()) {
      report.add(model.process().getId(), "has no start event: draw one.");
      return;
    }
    Set<FlowNode> reached = new HashSet<>(model.flow().starts());
    reached.addAll(model.flow().reachable(model.flow().starts(), edge -> true));
    for (FlowNode node : model.nodes()) {
      if (!reached.contains(node)) {
        report.add(node.getId(), "is never reached: connect it, or take it out.");
      }
    }
  }
}
