package org.ordersaga.process.operations;

import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.history.event.HistoricVariableUpdateEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;

/**
 * The variable by which a worker learns that an undo was done by hand. Its value is the id of the
 * task, so it says nothing about another one; and whoever else sets it, by whatever path, is
 * refused.
 */
final class UndoMark implements HistoryEventHandler {

  static final String VARIABLE = "undoneByHand";

  private static final ThreadLocal<Boolean> SETTING = new ThreadLocal<>();

  /** Marks a task; in the caller's transaction. */
  static void set(RuntimeService runtime, String executionId, String taskId) {
    SETTING.set(true);
    try {
      runtime.setVariableLocal(executionId, VARIABLE, taskId);
    } finally {
      SETTING.remove();
    }
  }

  static boolean isSet(RuntimeService runtime, String executionId, String taskId) {
    return taskId.equals(runtime.getVariableLocal(executionId, VARIABLE));
  }

  @Override
  public void handleEvent(HistoryEvent event) {
    if (event instanceof HistoricVariableUpdateEventEntity variable
        && VARIABLE.equals(variable.getVariableName())
        && !event.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_DELETE)
        && !event.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_MIGRATE)
        && SETTING.get() == null) {
      throw new InvalidRequestException(
          Status.BAD_REQUEST,
          "The variable " + VARIABLE + " is set by POST /api/operations/orders/{id}/undone only.");
    }
  }

  @Override
  public void handleEvents(List<HistoryEvent> events) {
    events.forEach(this::handleEvent);
  }
}
