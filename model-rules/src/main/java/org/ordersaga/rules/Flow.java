package org.ordersaga.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.IntermediateThrowEvent;
import org.camunda.bpm.model.bpmn.instance.LinkEventDefinition;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/** The ways that a process can take, as a graph. */
final class Flow {

  private final Map<FlowNode, List<Edge>> outgoing = new HashMap<>();
  private final Map<FlowNode, List<Edge>> incoming = new HashMap<>();
  private final Map<FlowNode, List<SequenceFlow>> flows = new HashMap<>();
  private final Collection<FlowNode> starts = new ArrayList<>();

  Flow(ProcessModel model) {
    // As the engine does; what the nodes themselves say of their flows is only an echo.
    for (SequenceFlow flow : model.all(SequenceFlow.class)) {
      flows.computeIfAbsent(flow.getSource(), n -> new ArrayList<>()).add(flow);
      add(flow.getSource(), flow.getTarget(), Edge.Kind.FLOW);
    }
    for (FlowNode node : model.nodes()) {
      if (node instanceof BoundaryEvent event) {
        attached(model, event);
      } else if (node instanceof SubProcess subProcess) {
        within(subProcess);
      } else if (node instanceof EndEvent && scope(node) instanceof SubProcess scope) {
        flows(scope).forEach(flow -> add(node, flow.getTarget(), Edge.Kind.LEAVE));
      } else if (node instanceof StartEvent && node.getParentElement().equals(model.process())) {
        starts.add(node);
      } else if (node instanceof IntermediateThrowEvent) {
        links(model, node);
      }
    }
    for (FlowNode node : model.nodes()) {
      if (node instanceof SubProcess subProcess && subProcess.triggeredByEvent()) {
        eventSubProcess(model, subProcess);
      }
    }
  }

  private void attached(ProcessModel model, BoundaryEvent event) {
    if (event.getAttachedTo() == null) {
      return;
    }
    if (ProcessModel.isCompensation(event)) {
      add(event.getAttachedTo(), event, Edge.Kind.COMPENSATION);
      model.handlers(event).forEach(handler -> add(event, handler, Edge.Kind.COMPENSATION));
    } else {
      add(event.getAttachedTo(), event, Edge.Kind.EVENT);
    }
  }

  private void within(SubProcess subProcess) {
    if (!subProcess.triggeredByEvent()) {
      subProcess
          .getChildElementsByType(StartEvent.class)
          .forEach(start -> add(subProcess, start, Edge.Kind.ENTER));
    }
  }

  /** It may begin whenever its scope is active; what is sure then is what was sure at its start. */
  private void eventSubProcess(ProcessModel model, SubProcess subProcess) {
    for (StartEvent start : subProcess.getChildElementsByType(StartEvent.class)) {
      if (subProcess.getParentElement() instanceof SubProcess scope) {
        add(scope, start, Edge.Kind.EVENT);
        add(scope, subProcess, Edge.Kind.EVENT);
      } else {
        for (FlowNode first : List.copyOf(starts)) {
          if (first.getParentElement().equals(model.process())) {
            add(first, start, Edge.Kind.EVENT);
            add(first, subProcess, Edge.Kind.EVENT);
          }
        }
      }
    }
  }

  private void links(ProcessModel model, FlowNode thrower) {
    for (LinkEventDefinition link : thrower.getChildElementsByType(LinkEventDefinition.class)) {
      for (IntermediateCatchEvent catcher : model.all(IntermediateCatchEvent.class)) {
        catcher.getChildElementsByType(LinkEventDefinition.class).stream()
            .filter(other -> link.getName() != null && link.getName().equals(other.getName()))
            .forEach(other -> add(thrower, catcher, Edge.Kind.FLOW));
      }
    }
  }

  private static ModelElementInstance scope(FlowNode node) {
    ModelElementInstance scope = node.getParentElement();
    return scope instanceof SubProcess subProcess && subProcess.triggeredByEvent() ? null : scope;
  }

  private void add(FlowNode from, FlowNode to, Edge.Kind kind) {
    if (from != null && to != null) {
      Edge edge = new Edge(from, to, kind);
      outgoing.computeIfAbsent(from, n -> new ArrayList<>()).add(edge);
      incoming.computeIfAbsent(to, n -> new ArrayList<>()).add(edge);
    }
  }

  /** The start events of the process itself. */
  Collection<FlowNode> starts() {
    return starts;
  }

  /** The sequence flows that leave a node. */
  List<SequenceFlow> flows(FlowNode node) {
    return flows.getOrDefault(node, List.of());
  }

  List<Edge> outgoing(FlowNode node) {
    return outgoing.getOrDefault(node, List.of());
  }

  List<Edge> incoming(FlowNode node) {
    return incoming.getOrDefault(node, List.of());
  }

  /** What can come after a node, without the node itself unless it can come again. */
  Set<FlowNode> reachable(FlowNode from, Predicate<Edge> way) {
    return reachable(List.of(from), way);
  }

  Set<FlowNode> reachable(Collection<FlowNode> from, Predicate<Edge> way) {
    Set<FlowNode> reached = new LinkedHashSet<>();
    Deque<FlowNode> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      for (Edge edge : outgoing(open.pop())) {
        if (way.test(edge) && reached.add(edge.to())) {
          open.push(edge.to());
        }
      }
    }
    return reached;
  }

  /** What a node can have been reached from. */
  Set<FlowNode> leadingTo(Collection<? extends FlowNode> ends) {
    Set<FlowNode> reached = new LinkedHashSet<>(ends);
    Deque<FlowNode> open = new ArrayDeque<>(ends);
    while (!open.isEmpty()) {
      for (Edge edge : incoming(open.pop())) {
        if (edge.kind() != Edge.Kind.COMPENSATION && reached.add(edge.from())) {
          open.push(edge.from());
        }
      }
    }
    return reached;
  }

  static boolean hasDefinition(FlowNode node, Class<? extends EventDefinition> type) {
    return !node.getChildElementsByType(type).isEmpty();
  }
}
