package org.ordersaga.process.review;

import java.util.List;
import java.util.Objects;
import org.camunda.bpm.engine.impl.history.event.HistoricDecisionEvaluationEvent;
import org.camunda.bpm.engine.impl.history.event.HistoricDecisionOutputInstanceEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEvent;
import org.camunda.bpm.engine.impl.history.handler.HistoryEventHandler;
import org.ordersaga.process.engine.OrderProcess;
import org.springframework.context.ApplicationEventPublisher;

/** Tells what the decision table said of an order. */
class AssessmentHandler implements HistoryEventHandler {

  private static final String TABLE = "order-review";
  private static final String ASSESSMENT = "assessment";

  private final ApplicationEventPublisher events;

  AssessmentHandler(ApplicationEventPublisher events) {
    this.events = events;
  }

  @Override
  public void handleEvents(List<HistoryEvent> events) {
    events.forEach(this::handleEvent);
  }

  @Override
  public void handleEvent(HistoryEvent event) {
    if (event instanceof HistoricDecisionEvaluationEvent evaluation
        && OrderProcess.KEY.equals(
            evaluation.getRootHistoricDecisionInstance().getProcessDefinitionKey())
        && TABLE.equals(evaluation.getRootHistoricDecisionInstance().getDecisionDefinitionKey())) {
      events.publishEvent(new OrderAssessed(assessment(evaluation)));
    }
  }

  /** The word of the first row that fits; empty if none does. */
  private static String assessment(HistoricDecisionEvaluationEvent evaluation) {
    return evaluation.getRootHistoricDecisionInstance().getOutputs().stream()
        .map(HistoricDecisionOutputInstanceEntity.class::cast)
        .filter(output -> ASSESSMENT.equals(output.getVariableName()))
        .map(HistoricDecisionOutputInstanceEntity::getTextValue)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }
}
