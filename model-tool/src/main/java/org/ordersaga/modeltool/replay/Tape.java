package org.ordersaga.modeltool.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.history.event.HistoricActivityInstanceEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoricProcessInstanceEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoricVariableUpdateEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;

/** Writes down the way of the order that is replayed, in the place of the engine's history. */
final class Tape implements HistoryEventHandler {

  private final List<String> path = new ArrayList<>();
  private final Map<String, String> texts = new HashMap<>();
  private boolean ended;

  void rewind() {
    path.clear();
    texts.clear();
    ended = false;
  }

  List<String> path() {
    return List.copyOf(path);
  }

  /** The last value of a variable of the order. */
  String text(String name) {
    return texts.get(name);
  }

  boolean hasEnded() {
    return ended;
  }

  @Override
  public void handleEvents(List<HistoryEvent> events) {
    events.forEach(this::handleEvent);
  }

  @Override
  public void handleEvent(HistoryEvent event) {
    if (event instanceof HistoricActivityInstanceEventEntity visit) {
      if (event.isEventOfType(HistoryEventTypes.ACTIVITY_INSTANCE_START)
          && !Way.isGateway(visit.getActivityType())) {
        path.add(visit.getActivityId());
      }
    } else if (event instanceof HistoricVariableUpdateEventEntity variable) {
      if (variable.getProcessInstanceId() != null
          && variable.getProcessInstanceId().equals(variable.getExecutionId())) {
        texts.put(variable.getVariableName(), variable.getTextValue());
      }
    } else if (event instanceof HistoricProcessInstanceEventEntity
        && event.isEventOfType(HistoryEventTypes.PROCESS_INSTANCE_END)) {
      ended = true;
    }
  }
}
