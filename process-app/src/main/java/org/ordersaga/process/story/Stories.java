package org.ordersaga.process.story;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.Incident;
import org.ordersaga.process.orderlog.OrderState;
import org.ordersaga.process.stop.OpenStep;
import org.ordersaga.process.stop.StepStop;
import org.ordersaga.process.stop.StopCode;
import org.ordersaga.process.story.OrderStory.Action;
import org.ordersaga.process.story.OrderStory.Decision;
import org.ordersaga.process.story.OrderStory.Settlement;
import org.ordersaga.process.story.OrderStory.Token;
import org.ordersaga.process.story.OrderStory.Value;
import org.ordersaga.process.story.StoryElement.State;
import org.ordersaga.process.story.StoryLog.Event;
import org.ordersaga.process.story.StoryLog.View;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Puts an order's story together; all of it from one moment. */
@Service
class Stories {

  private final StoryLog log;
  private final StoryEngine engine;
  private final RepositoryService repository;
  private final StepStop stops;

  Stories(StoryLog log, StoryEngine engine, RepositoryService repository, StepStop stops) {
    this.log = log;
    this.engine = engine;
    this.repository = repository;
    this.stops = stops;
  }

  /** All of it, for operators; empty if there is no such order. */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  Optional<OrderStory> forOperators(String orderId) {
    return log.view(orderId).map(this::forOperators);
  }

  private OrderStory forOperators(View view) {
    OrderState order = view.state();
    String instanceId = order.processInstanceId();
    List<Event> events = log.events(order.orderId());
    Optional<ProcessDefinition> definition = definition(instanceId);
    StoryModel model = model(definition);
    List<HistoricActivityInstance> visits = engine.visits(instanceId);
    List<Incident> incidents = engine.incidents(instanceId);
    List<Token> tokens = engine.tokens(instanceId, model, visits, incidents);
    List<Decision> decisions = engine.decisions(instanceId);
    List<StoryEntry> entries =
        new StoryWords(model, engine.failures(instanceId), engine.pastIncidents(instanceId))
            .tell(events, placed(decisions, visits, events));
    List<Settlement> settlements = log.settlements(order.orderId());
    return new OrderStory(
        order.orderId(),
        order.status(),
        order.cancellation(),
        view.failureReason(),
        view.failureMessage(),
        view.totalAmount(),
        view.currency(),
        view.lines(),
        instanceId,
        definition.map(ProcessDefinition::getId).orElse(null),
        definition.map(Stories::version).orElse(null),
        order.isOver(),
        tokens,
        elements(model, visits, events, incidents),
        entries,
        settlements,
        decisions,
        actions(order, model, events, tokens, incidents, settlements));
  }

  /** What its customer may know; empty if there is no such order. */
  @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
  Optional<ClientStory> forClients(String orderId) {
    return log.view(orderId).map(this::forClients);
  }

  private ClientStory forClients(View view) {
    OrderState order = view.state();
    List<Event> events = log.events(order.orderId());
    List<HistoricActivityInstance> visits = engine.visits(order.processInstanceId());
    return new ClientStory(
        order.orderId(),
        order.status(),
        ClientWords.headline(order),
        order.cancellation(),
        view.failureMessage(),
        view.totalAmount(),
        view.currency(),
        view.lines(),
        order.isOver(),
        elements(model(definition(order.processInstanceId())), visits, events, List.of()),
        ClientWords.tell(events));
  }

  /** The definition that the order runs on; empty if there is no such order, or it is gone. */
  Optional<String> definitionId(String orderId) {
    return log.view(orderId)
        .flatMap(view -> definition(view.state().processInstanceId()))
        .map(ProcessDefinition::getId);
  }

  private Optional<ProcessDefinition> definition(String instanceId) {
    return engine
        .instance(instanceId)
        .map(HistoricProcessInstance::getProcessDefinitionId)
        .map(
            id -> repository.createProcessDefinitionQuery().processDefinitionId(id).singleResult());
  }

  private StoryModel model(Optional<ProcessDefinition> definition) {
    return definition
        .map(found -> new StoryModel(repository.getBpmnModelInstance(found.getId())))
        .orElseGet(StoryModel::new);
  }

  private static String version(ProcessDefinition definition) {
    return definition.getVersionTag() == null
        ? String.valueOf(definition.getVersion())
        : definition.getVersionTag();
  }

