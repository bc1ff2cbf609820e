package org.ordersaga.worker.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.camunda.bpm.client.task.ExternalTask;
import org.camunda.bpm.client.task.ExternalTaskService;
import org.ordersaga.worker.catalogue.StepCatalogue;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.execution.StepOutcome;
import org.ordersaga.worker.step.Receipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;

/** Has one delivered task executed, obeys the model's policy and reports what became of it. */
final class TaskRunner {

  private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

  /** What a customer reads when a step gave up; the code says which step it was. */
  private static final String GIVEN_UP_MESSAGE =
      "A service that your order needs is not available at the moment. Please try again later.";

  /** What a delivery comes to, for the metrics. */
  private enum Ending {
    COMPLETED,
    REFUSED,
    RETRY,
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
      FailureReport report = FailureReport.of(task.getTopicName(), e);
      LOG.error("The task was not handled to its end: {}\n{}", report.message(), report.details());
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
                "The task has neither a business key nor a String variable orderId."));
      }
      StepPolicy policy;
      try {
        policy =
            StepPolicy.of(
                task.getExtensionProperties(),
                catalogue.get(task.getTopicName()).description().refusals(),
                lockDuration);
      } catch (StepPolicy.MalformedException e) {
        return incident(
            FailureReport.of(
                "POLICY_INVALID", "%s (%s).".formatted(e.getMessage(), task.getActivityId())));
      }
      MDC.put("attempt", String.valueOf(policy.attempt(task.getRetries())));
      return run(policy);
    }

    private Ending run(StepPolicy policy) {
      StepOutcome outcome;
      try {
        if (deliveries.delivered(task.getId(), task.getRetries()) > policy.maxDeliveries()) {
          return incident(
              FailureReport.of(
                  "DELIVERIES_EXHAUSTED",
                  "Delivered %d times without a report: it may be stopping its worker; see the worker's log."
                      .formatted(policy.maxDeliveries())));
        }
        outcome =
            locks.whileKept(
                task,
                service,
                policy,
                () -> executor.execute(task.getTopicName(), orderId, task.getAllVariables()));
      } catch (Exception | StackOverflowError | LinkageError e) {
        return failed(policy, e);
      }
      return report(policy, outcome);
    }

    private Ending report(StepPolicy policy, StepOutcome outcome) {
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
            () -> service.handleBpmnError(task, refused.code(), refused.message()));
      }
      // Usually its task is gone, since its undo has run; if not, the model is wrong.
      return incident(
          FailureReport.of(
              "ALREADY_UNDONE",
              "The step was taken back before, by its undo, and is not executed again."));
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

    private Ending failed(StepPolicy policy, Throwable failure) {
      FailureReport report = FailureReport.of(task.getTopicName(), failure);
      int left = policy.retriesAfterFailure(task.getRetries());
      if (left > 0) {
        Duration wait = policy.waitBefore(left);
        LOG.warn("{} The next of {} retries is due in {}.", report.message(), left, wait);
        return switch (report(report, left, wait)) {
          case ACCEPTED -> {
            retries.expect(wait);
            yield Ending.RETRY;
          }
          case DROPPED -> Ending.DROPPED;
          case REFUSED, UNKNOWN -> Ending.UNREPORTED;
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
      return report(policy, outcome);
    }

    /** Reports the end of the task. */
    private Ending ended(StepPolicy policy, Ending ending, Runnable call) {
      return switch (reporter.report(call)) {
        case ACCEPTED -> {
          forget();
          yield ending;
        }
        case DROPPED -> dropped();
        case REFUSED -> reportRefused(policy);
        case UNKNOWN -> {
          LOG.warn("The outcome could not be reported; the task will be delivered again.");
          yield Ending.UNREPORTED;
        }
      };
    }

    private Ending reportRefused(StepPolicy policy) {
      OptionalInt refusals = deliveries.reportRefused(task.getId());
      if (refusals.isPresent() && refusals.getAsInt() >= policy.maxDeliveries()) {
        return incident(
            FailureReport.of(
                "REPORT_REFUSED",
                "The engine failed %d times at what follows the step: a gateway, a table, a listener or a missing error event."
                    .formatted(refusals.getAsInt())));
      }
      LOG.warn("The engine failed to go on after the step; the task will be delivered again.");
      return Ending.UNREPORTED;
    }

    private Ending incident(FailureReport report) {
      LOG.error("{}", report.message());
      return switch (report(report, 0, Duration.ZERO)) {
        case ACCEPTED -> {
          forget();
          yield Ending.INCIDENT;
        }
        case DROPPED -> dropped();
        case REFUSED, UNKNOWN -> Ending.UNREPORTED;
      };
    }

    private Ending dropped() {
      // Its deliveries stay counted: if it is not gone, it comes again.
      LOG.info("The task is gone or delivered elsewhere.");
      return Ending.DROPPED;
    }

    private void forget() {
      try {
        deliveries.ended(task.getId());
      } catch (DataAccessException e) {
        LOG.debug("The count of deliveries is left to be forgotten later.");
      }
    }

    private TaskReporter.Result report(FailureReport report, int left, Duration wait) {
      return reporter.report(
          () ->
              service.handleFailure(
                  task, report.message(), report.details(), left, wait.toMillis()));
    }
  }
}
