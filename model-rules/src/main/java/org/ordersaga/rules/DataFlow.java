package org.ordersaga.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.ParallelGateway;
import org.camunda.bpm.model.bpmn.instance.SubProcess;

/**
 * Which variables surely have a value where: those that are set on every path that leads there.
 * Where parallel branches join, each has been walked, so what one of them sets is sure.
 */
final class DataFlow {

  private final ProcessModel model;
  private final Map<FlowNode, Set<String>> before = new HashMap<>();

  DataFlow(ProcessModel model) {
    this.model = model;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (FlowNode node : model.nodes()) {
        Set<String> sure = meet(node);
        if (sure != null && !sure.equals(before.get(node))) {
          before.put(node, sure);
          changed = true;
        }
      }
    }
  }

  /** What is sure when a node begins; empty for a node that is never reached. */
  Optional<Set<String>> before(FlowNode node) {
    return Optional.ofNullable(before.get(node));
  }

  /** What the node itself can read. */
  Optional<Set<String>> within(FlowNode node) {
    return before(node)
        .map(
            sure -> {
              Set<String> within = new HashSet<>(sure);
              Mapping.inputs(node).stream()
                  .filter(input -> !input.clears())
                  .forEach(input -> within.add(input.name()));
              return within;
            });
  }

  /** What is sure when a node is completed. */
  Optional<Set<String>> after(FlowNode node) {
    return before(node)
        .map(
            sure -> {
              Set<String> after = new HashSet<>(sure);
              Writes writes = model.writes(node);
              after.removeAll(writes.cleared());
              after.addAll(writes.set());
              return after;
            });
  }

  /** Null as long as nothing is known, which stands for everything. */
  private Set<String> meet(FlowNode node) {
    if (model.flow().starts().contains(node)) {
      return new HashSet<>(model.startVariables());
    }
    boolean all = node instanceof ParallelGateway && model.flow().incoming(node).size() > 1;
    Set<String> sure = null;
    for (Edge edge : model.flow().incoming(node)) {
      if (edge.kind() == Edge.Kind.FLOW && edge.from() instanceof SubProcess) {
        continue; // What follows a sub-process is reached from the ends within.
      }
      Optional<Set<String>> coming = along(edge);
      if (coming.isEmpty()) {
        if (all) {
          return null;
        }
      } else if (sure == null) {
        sure = new HashSet<>(coming.get());
      } else if (all) {
        sure.addAll(coming.get());
      } else {
        sure.retainAll(coming.get());
      }
    }
    return sure;
  }

  private Optional<Set<String>> along(Edge edge) {
    return switch (edge.kind()) {
      case EVENT -> before(edge.from());
      case ENTER -> within(edge.from());
      case COMPENSATION -> after(edge.from());
      case LEAVE -> leaving(edge.from());
      case FLOW -> after(edge.from());
    };
  }

  private Optional<Set<String>> leaving(FlowNode end) {
    SubProcess scope = (SubProcess) end.getParentElement();
    return after(end)
        .map(
            sure -> {
              Set<String> left = new HashSet<>(sure);
              Mapping.inputs(scope).forEach(input -> left.remove(input.name()));
              before(scope)
                  .ifPresent(
                      outside ->
                          Mapping.inputs(scope).stream()
                              .map(Mapping::name)
                              .filter(outside::contains)
                              .forEach(left::add));
              Writes writes = model.writes(scope);
              left.removeAll(writes.cleared());
              left.addAll(writes.set());
              return left;
            });
  }
}
