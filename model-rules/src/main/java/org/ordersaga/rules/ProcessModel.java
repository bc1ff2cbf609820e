package org.ordersaga.rules;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.Association;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;

/** One process of a file, with what its rules ask for. */
final class ProcessModel {

  /** The process of the orders: the rules about stopping and undoing are for it alone. */
  static final String ORDER_PROCESS = "order-process";

  /** The codes by which a step is ended from outside. */
  static final Set<String> STOPS = Set.of("EXPIRED", "GIVEN_UP", "CANCELLED");

  /** What every order is started with. */
  private static final Set<String> ORDER_VARIABLES =
      Set.of(
          "orderId",
          "customerId",
          "email",
          "currency",
          "paymentMethod",
          "lines",
          "shippingAddress");

  private final Process process;
  private final StepCatalogue catalogue;
  private final Companions companions;
  private final List<FlowNode> nodes;
  private final Map<Class<?>, List<?>> byType = new HashMap<>();
  private final Map<FlowNode, Writes> writes = new HashMap<>();
  private final Flow flow;

  ProcessModel(Process process, StepCatalogue catalogue, Companions companions) {
    this.process = process;
    this.catalogue = catalogue;
    this.companions = companions;
    this.nodes = all(FlowNode.class);
    this.flow = new Flow(this);
  }

  Process process() {
    return process;
  }

  BpmnModelInstance file() {
    return (BpmnModelInstance) process.getModelInstance();
  }

  StepCatalogue catalogue() {
    return catalogue;
  }

  Companions companions() {
    return companions;
  }

  Flow flow() {
    return flow;
  }

  boolean isOrderProcess() {
    return ORDER_PROCESS.equals(process.getId());
  }

  /** All elements of a type in this process, at any depth. */
  <T extends BaseElement> List<T> all(Class<T> type) {
    // Reading the file again and again would take most of the time.
    return byType
        .computeIfAbsent(
            type,
            any -> file().getModelElementsByType(type).stream().filter(this::isWithin).toList())
        .stream()
        .map(type::cast)
        .toList();
  }

  private boolean isWithin(BaseElement element) {
    for (var parent = element.getParentElement();
        parent != null;
        parent = parent.getParentElement()) {
      if (parent.equals(process)) {
        return true;
      }
    }
    return false;
  }

  Collection<FlowNode> nodes() {
    return nodes;
  }

  /** What a node sets. */
  Writes writes(FlowNode node) {
    return writes.computeIfAbsent(node, any -> Writes.of(this, node));
  }

  Collection<FlowElement> elements() {
    return all(FlowElement.class);
  }

  /** The variables that the process is started with. */
  Set<String> startVariables() {
    if (isOrderProcess()) {
      return ORDER_VARIABLES;
    }
    return Arrays.stream(properties(process).getOrDefault("startVariables", "").split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toSet());
  }

  /** The extension properties; one that has no value is left out, as the engine's readers do. */
  static Map<String, String> properties(BaseElement element) {
    Map<String, String> properties = new LinkedHashMap<>();
    propertiesOf(element)
        .filter(property -> property.getCamundaValue() != null)
        .forEach(property -> properties.put(property.getCamundaName(), property.getCamundaValue()));
    return properties;
  }

  static Stream<CamundaProperty> propertiesOf(BaseElement element) {
    return extensions(element, CamundaProperties.class)
        .flatMap(properties -> properties.getCamundaProperties().stream());
  }

  static <T extends org.camunda.bpm.model.xml.instance.ModelElementInstance> Stream<T> extensions(
      BaseElement element, Class<T> type) {
    return element.getExtensionElements() == null
        ? Stream.empty()
        : element.getExtensionElements().getChildElementsByType(type).stream();
  }

  /** The step that a task asks a worker for; empty for another task, or an unknown topic. */
  Optional<StepCatalogue.Step> step(FlowNode node) {
    return node instanceof ServiceTask task
        ? catalogue.step(task.getCamundaTopic())
        : Optional.empty();
  }

  List<BoundaryEvent> boundaryEvents(FlowNode host) {
    return all(BoundaryEvent.class).stream()
        .filter(event -> host.equals(event.getAttachedTo()))
        .toList();
  }

  /** The events attached to a node that catch errors, with the definition of each. */
  Map<BoundaryEvent, ErrorEventDefinition> errorEvents(FlowNode host) {
    Map<BoundaryEvent, ErrorEventDefinition> events = new LinkedHashMap<>();
    for (BoundaryEvent event : boundaryEvents(host)) {
      event
          .getChildElementsByType(ErrorEventDefinition.class)
          .forEach(definition -> events.put(event, definition));
    }
    return events;
  }

  /** The code of an error, or an empty text for one that catches everything. */
  static String code(ErrorEventDefinition definition) {
    Error error = definition.getError();
    return error == null || error.getErrorCode() == null ? "" : error.getErrorCode();
  }

  static boolean isCompensation(BoundaryEvent event) {
    return !event.getChildElementsByType(CompensateEventDefinition.class).isEmpty();
  }

  static boolean isHandler(FlowNode node) {
    return node instanceof Activity activity && activity.isForCompensation();
  }

  /** What is tied to a compensation event. */
  List<FlowNode> handlers(BoundaryEvent event) {
    return all(Association.class).stream()
        .filter(association -> event.equals(association.getSource()))
        .map(Association::getTarget)
        .filter(FlowNode.class::isInstance)
        .map(FlowNode.class::cast)
        .toList();
  }

  /** The node that the process names as its point of no return. */
  Optional<FlowNode> pivot() {
    String id = properties(process).getOrDefault("pivot", "").strip();
    return nodes().stream().filter(node -> node.getId().equals(id)).findFirst();
  }

  /**
   * Whether an order that stands at a node may still be undone: up to the pivot, pivot included.
   */
  boolean isUpToPivot(FlowNode node) {
    return pivot()
        .map(pivot -> node.equals(pivot) || flow.reachable(node, e -> true).contains(pivot))
        .orElse(false);
  }
}
