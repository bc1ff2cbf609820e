package org.ordersaga.process.review;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.stop.OrderDeadline;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** What happens at the review besides what is drawn. */
@Component
class ReviewListeners {

  /** Variable: the reason that the decision table gave. */
  static final String RULE = "assessmentReason";

  private final ReviewFacts facts;
  private final OrderLog log;
  private final ApplicationEventPublisher events;

  ReviewListeners(ReviewFacts facts, OrderLog log, ApplicationEventPublisher events) {
    this.facts = facts;
    this.log = log;
    this.events = events;
  }

  /** From now on it is the review's own time that counts, and not the order's deadline. */
  void begins(DelegateExecution review) {
    Map<String, Object> data = data(review);
    data.put("reason", review.getVariable(RULE));
    log.append(review.getProcessInstanceId(), EventKind.REVIEW_REQUESTED, data);
    log.renewDeadline(review.getProcessInstanceId(), Optional.empty());
  }

  /** What the reviewer sees is made once, when the task is created. */
  void isShown(DelegateTask task) {
    task.setVariablesLocal(facts.of(task));
  }

  /** However the review ends, what comes next gets as much time as an order. */
  void ends(DelegateExecution review) {
    // Cancelled is a review that ended without a decision: stopped, expired, moved by an operator.
    if (!review.isCanceled()) {
      ReviewDecision decision = ReviewDecision.of(review);
      // As it was checked: the customer reads it without the blanks around it.
      review.setVariable(ReviewDecision.REASON, decision.reason());
      Map<String, Object> data = data(review);
      data.put("decision", decision.approved() ? "APPROVED" : "REFUSED");
      data.put("by", caller(review));
      log.append(review.getProcessInstanceId(), EventKind.REVIEW_DECIDED, data);
      events.publishEvent(
          new ReviewEnded(
              decision.approved() ? ReviewEnded.Outcome.APPROVED : ReviewEnded.Outcome.REFUSED));
    }
    log.renewDeadline(
        review.getProcessInstanceId(),
        OrderDeadline.of(((ExecutionEntity) review).getProcessDefinition()));
  }

  /** Nobody decided in time. */
  void expires(DelegateExecution timer, String reviewId) {
    log.append(timer.getProcessInstanceId(), EventKind.REVIEW_EXPIRED, Map.of("step", reviewId));
    events.publishEvent(new ReviewEnded(ReviewEnded.Outcome.EXPIRED));
  }

  private static Map<String, Object> data(DelegateExecution review) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("step", review.getCurrentActivityId());
    return data;
  }

  private static String caller(DelegateExecution review) {
    Authentication caller =
        review.getProcessEngineServices().getIdentityService().getCurrentAuthentication();
    return caller == null ? null : caller.getUserId();
  }
}
