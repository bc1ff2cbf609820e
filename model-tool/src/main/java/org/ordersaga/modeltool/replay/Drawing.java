package org.ordersaga.modeltool.replay;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Association;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.MessageEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.ThrowEvent;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaOutputParameter;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/** What a model says about its elements; those that it does not have are answered with nothing. */
final class Drawing {

  /**
   * An element; null for what is not drawn at it.
   *
   * @param mapped variables that the model itself sets there
   */
  private record Element(
      String topic,
      String attachedTo,
      String errorCode,
      String errorMessageVariable,
      String message,
      String timer,
      Set<String> mapped) {}

  private static final Element NONE = new Element(null, null, null, null, null, null, Set.of());

  private final BpmnModelInstance model;

  /** Read once: it is asked for every visit of every order, and the document is slow to ask. */
  private final Map<String, Element> elements = new HashMap<>();

  private final Map<String, Set<String>> next = new HashMap<>();
  private final Map<String, Set<String>> reachable = new HashMap<>();

  Drawing(BpmnModelInstance model) {
    this.model = model;
    Map<String, Set<String>> mapped = mapped();
    model
        .getModelElementsByType(FlowNode.class)
        .forEach(
            node ->
                elements.put(
                    node.getId(), element(node, mapped.getOrDefault(node.getId(), Set.of()))));
    model
        .getModelElementsByType(SequenceFlow.class)
        .forEach(flow -> connect(flow.getSource(), flow.getTarget()));
    model
        .getModelElementsByType(BoundaryEvent.class)
        .forEach(event -> connect(event.getAttachedTo(), event));
    model.getModelElementsByType(ThrowEvent.class).forEach(this::connectHandlers);
  }

  private static Element element(FlowNode node, Set<String> mapped) {
    ErrorEventDefinition error =
        node instanceof BoundaryEvent ? definition(node, ErrorEventDefinition.class) : null;
    return new Element(
        node instanceof ServiceTask task ? task.getCamundaTopic() : null,
        node instanceof BoundaryEvent event ? event.getAttachedTo().getId() : null,
        error == null || error.getError() == null ? null : error.getError().getErrorCode(),
        error == null ? null : error.getCamundaErrorMessageVariable(),
        message(node),
        timer(node),
        mapped);
  }

  private static String message(FlowNode node) {
    Message message = node instanceof ReceiveTask task ? task.getMessage() : null;
    MessageEventDefinition event =
        node instanceof CatchEvent ? definition(node, MessageEventDefinition.class) : null;
    if (event != null) {
      message = event.getMessage();
    }
    return message == null ? null : message.getName();
  }

  private static String timer(FlowNode node) {
    TimerEventDefinition timer =
        node instanceof CatchEvent ? definition(node, TimerEventDefinition.class) : null;
    return timer == null ? null : timer.getTextContent().strip();
  }

  /** By the id of the element: what its mappings set, and the error events at its border. */
  private Map<String, Set<String>> mapped() {
    Map<String, Set<String>> mapped = new HashMap<>();
    for (CamundaInputParameter input : model.getModelElementsByType(CamundaInputParameter.class)) {
      around(input).forEach(node -> add(mapped, node, input.getCamundaName()));
    }
    for (CamundaOutputParameter output :
        model.getModelElementsByType(CamundaOutputParameter.class)) {
      around(output).forEach(node -> add(mapped, node, output.getCamundaName()));
    }
    for (BoundaryEvent event : model.getModelElementsByType(BoundaryEvent.class)) {
      for (ErrorEventDefinition error : event.getChildElementsByType(ErrorEventDefinition.class)) {
        add(mapped, event.getAttachedTo(), error.getCamundaErrorCodeVariable());
        add(mapped, event.getAttachedTo(), error.getCamundaErrorMessageVariable());
      }
    }
    return mapped;
  }

  private static void add(Map<String, Set<String>> mapped, FlowNode node, String variable) {
    mapped.computeIfAbsent(node.getId(), id -> new HashSet<>()).add(variable);
  }

  private static Stream<FlowNode> around(ModelElementInstance place) {
    return Stream.<ModelElementInstance>iterate(
            place, Objects::nonNull, ModelElementInstance::getParentElement)
        .filter(FlowNode.class::isInstance)
        .map(FlowNode.class::cast);
  }

  private static <T extends EventDefinition> T definition(FlowNode node, Class<T> type) {
    return node.getChildElementsByType(type).stream().findFirst().orElse(null);
  }

  private void connect(BaseElement from, BaseElement to) {
    next.computeIfAbsent(from.getId(), id -> new HashSet<>()).add(to.getId());
  }

  /** A handler runs while its throw event stands, so it comes before what is behind the event. */
  private void connectHandlers(ThrowEvent event) {
    definitions(event, CompensateEventDefinition.class)
        .flatMap(definition -> handlers(definition).stream())
        .forEach(
            handler -> {
              connect(event, handler);
              connect(handler, event);
            });
  }

  private Collection<BaseElement> handlers(CompensateEventDefinition definition) {
    return model.getModelElementsByType(Association.class).stream()
        .filter(
            association ->
                association.getSource() instanceof BoundaryEvent boundary
                    && definitions(boundary, CompensateEventDefinition.class).findAny().isPresent()
                    && (definition.getActivity() == null
                        || definition.getActivity().equals(boundary.getAttachedTo())))
        .map(Association::getTarget)
        .toList();
  }

  private static <T extends EventDefinition> Stream<T> definitions(Event event, Class<T> type) {
    return event.getChildElementsByType(type).stream();
  }

  private Element element(String id) {
    return elements.getOrDefault(id, NONE);
  }

  boolean has(String id) {
    return elements.containsKey(id);
  }

  /** Whether an order can come from one of the two to the other one. */
  boolean connects(String one, String other) {
    return reachable(one).contains(other) || reachable(other).contains(one);
  }

  private Set<String> reachable(String from) {
    return reachable.computeIfAbsent(
        from,
        id -> {
          Set<String> seen = new HashSet<>();
          Deque<String> open = new ArrayDeque<>(next.getOrDefault(id, Set.of()));
          while (!open.isEmpty()) {
            String step = open.pop();
            if (seen.add(step)) {
              open.addAll(next.getOrDefault(step, Set.of()));
            }
          }
          return seen;
        });
  }

  Optional<String> topic(String id) {
    return Optional.ofNullable(element(id).topic());
  }

  /** The element at whose border the event is drawn. */
  Optional<String> attachedTo(String id) {
    return Optional.ofNullable(element(id).attachedTo());
  }

  /** The code of the error that the event catches. */
  Optional<String> errorCode(String id) {
    return Optional.ofNullable(element(id).errorCode());
  }

  /** The variable that gets the sentence that comes with the error. */
  Optional<String> errorMessageVariable(String id) {
    return Optional.ofNullable(element(id).errorMessageVariable());
  }

  /** The name of the message for which the element waits. */
  Optional<String> message(String id) {
    return Optional.ofNullable(element(id).message());
  }

  /** When the timer is due, as it is written. */
  Optional<String> timer(String id) {
    return Optional.ofNullable(element(id).timer());
  }

  /**
   * Variables that the model itself sets at an element: a replay has them set by the model that it
   * replays, and does not take them for an answer of the worker.
   */
  Set<String> mapped(String id) {
    return element(id).mapped();
  }

  /** The decision tables that the model asks. */
  Set<String> decisions() {
    return model.getModelElementsByType(BusinessRuleTask.class).stream()
        .map(BusinessRuleTask::getCamundaDecisionRef)
        .filter(key -> key != null)
        .collect(Collectors.toSet());
  }
}
