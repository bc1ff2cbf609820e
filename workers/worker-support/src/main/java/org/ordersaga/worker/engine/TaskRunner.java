package org.ordersaga.worker.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.camunda.bpm.client.task.ExternalTask;
import org.camunda.bpm.client.task.ExternalTaskService;
import org.ordersaga.worker.catalogue.StepCatalogue;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.execution.StepOutcome;
import org.ordersaga.worker.step.OutsideDown;
import org.ordersaga.worker.step.Receipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;

/** Has one delivered task executed, obeys the model's policy and reports what became of it. */
final class TaskRunner {

  private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

  /**
   * Variable by which process-app says that an operator declares an undo done by hand. Its value is
   * the task's id: nobody can have set it before, or for another task.
   */
  static final String UNDONE_BY_HAND = "undoneByHand";

  /** What a customer reads when a step gave up; the code says which step it was. */
  private static final String GIVEN_UP_MESSAGE =
      "A service that your order needs is not available at the moment. Please try again later.";

  /** What a delivery comes to, for the metrics. */
  private enum Ending {
    COMPLETED,
    REFUSED,
    RETRY,
    /** Its outside is down: it was handed back, as if it had not been delivered. */
    POSTPONED,
    INCIDENT,
    DROPPED,
    UNREPORTED
  }

  private final StepCatalogue catalogue;
  private final StepExecutor executor;
  private final DeliveryLog deliveries;
  private final LockKeeper locks;
  private final RetryPace retries;
  private final TaskReporter reporter;
  private final MeterRegistry meters;
  private final ObjectMapper json;
  private final Duration lockDuration;

  /** A task that may have killed this process runs with no other such task beside it. */
  private final ReentrantLock suspects = new ReentrantLock();

  TaskRunner(
      StepCatalogue catalogue,
      StepExecutor executor,
      DeliveryLog deliveries,
      LockKeeper locks,
      RetryPace retries,
      MeterRegistry meters,
      ObjectMapper json,
      Duration lockDuration) {
    this.catalogue = catalogue;
    this.executor = executor;
    this.deliveries = deliveries;
    this.locks = locks;
    this.retries = retries;
    this.reporter = new TaskReporter();
    this.meters = meters;
    this.json = json;
    this.lockDuration = lockDuration;
  }

