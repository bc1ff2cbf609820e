package org.ordersaga.process.orderlog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.history.event.HistoricExternalTaskLogEntity;
import org.camunda.bpm.engine.impl.history.event.HistoricIncidentEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoricProcessInstanceEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoricVariableUpdateEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.ordersaga.process.engine.OrderProcess;

/** Translates the engine's history events into the order log, besides the engine's own history. */
class OrderHistoryHandler implements HistoryEventHandler {

  private static final String PROVIDER_DOWN = "PROVIDER_DOWN:";

  private final OrderLog log;
  private final Receipts receipts;

  OrderHistoryHandler(OrderLog log, Receipts receipts) {
    this.log = log;
    this.receipts = receipts;
  }

  @Override
  public void handleEvents(List<HistoryEvent> events) {
    events.forEach(this::handleEvent);
  }

  @Override
  public void handleEvent(HistoryEvent event) {
    if (!OrderProcess.KEY.equals(event.getProcessDefinitionKey())) {
      return;
    }
    if (event instanceof HistoricVariableUpdateEventEntity variable) {
      variableSet(variable);
    } else if (event instanceof HistoricExternalTaskLogEntity task) {
      step(task);
    } else if (event instanceof HistoricIncidentEventEntity incident) {
      incident(incident);
    } else if (event instanceof HistoricProcessInstanceEventEntity
        && event.isEventOfType(HistoryEventTypes.PROCESS_INSTANCE_END)) {
      log.processEnded(event.getProcessInstanceId());
    }
  }

  private void variableSet(HistoricVariableUpdateEventEntity variable) {
    String instance = variable.getProcessInstanceId();
    boolean set =
        variable.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_CREATE)
            || variable.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_UPDATE);
    // A task's local variable of the same name says nothing about the order.
    if (!set || !instance.equals(variable.getExecutionId())) {
      return;
    }
    switch (variable.getVariableName()) {
      case OrderProcess.OUTCOME -> log.outcome(instance, variable.getTextValue());
      case OrderProcess.TOTAL_AMOUNT -> log.totalAmount(instance, variable.getLongValue());
      case OrderProcess.FAILURE_REASON -> log.failureReason(instance, variable.getTextValue());
      case OrderProcess.FAILURE_MESSAGE -> log.failureMessage(instance, variable.getTextValue());
      default -> {}
    }
  }

  private void step(HistoricExternalTaskLogEntity task) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("step", task.getActivityId());
    data.put("topic", task.getTopicName());
    String instance = task.getProcessInstanceId();
    if (task.isCreationLog()) {
      log.append(instance, EventKind.STEP_STARTED, data);
    } else if (task.isFailureLog()) {
      if (!isHandedBack(task)) {
        // The worker's message stays in Cockpit: it is written for operators.
        log.append(instance, EventKind.STEP_ATTEMPT_FAILED, data);
      }
    } else if (task.isSuccessLog()) {
      ExecutionEntity execution =
          Context.getCommandContext()
              .getExecutionManager()
              .findExecutionById(task.getExecutionId());
      receipts.of(execution).ifPresent(receipt -> data.put("receipt", receipt));
      log.append(
          instance,
          OrderLogParseListener.isUndo(execution.getProcessDefinition(), task.getTopicName())
              ? EventKind.STEP_UNDONE
              : EventKind.STEP_COMPLETED,
          data);
    }
  }

  /** A task whose provider is known to be down is given back every few seconds: no attempt. */
  private static boolean isHandedBack(HistoricExternalTaskLogEntity task) {
    return task.getErrorMessage() != null && task.getErrorMessage().startsWith(PROVIDER_DOWN);
  }

  private void incident(HistoricIncidentEventEntity incident) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("step", incident.getActivityId());
    data.put("type", incident.getIncidentType());
    String instance = incident.getProcessInstanceId();
    if (incident.isEventOfType(HistoryEventTypes.INCIDENT_CREATE)) {
      log.append(instance, EventKind.INCIDENT_OPENED, data);
    } else if (incident.isEventOfType(HistoryEventTypes.INCIDENT_RESOLVE)
        || incident.isEventOfType(HistoryEventTypes.INCIDENT_DELETE)) {
      log.append(instance, EventKind.INCIDENT_RESOLVED, data);
    }
  }
}
