package org.ordersaga.process.story;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.ActivityTypes;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricDecisionInstance;
import org.camunda.bpm.engine.history.HistoricExternalTaskLog;
import org.camunda.bpm.engine.history.HistoricIncident;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.TransitionInstance;
import org.springframework.stereotype.Component;

/** What the order log does not have: the engine's runtime and history know it. */
@Component
class StoryEngine {

  /** They stand open as long as the undo steps that they began. */
  private static final Set<String> UNDO_EVENTS =
      Set.of(ActivityTypes.INTERMEDIATE_EVENT_COMPENSATION_THROW);

  private static final String HANDED_BACK = "PROVIDER_DOWN:";

  private final RuntimeService runtime;
  private final HistoryService history;
  private final ExternalTaskService tasks;

  StoryEngine(RuntimeService runtime, HistoryService history, ExternalTaskService tasks) {
    this.runtime = runtime;
    this.history = history;
    this.tasks = tasks;
  }

  /** The order's process; empty when the engine has cleaned it up. */
  Optional<HistoricProcessInstance> instance(String instanceId) {
    return Optional.ofNullable(
        history.createHistoricProcessInstanceQuery().processInstanceId(instanceId).singleResult());
  }

  /** Every element that the order came to, each as often as it came there. */
  List<HistoricActivityInstance> visits(String instanceId) {
    return history
        .createHistoricActivityInstanceQuery()
        .processInstanceId(instanceId)
        .orderPartiallyByOccurrence()
        .asc()
        .list();
  }

  List<Incident> incidents(String instanceId) {
    return runtime.createIncidentQuery().processInstanceId(instanceId).list();
  }

  /** Where the order stands, and what failed beside it. */
  List<OrderStory.Token> tokens(
      String instanceId,
      StoryModel model,
      List<HistoricActivityInstance> visits,
      List<Incident> incidents) {
    Map<String, Incident> troubles = new HashMap<>();
    incidents.forEach(incident -> troubles.put(incident.getActivityId(), incident));
    List<OrderStory.Token> tokens = new ArrayList<>();
    for (HistoricActivityInstance visit : visits) {
      if (visit.getEndTime() == null && !UNDO_EVENTS.contains(visit.getActivityType())) {
        tokens.add(token(visit, troubles.get(visit.getActivityId())));
      }
    }
    for (TransitionInstance waiting : waiting(instanceId)) {
      Incident trouble = troubles.get(waiting.getActivityId());
      tokens.add(
          new OrderStory.Token(
              waiting.getActivityId(),
              waiting.getActivityName(),
              trouble == null ? null : trouble.getIncidentTimestamp().toInstant(),
              trouble != null,
              trouble == null ? null : trouble.getIncidentMessage(),
              null));
    }
    // A timer at a step's border stands nowhere itself, and is somebody's business when it fails.
    tokens.forEach(token -> troubles.remove(token.elementId()));
    troubles.forEach((elementId, trouble) -> tokens.add(token(model.name(elementId), trouble)));
    return tokens;
  }

  private static OrderStory.Token token(String name, Incident trouble) {
    return new OrderStory.Token(
        trouble.getActivityId(),
        name,
        trouble.getIncidentTimestamp().toInstant(),
        true,
        trouble.getIncidentMessage(),
        null);
  }

  private OrderStory.Token token(HistoricActivityInstance visit, Incident trouble) {
    // The engine has an index on an external task's execution, and none on its process instance.
    ExternalTask task =
        tasks.createExternalTaskQuery().executionId(visit.getExecutionId()).list().stream()
            .filter(open -> open.getActivityId().equals(visit.getActivityId()))
            .findFirst()
            .orElse(null);
    String message = task == null ? null : task.getErrorMessage();
    Date locked = task == null || message == null ? null : task.getLockExpirationTime();
    return new OrderStory.Token(
        visit.getActivityId(),
        visit.getActivityName(),
        visit.getStartTime().toInstant(),
        trouble != null,
        trouble == null ? message : trouble.getIncidentMessage(),
        trouble != null || locked == null ? null : locked.toInstant());
  }

  private List<TransitionInstance> waiting(String instanceId) {
    ActivityInstance tree = runtime.getActivityInstance(instanceId);
    return tree == null ? List.of() : List.of(tree.getChildTransitionInstances());
  }

  /** What workers said about attempts that failed, by step, in order. */
  Map<String, List<String>> failures(String instanceId) {
    Map<String, List<String>> failures = new HashMap<>();
    for (HistoricExternalTaskLog attempt :
        history
            .createHistoricExternalTaskLogQuery()
            .processInstanceId(instanceId)
            .failureLog()
            .orderByTimestamp()
            .asc()
            .list()) {
      String message = attempt.getErrorMessage() == null ? "" : attempt.getErrorMessage();
      // The order log does not count these as attempts either.
      if (!message.startsWith(HANDED_BACK)) {
        failures.computeIfAbsent(attempt.getActivityId(), step -> new ArrayList<>()).add(message);
      }
    }
    return failures;
  }

  /** What incidents said when they were opened, by step, in order. */
  Map<String, List<String>> pastIncidents(String instanceId) {
    Map<String, List<String>> incidents = new HashMap<>();
    for (HistoricIncident incident :
        history
            .createHistoricIncidentQuery()
            .processInstanceId(instanceId)
            .orderByCreateTime()
            .asc()
            .list()) {
      incidents
          .computeIfAbsent(String.valueOf(incident.getActivityId()), step -> new ArrayList<>())
          .add(incident.getIncidentMessage() == null ? "" : incident.getIncidentMessage());
    }
    return incidents;
  }

  List<OrderStory.Decision> decisions(String instanceId) {
    return history
        .createHistoricDecisionInstanceQuery()
        .processInstanceId(instanceId)
        .includeInputs()
        .includeOutputs()
        .orderByEvaluationTime()
        .asc()
        .list()
        .stream()
        .map(StoryEngine::decision)
        .toList();
  }

  private static OrderStory.Decision decision(HistoricDecisionInstance decision) {
    return new OrderStory.Decision(
        instant(decision.getEvaluationTime()),
        decision.getActivityId(),
        decision.getDecisionDefinitionName(),
        decision.getInputs().stream()
            .map(in -> new OrderStory.Value(in.getClauseName(), text(in.getValue())))
            .toList(),
        decision.getOutputs().stream()
            .map(
                out ->
                    new OrderStory.Value(
                        out.getClauseName() == null ? out.getVariableName() : out.getClauseName(),
                        text(out.getValue())))
            .toList());
  }

  private static String text(Object value) {
    return value == null ? null : String.valueOf(value);
  }

  private static Instant instant(Date date) {
    return date == null ? null : date.toInstant();
  }
}
