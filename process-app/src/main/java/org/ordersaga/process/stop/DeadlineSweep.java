package org.ordersaga.process.stop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.ordersaga.process.engine.EngineTransaction;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.ordersaga.process.stop.DeadlineRepository.Claim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Meets orders whose deadline has passed: where there is a way back they are undone, elsewhere an
 * operator is asked.
 */
@Component
class DeadlineSweep {

  static final String ORDER_OVERDUE = "ORDER_OVERDUE";

  private static final Logger LOG = LoggerFactory.getLogger(DeadlineSweep.class);
  private static final int MOST_PER_SWEEP = 100;

  private final EngineTransaction transaction;
  private final OrderLog log;
  private final DeadlineRepository deadlines;
  private final StepStop stops;
  private final RuntimeService runtime;

  DeadlineSweep(
      EngineTransaction transaction,
      OrderLog log,
      DeadlineRepository deadlines,
      StepStop stops,
      RuntimeService runtime) {
    this.transaction = transaction;
    this.log = log;
    this.deadlines = deadlines;
    this.stops = stops;
    this.runtime = runtime;
  }

  @Scheduled(fixedDelayString = "${ordersaga.deadlines.sweep-interval}")
  void sweep() {
    List<Claim> due;
    do {
      due = deadlines.claimDue(MOST_PER_SWEEP);
      due.forEach(this::meet);
    } while (due.size() == MOST_PER_SWEEP);
  }

  /** What fails here comes up again as soon as the claim has run out. */
  void meet(Claim claim) {
    MDC.put("orderId", claim.orderId());
    try {
      transaction.execute(
          () -> {
            log.lock(claim.orderId())
                .filter(order -> deadlines.isHeld(claim))
                .ifPresent(this::meet);
            return null;
          });
    } catch (RuntimeException e) {
      LOG.warn("A deadline has passed and could not be met; it is tried again", e);
    } finally {
      MDC.remove("orderId");
    }
  }

  private void meet(OrderState order) {
    List<OpenStep> open = stops.open(order);
    if (open.stream().anyMatch(OpenStep::suspended)) {
      // Who suspended the order wants it to stand still; the deadline is kept for later.
      return;
    }
    Optional<OpenStep> step = stops.find(order, StopCode.EXPIRED);
    if (step.isPresent()) {
      stops.stop(order, step.get(), StopCode.EXPIRED);
      LOG.info(
          "The order took longer than it may: {} is stopped, and the order undone",
          step.get().activityId());
    } else if (stops.isRunning(order)) {
      Optional<Duration> deadline = stops.deadline(order);
      askForHelp(open, deadline);
      log.renewDeadline(order.processInstanceId(), deadline);
    } else {
      log.processEnded(order.processInstanceId());
    }
  }

  private void askForHelp(List<OpenStep> open, Optional<Duration> deadline) {
    if (open.isEmpty()) {
      LOG.warn("{}: the order takes longer than it may, and waits for nobody", ORDER_OVERDUE);
    }
    for (OpenStep step : open) {
      // The engine takes an incident away with the task that it is configured for.
      if (runtime.createIncidentQuery().configuration(step.taskId()).count() == 0) {
        runtime.createIncident(
            ORDER_OVERDUE, step.executionId(), step.taskId(), message(step, deadline));
      }
    }
  }

  private static String message(OpenStep step, Optional<Duration> deadline) {
    if (step.isForPerson()) {
      return "%s: %s is not done although the order took longer than %s; it waits for a person in Tasklist."
          .formatted(
              ORDER_OVERDUE, step.activityId(), deadline.map(Duration::toString).orElse("it may"));
    }
    return "%s: %s is not done although the order took longer than %s; check the worker of %s and what it calls."
        .formatted(
            ORDER_OVERDUE,
            step.activityId(),
            deadline.map(Duration::toString).orElse("it may"),
            step.topic());
  }
}
