package org.ordersaga.modeltool.replay;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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

  private final BpmnModelInstance model;
  private final Map<String, Set<String>> mapped = new HashMap<>();
  private final Map<String, Set<String>> next = new HashMap<>();
  private final Map<String, Set<String>> reachable = new HashMap<>();

  Drawing(BpmnModelInstance model) {
    this.model = model;
    model
        .getModelElementsByType(SequenceFlow.class)
        .forEach(flow -> connect(flow.getSource(), flow.getTarget()));
    model
        .getModelElementsByType(BoundaryEvent.class)
        .forEach(event -> connect(event.getAttachedTo(), event));
    model.getModelElementsByType(ThrowEvent.class).forEach(this::connectHandlers);
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

  private <T extends FlowNode> Optional<T> find(String id, Class<T> type) {
    return type.isInstance(model.getModelElementById(id))
        ? Optional.of(type.cast(model.getModelElementById(id)))
        : Optional.empty();
  }

  boolean has(String id) {
    return find(id, FlowNode.class).isPresent();
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
    return find(id, ServiceTask.class).map(ServiceTask::getCamundaTopic);
  }

  /** The element at whose border the event is drawn. */
  Optional<String> attachedTo(String id) {
    return find(id, BoundaryEvent.class).map(event -> event.getAttachedTo().getId());
  }

  /** The code of the error that the event catches. */
  Optional<String> errorCode(String id) {
    return error(id).map(ErrorEventDefinition::getError).map(error -> error.getErrorCode());
  }

  /** The variable that gets the sentence that comes with the error. */
  Optional<String> errorMessageVariable(String id) {
    return error(id).map(ErrorEventDefinition::getCamundaErrorMessageVariable);
  }

  private Optional<ErrorEventDefinition> error(String id) {
    return find(id, BoundaryEvent.class)
        .flatMap(event -> definitions(event, ErrorEventDefinition.class).findFirst());
  }

  /** The name of the message for which the element waits. */
  Optional<String> message(String id) {
    Optional<Message> message =
        find(id, ReceiveTask.class)
            .map(ReceiveTask::getMessage)
            .or(
                () ->
                    find(id, CatchEvent.class)
                        .flatMap(
                            event -> definitions(event, MessageEventDefinition.class).findFirst())
                        .map(MessageEventDefinition::getMessage));
    return message.map(Message::getName);
  }

  /** When the timer is due, as it is written. */
  Optional<String> timer(String id) {
    return find(id, CatchEvent.class)
        .flatMap(event -> definitions(event, TimerEventDefinition.class).findFirst())
        .map(timer -> timer.getTextContent().strip());
  }

  /**
   * Variables that the model itself sets at an element: a replay has them set by the model that it
   * replays, and does not take them for an answer of the worker.
   */
  Set<String> mapped(String id) {
    // Asked for every value of every order, and looked up in the whole model.
    return mapped.computeIfAbsent(id, this::findMapped);
  }

  private Set<String> findMapped(String id) {
    Stream<String> mappings =
        find(id, FlowNode.class).stream()
            .flatMap(
                node ->
                    Stream.concat(
                        descendants(node, CamundaInputParameter.class)
                            .map(CamundaInputParameter::getCamundaName),
                        descendants(node, CamundaOutputParameter.class)
                            .map(CamundaOutputParameter::getCamundaName)));
    Stream<String> errors =
        model.getModelElementsByType(BoundaryEvent.class).stream()
            .filter(event -> event.getAttachedTo().getId().equals(id))
            .flatMap(event -> definitions(event, ErrorEventDefinition.class))
            .flatMap(
                error ->
                    Stream.of(
                        String.valueOf(error.getCamundaErrorCodeVariable()),
                        String.valueOf(error.getCamundaErrorMessageVariable())));
    return Stream.concat(mappings, errors).collect(Collectors.toSet());
  }

  private <T extends ModelElementInstance> Stream<T> descendants(FlowNode node, Class<T> type) {
    return model.getModelElementsByType(type).stream().filter(element -> isIn(element, node));
  }

  private static boolean isIn(ModelElementInstance element, FlowNode node) {
    for (var parent = element; parent != null; parent = parent.getParentElement()) {
      if (parent.equals(node)) {
        return true;
      }
    }
    return false;
  }

  /** The decision tables that the model asks. */
  Set<String> decisions() {
    return model.getModelElementsByType(BusinessRuleTask.class).stream()
        .map(BusinessRuleTask::getCamundaDecisionRef)
        .filter(key -> key != null)
        .collect(Collectors.toSet());
  }
}
