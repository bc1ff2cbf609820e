package org.ordersaga.process.review;

import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.history.event.HistoricVariableUpdateEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.ordersaga.process.engine.OrderProcess;
import org.ordersaga.process.identity.EngineGroup;

/**
 * A reviewer decides, and changes nothing else: whoever completes a task may send any variable with
 * it, the total amount for example.
 */
class ReviewGuard implements HistoryEventHandler {

  private static final Set<String> ALLOWED = Set.of(ReviewDecision.DECISION, ReviewDecision.REASON);

  @Override
  public void handleEvents(List<HistoryEvent> events) {
    events.forEach(this::handleEvent);
  }

  @Override
  public void handleEvent(HistoryEvent event) {
    if (event instanceof HistoricVariableUpdateEventEntity variable
        && OrderProcess.KEY.equals(event.getProcessDefinitionKey())
        && !ALLOWED.contains(variable.getVariableName())
        && isAtReview(variable)
        && isReviewer()) {
      throw new ReviewRefused(
          "A review sets %s and %s, and no other variable."
              .formatted(ReviewDecision.DECISION, ReviewDecision.REASON));
    }
  }

  /** The engine builds this id from that of the activity at which the variable was set. */
  private static boolean isAtReview(HistoricVariableUpdateEventEntity variable) {
    String setAt = variable.getActivityInstanceId();
    return setAt != null && setAt.startsWith(OrderProcess.REVIEW + ":");
  }

  private static boolean isReviewer() {
    Authentication caller = Context.getCommandContext().getAuthentication();
    return caller != null
        && caller.getGroupIds() != null
        && caller.getGroupIds().contains(EngineGroup.REVIEWERS.id());
  }
}
