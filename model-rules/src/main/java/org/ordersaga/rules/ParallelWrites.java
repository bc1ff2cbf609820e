package org.ordersaga.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.InclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.ParallelGateway;

/** What runs side by side sets no common variable: which of two values stays would be chance. */
final class ParallelWrites implements Rule {

  @Override
  public String name() {
    return "parallel-writes";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    for (FlowNode node : model.nodes()) {
      List<Set<FlowNode>> branches = branches(model, node);
      Set<String> common = new TreeSet<>();
      for (int i = 0; i < branches.size(); i++) {
        for (int j = i + 1; j < branches.size(); j++) {
          Set<String> both = written(model, branches.get(i));
          both.retainAll(written(model, branches.get(j)));
          common.addAll(both);
        }
      }
      if (!common.isEmpty()) {
        report.add(
            node.getId(),
            "begins branches that run side by side and set %s more than once: set it in one of them,"
                + " or after they have joined.",
            String.join(", ", common));
      }
    }
  }

  /** The nodes of each branch that begins at a node, as far as the branches run side by side. */
  private static List<Set<FlowNode>> branches(ProcessModel model, FlowNode node) {
    List<FlowNode> firsts = new ArrayList<>();
    if (node instanceof BoundaryEvent event
        && !event.cancelActivity()
        && event.getAttachedTo() != null) {
      firsts.add(event);
      firsts.add(event.getAttachedTo());
    } else if (node instanceof ParallelGateway
        || node instanceof InclusiveGateway
        || (!(node instanceof Gateway) && model.flow().flows(node).size() > 1)) {
      model.flow().flows(node).forEach(flow -> firsts.add(flow.getTarget()));
    }
    if (firsts.size() < 2) {
      return List.of();
    }
    List<Set<FlowNode>> branches =
        firsts.stream().map(first -> branch(model, first, Set.of(node))).toList();
    Set<FlowNode> joins = new HashSet<>();
    branches.get(0).stream()
        .filter(join -> joins(model, join))
        .filter(join -> branches.stream().allMatch(branch -> branch.contains(join)))
        .forEach(joins::add);
    joins.add(node);
    return firsts.stream().map(first -> branch(model, first, joins)).toList();
  }

  private static boolean joins(ProcessModel model, FlowNode node) {
    return (node instanceof ParallelGateway || node instanceof InclusiveGateway)
        && model.flow().incoming(node).size() > 1;
  }

  private static Set<FlowNode> branch(ProcessModel model, FlowNode first, Set<FlowNode> until) {
    Set<FlowNode> branch = new LinkedHashSet<>();
    branch.add(first);
    List<FlowNode> open = new ArrayList<>(List.of(first));
    while (!open.isEmpty()) {
      FlowNode node = open.remove(open.size() - 1);
      for (Edge edge : model.flow().outgoing(node)) {
        if (edge.kind() != Edge.Kind.COMPENSATION
            && !until.contains(edge.to())
            && branch.add(edge.to())) {
          open.add(edge.to());
        }
      }
    }
    return branch;
  }

  private static Set<String> written(ProcessModel model, Set<FlowNode> branch) {
    Set<String> written = new TreeSet<>();
    branch.forEach(node -> written.addAll(model.writes(node).changed()));
    return written;
  }
}
