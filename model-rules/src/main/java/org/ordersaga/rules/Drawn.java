package org.ordersaga.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.model.bpmn.instance.Artifact;
import org.camunda.bpm.model.bpmn.instance.Association;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Lane;
import org.camunda.bpm.model.bpmn.instance.Participant;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;

/** What happens can be seen: everything is drawn, and inside what it belongs to. */
final class Drawn implements Rule {

  @Override
  public String name() {
    return "drawn";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    Map<BaseElement, BpmnShape> shapes = new HashMap<>();
    for (BpmnShape shape : model.file().getModelElementsByType(BpmnShape.class)) {
      shapes.put(shape.getBpmnElement(), shape);
    }
    Set<BaseElement> edges = new HashSet<>();
    for (BpmnEdge edge : model.file().getModelElementsByType(BpmnEdge.class)) {
      if (edge.getWaypoints().size() > 1) {
        edges.add(edge.getBpmnElement());
      }
    }
    model.nodes().forEach(node -> node(model, node, shapes, report));
    model.all(Lane.class).forEach(lane -> lane(model, lane, shapes, report));
    for (Artifact artifact : model.all(Artifact.class)) {
      if (!(artifact instanceof Association) && bounds(artifact, shapes) == null) {
        missing(artifact, report);
      }
    }
    model.all(SequenceFlow.class).stream()
        .filter(flow -> !edges.contains(flow))
        .forEach(flow -> missing(flow, report));
    model.all(Association.class).stream()
        .filter(association -> !edges.contains(association))
        .forEach(association -> missing(association, report));
  }

  private static void missing(BaseElement element, Report report) {
    report.add(
        element.getId(),
        "is not drawn, so nobody sees it: open the model in Camunda Modeler and draw it anew.");
  }

  private static void node(
      ProcessModel model, FlowNode node, Map<BaseElement, BpmnShape> shapes, Report report) {
    Bounds bounds = bounds(node, shapes);
    if (bounds == null) {
      missing(node, report);
      return;
    }
    if (node instanceof BoundaryEvent event) {
      Bounds host = bounds(event.getAttachedTo(), shapes);
      if (host != null && !touches(bounds, host)) {
        report.add(
            node.getId(),
            "is drawn away from %s, to which it belongs: draw it on its border.",
            event.getAttachedTo().getId());
      }
      return;
    }
    BaseElement parent = parent(model, node);
    inside(node, bounds, parent, shapes, report);
  }

  private static void lane(
      ProcessModel model, Lane lane, Map<BaseElement, BpmnShape> shapes, Report report) {
    Bounds bounds = bounds(lane, shapes);
    if (bounds == null) {
      missing(lane, report);
    } else {
      inside(lane, bounds, pool(model), shapes, report);
    }
  }

  private static void inside(
      BaseElement element,
      Bounds bounds,
      BaseElement parent,
      Map<BaseElement, BpmnShape> shapes,
      Report report) {
    if (parent == null
        || (parent instanceof SubProcess && !shapes.containsKey(parent))
        || (parent instanceof SubProcess && !shapes.get(parent).isExpanded())) {
      return;
    }
    Bounds outer = bounds(parent, shapes);
    if (outer == null || !contains(outer, bounds)) {
      report.add(
          element.getId(),
          "is drawn outside of %s, to which it belongs: move it there.",
          parent.getId());
    }
  }

  private static BaseElement parent(ProcessModel model, FlowNode node) {
    if (node.getParentElement() instanceof SubProcess subProcess) {
      return subProcess;
    }
    Lane innermost = null;
    for (Lane lane : model.all(Lane.class)) {
      if (lane.getFlowNodeRefs().contains(node)) {
        innermost = lane;
      }
    }
    return innermost != null ? innermost : pool(model);
  }

  private static Participant pool(ProcessModel model) {
    return model.file().getModelElementsByType(Participant.class).stream()
        .filter(participant -> model.process().equals(participant.getProcess()))
        .findFirst()
        .orElse(null);
  }

  private static Bounds bounds(BaseElement element, Map<BaseElement, BpmnShape> shapes) {
    BpmnShape shape = element == null ? null : shapes.get(element);
    return shape == null ? null : shape.getBounds();
  }

  private static boolean contains(Bounds outer, Bounds inner) {
    return inner.getX() >= outer.getX()
        && inner.getY() >= outer.getY()
        && inner.getX() + inner.getWidth() <= outer.getX() + outer.getWidth()
        && inner.getY() + inner.getHeight() <= outer.getY() + outer.getHeight();
  }

  private static boolean touches(Bounds event, Bounds host) {
    return event.getX() <= host.getX() + host.getWidth()
        && event.getX() + event.getWidth() >= host.getX()
        && event.getY() <= host.getY() + host.getHeight()
        && event.getY() + event.getHeight() >= host.getY();
  }
}