  /** Never throws: what goes wrong is reported, or left to the expiry of the lock. */
  void run(ExternalTask task, ExternalTaskService service) {
    Timer.Sample sample = Timer.start(meters);
    Ending ending = Ending.UNREPORTED;
    String orderId = orderId(task);
    MDC.put("orderId", orderId);
    MDC.put("topic", task.getTopicName());
    MDC.put("taskId", task.getId());
    try {
      ending = new Delivery(task, service, orderId).run();
    } catch (RuntimeException | Error e) {
      LOG.error("The task was not handled to its end:\n{}", FailureReport.trace(e));
    } finally {
      MDC.clear();
      sample.stop(
          meters.timer(
              "ordersaga.step",
              "topic",
              task.getTopicName(),
              "outcome",
              ending.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** When no task runs any more. */
  void stop() {
    try {
      deliveries.forgetEnded();
    } catch (DataAccessException e) {
      LOG.debug("The last counts of deliveries are left to be forgotten later.");
    }
  }

  private static String orderId(ExternalTask task) {
    // A called process does not inherit the business key.
    String key = task.getBusinessKey();
    Object variable = key == null ? task.getVariable("orderId") : key;
    return variable instanceof String orderId ? orderId : null;
  }

  /** One delivery of a task. */
  private final class Delivery {

    private final ExternalTask task;
    private final ExternalTaskService service;
    private final String orderId;

    Delivery(ExternalTask task, ExternalTaskService service, String orderId) {
      this.task = task;
      this.service = service;
      this.orderId = orderId;
    }

    Ending run() {
      if (orderId == null) {
        return incident(
            FailureReport.of(
                "ORDER_ID_MISSING",
                "%s was not executed: its process has neither a business key nor a String variable orderId; check how it was started"
                    .formatted(task.getTopicName())));
      }
      StepPolicy policy;
      try {
        policy = StepPolicy.of(task.getExtensionProperties(), exhaustedCodes(), lockDuration);
      } catch (StepPolicy.MalformedException e) {
        return incident(
            FailureReport.of(
                "POLICY_INVALID",
                "%s was not executed; check its property in the model: %s"
                    .formatted(task.getActivityId(), e.getMessage())));
      }
      MDC.put("attempt", String.valueOf(policy.attempt(task.getRetries())));
      return run(policy);
    }

    /** An undo that is refused for want of an answer would lead nowhere. */
    private List<String> exhaustedCodes() {
      StepDefinition definition = catalogue.get(task.getTopicName());
      return definition.isUndo() ? List.of() : definition.description().refusals();
    }

    /**
     * A suspect keeps the others waiting until it is reported: its end must not be lost to them.
     */
    private Ending run(StepPolicy policy) {
      try {
        return executeAndReport(policy);
      } finally {
        if (suspects.isHeldByCurrentThread()) {
          suspects.unlock();
        }
      }
    }

    private Ending executeAndReport(StepPolicy policy) {
      Optional<StepOutcome> outcome;
      try {
        outcome = locks.whileKept(task, service, policy, () -> executeUnlessPoison(policy));
      } catch (OutsideDown e) {
        return handBack(policy, e);
      } catch (Exception | StackOverflowError | LinkageError e) {
        return failed(policy, e);
      }
      return outcome
          .map(known -> reportOutcome(policy, known))
          .orElseGet(
              () ->
                  incident(
                      FailureReport.of(
                          "DELIVERIES_EXHAUSTED",
                          "%s was delivered %s without a report, and may be stopping its worker; check the worker's log for this task"
                              .formatted(
                                  task.getTopicName(),
                                  FailureReport.times(policy.maxDeliveries())))));
    }

    /** Empty for a task that was delivered too often. */
    private Optional<StepOutcome> executeUnlessPoison(StepPolicy policy) {
      if (deliveries.begins(task.getId(), task.getRetries())) {
        return Optional.of(execute());
      }
      // One at a time, and counted only then: those that were beside a task when it killed the
      // process are delivered again with it, and must not be taken for poison too.
      suspects.lock();
      int number = deliveries.delivered(task.getId(), task.getRetries());
      return number > policy.maxDeliveries() ? Optional.empty() : Optional.of(execute());
    }

    private StepOutcome execute() {
      String topic = task.getTopicName();
      Object byHand = task.getVariable(UNDONE_BY_HAND);
      if (task.getId().equals(byHand) && catalogue.get(topic).isUndo()) {
        LOG.info("Declared done by hand by an operator; it is recorded, and not executed.");
        return executor.undoByHand(topic, orderId, task.getAllVariables());
      }
      return executor.execute(topic, orderId, task.getAllVariables());
    }

    private Ending reportOutcome(StepPolicy policy, StepOutcome outcome) {
      if (outcome instanceof StepOutcome.Completed completed) {
        return ended(
            policy,
            Ending.COMPLETED,
            () -> service.complete(task, completed.variables(), local(completed.receipt())));
      }
      if (outcome instanceof StepOutcome.Refused refused) {
        LOG.info("Refused with {}.", refused.code());
        return ended(
            policy,
            Ending.REFUSED,
            () ->
                service.handleBpmnError(
                    task, refused.code(), refused.message(), refused.variables()));
      }
      // Usually its task is gone, since its undo has run; if not, the model is wrong.
      return incident(
          FailureReport.of(
              "ALREADY_UNDONE",
              "%s was not executed: its undo was, before it; check whether the model leads back to the step"
                  .formatted(task.getTopicName())));
    }

    private Map<String, Object> local(Receipt receipt) {
      if (receipt == null) {
        return Map.of();
      }
      try {
        return Map.of("receipt", json.writeValueAsString(receipt));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("A receipt cannot be written as JSON", e);
      }
    }

    /** No attempt: with the retries that it had, and not counted as a delivery. */
    private Ending handBack(StepPolicy policy, OutsideDown down) {
      FailureReport report = FailureReport.of(task.getTopicName(), down);
      int left = policy.retriesAfterHandBack(task.getRetries());
      LOG.debug("{} Handed back for {}.", report.message(), down.retryAfter());
      return switch (reportFailure(report, left, down.retryAfter())) {
        case ACCEPTED -> {
          retries.expect(down.retryAfter());
          deliveries.handedBack(task.getId(), left);
          yield Ending.POSTPONED;
        }
        case GONE -> gone();
        case REJECTED -> dropped();
        case FAILED, UNKNOWN -> Ending.UNREPORTED;
      };
    }

    private Ending failed(StepPolicy policy, Throwable failure) {
      FailureReport report =
          FailureReport.of(task.getTopicName(), policy.attempt(task.getRetries()), failure);
      int left = policy.retriesAfterFailure(task.getRetries());
      if (left > 0) {
        Duration wait = policy.waitBefore(left);
        LOG.warn("{} The next of {} retries is due in {}.", report.message(), left, wait);
        return switch (reportFailure(report, left, wait)) {
          case ACCEPTED -> {
            retries.expect(wait);
            yield Ending.RETRY;
          }
          case GONE -> gone();
          case REJECTED -> dropped();
          case FAILED, UNKNOWN -> Ending.UNREPORTED;
        };
      }
      if (policy.exhaustedCode() == null) {
        return incident(report);
      }
      LOG.warn("{} No retry is left: refused with {}.", report.message(), policy.exhaustedCode());
      StepOutcome outcome;
      try {
        outcome =
            executor.giveUp(
                task.getTopicName(),
                orderId,
                task.getAllVariables(),
                policy.exhaustedCode(),
                GIVEN_UP_MESSAGE);
      } catch (RuntimeException e) {
        // A refusal that is not on record could be contradicted by a late repeat.
        return incident(report);
      }
      return reportOutcome(policy, outcome);
    }

    /** Reports the end of the task. */
    private Ending ended(StepPolicy policy, Ending ending, Runnable call) {
      return switch (reporter.report(call)) {
        case ACCEPTED -> {
          deliveries.ended(task.getId());
          yield ending;
        }
        case GONE -> gone();
        case REJECTED -> reportRefused(policy) ? unreportable(policy) : dropped();
        case FAILED -> {
          if (reportRefused(policy)) {
            yield unreportable(policy);
          }
          LOG.warn("The engine failed to go on after the step; the task will be delivered again.");
          yield Ending.UNREPORTED;
        }
        case UNKNOWN -> {
          LOG.warn("The outcome could not be reported; the task will be delivered again.");
          yield Ending.UNREPORTED;
        }
      };
    }

    /** Counts it; whether it was once too often. */
    private boolean reportRefused(StepPolicy policy) {
      return deliveries.reportRefused(task.getId()).orElse(0) >= policy.maxDeliveries();
    }

    private Ending unreportable(StepPolicy policy) {
      return incident(
          FailureReport.of(
              "REPORT_REFUSED",
              "the engine refused the report of %s %s; check what follows it in the model: gateway, table, listener or a missing error event"
                  .formatted(task.getTopicName(), FailureReport.times(policy.maxDeliveries()))));
    }

    private Ending incident(FailureReport report) {
      return switch (reportFailure(report, 0, Duration.ZERO)) {
        case ACCEPTED -> {
          // Only now: a step that was stopped meanwhile has no incident, and needs nobody.
          LOG.error("{}", report.message());
          forget();
          yield Ending.INCIDENT;
        }
        case GONE -> gone();
        case REJECTED -> dropped();
        case FAILED, UNKNOWN -> {
          LOG.warn(
              "{} It could not be reported; the task will be delivered again.", report.message());
          yield Ending.UNREPORTED;
        }
      };
    }

    private Ending gone() {
      LOG.info("The task is gone.");
      forget();
      return Ending.DROPPED;
    }

    private Ending dropped() {
      // Its deliveries stay counted: it may come again.
      LOG.info("The task is delivered elsewhere, or may not end now.");
      return Ending.DROPPED;
    }

    /** At once: the task may come again, when its retries are raised. */
    private void forget() {
      try {
        deliveries.forget(task.getId());
      } catch (DataAccessException e) {
        LOG.debug("The count of deliveries is left to be forgotten later.");
      }
    }

    private TaskReporter.Result reportFailure(FailureReport report, int left, Duration wait) {
      return reporter.report(
          () ->
              service.handleFailure(
                  task, report.message(), report.details(), left, wait.toMillis()));
    }
  }
}