  private static List<StoryElement> elements(
      StoryModel model,
      List<HistoricActivityInstance> visits,
      List<Event> events,
      List<Incident> incidents) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<String, State> states = new HashMap<>();
    for (HistoricActivityInstance visit : visits) {
      counts.merge(visit.getActivityId(), 1, Integer::sum);
      states.put(visit.getActivityId(), State.DONE);
    }
    for (Event event : events) {
      if (event.step() == null) {
        continue;
      }
      switch (event.kind()) {
        case "STEP_COMPLETED" -> states.put(event.step(), State.DONE);
        case "STEP_REFUSED" -> states.put(event.step(), State.REFUSED);
        case "STEP_UNDONE" ->
            model.undoneBy(event.topic()).stream()
                .filter(states::containsKey)
                .filter(step -> states.get(step) != State.REFUSED)
                .forEach(step -> states.put(step, State.UNDONE));
        default -> {}
      }
      // What the engine has cleaned up was in the log first.
      counts.putIfAbsent(event.step(), 1);
      states.putIfAbsent(event.step(), State.DONE);
    }
    visits.stream()
        .filter(visit -> visit.getEndTime() == null)
        .forEach(visit -> states.put(visit.getActivityId(), State.ACTIVE));
    incidents.forEach(
        incident -> {
          counts.putIfAbsent(incident.getActivityId(), 1);
          states.put(incident.getActivityId(), State.INCIDENT);
        });
    return counts.entrySet().stream()
        .map(
            count -> new StoryElement(count.getKey(), count.getValue(), states.get(count.getKey())))
        .toList();
  }

  /** What was decided, by the number of events that come before it. */
  private static Map<Integer, List<StoryEntry>> placed(
      List<Decision> decisions, List<HistoricActivityInstance> visits, List<Event> events) {
    Map<Integer, List<StoryEntry>> placed = new HashMap<>();
    for (Decision decision : decisions) {
      int place = place(decision, visits, events);
      // The log has the time at which the command ended, and by the database's clock.
      Instant at = place == 0 ? decision.at() : events.get(place - 1).at();
      placed.computeIfAbsent(place, any -> new ArrayList<>()).add(entry(decision, at));
    }
    return placed;
  }

  /** After what is told of the steps that the order came to before it came to the decision. */
  private static int place(
      Decision decision, List<HistoricActivityInstance> visits, List<Event> events) {
    int visit = 0;
    for (int i = 0; i < visits.size(); i++) {
      if (visits.get(i).getActivityId().equals(decision.elementId())
          && !visits.get(i).getStartTime().toInstant().isAfter(decision.at())) {
        visit = i;
      }
    }
    Set<String> before =
        visits.subList(0, visit).stream()
            .map(HistoricActivityInstance::getActivityId)
            .collect(Collectors.toSet());
    int place = Math.min(1, events.size());
    for (int i = place; i < events.size(); i++) {
      String step = events.get(i).step();
      if (step != null && !before.contains(step)) {
        return place;
      }
      if (step != null) {
        place = i + 1;
      }
    }
    return place;
  }

  private static StoryEntry entry(Decision decision, Instant at) {
    return new StoryEntry(
        at,
        "DECISION_MADE",
        decision.elementId(),
        decision.name() + ": " + values(decision.outputs()),
        values(decision.inputs()),
        null,
        null,
        null,
        null);
  }

  private static String values(List<Value> values) {
    return values.stream()
        .map(value -> value.name() + " = " + value.value())
        .collect(Collectors.joining(", "));
  }

  private List<Action> actions(
      OrderState order,
      StoryModel model,
      List<Event> events,
      List<Token> tokens,
      List<Incident> incidents,
      List<Settlement> settlements) {
    List<Action> actions = new ArrayList<>();
    actions.add(
        tokens.stream()
            .filter(token -> token.incident() || token.nextAttempt() != null)
            .findFirst()
            .map(token -> allowed("retry", token.elementId(), null))
            .orElseGet(() -> refused("retry", "Nothing failed that could be tried again.")));
    actions.add(
        stops
            .find(order, StopCode.GIVEN_UP)
            .map(OpenStep::activityId)
            .map(step -> allowed("give-up", step, null))
            .orElseGet(() -> refused("give-up", whyNoGivingUp(order))));
    actions.addAll(notifications(model, events));
    List<Action> undone =
        incidents.stream()
            .map(Incident::getActivityId)
            .filter(model::isUndo)
            .map(step -> allowed("undone", step, null))
            .toList();
    actions.addAll(
        undone.isEmpty() ? List.of(refused("undone", "No undo step needs an operator.")) : undone);
    actions.addAll(acceptances(settlements));
    return actions;
  }

  /** Most orders never have a settlement, so there is nothing to say where none is open. */
  private static List<Action> acceptances(List<Settlement> settlements) {
    return settlements.stream()
        .filter(settlement -> settlement.state().equals("OPEN"))
        .map(settlement -> "settlements/" + settlement.topic() + "/accepted")
        .map(name -> allowed(name, null, null))
        .toList();
  }

  private static String whyNoGivingUp(OrderState order) {
    return order.isOver()
        ? "The order is over."
        : "Its shipment is booked, or it is being undone already.";
  }

  private static List<Action> notifications(StoryModel model, List<Event> events) {
    Set<String> sent =
        events.stream()
            .filter(event -> event.kind().equals("STEP_COMPLETED"))
            .map(Event::step)
            .filter(step -> model.notification(step) != null)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (sent.isEmpty()) {
      return List.of(refused("notifications", "The customer was not told anything yet."));
    }
    return sent.stream()
        .map(step -> allowed("notifications", step, model.notification(step)))
        .toList();
  }

  private static Action allowed(String name, String elementId, String event) {
    return new Action(name, elementId, event, true, null);
  }

  private static Action refused(String name, String whyNot) {
    return new Action(name, null, null, false, whyNot);
  }
}
