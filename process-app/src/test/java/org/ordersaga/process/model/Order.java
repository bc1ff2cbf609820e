package org.ordersaga.process.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;

/**
 * One running order, and everything that happens to it from outside: workers that carry out its
 * tasks, news from customer and carrier, the clock. Every action fails when the order does not
 * stand where the action expects it.
 */
final class Order {

  private static final String WORKER = "worker";
  private static final String OPERATOR = "operator";
  private static final long LOCK_MILLIS = Duration.ofMinutes(1).toMillis();

  private final ProcessEngine engine;
  private final ProcessInstance instance;

  private Order(ProcessEngine engine, ProcessInstance instance) {
    this.engine = engine;
    this.instance = instance;
  }

  /** A customer places an order for one book. */
  static Order place(ProcessEngine engine) {
    Map<String, Object> variables =
        Map.of(
            "orderId", "ord-1",
            "customerId", "cust-1",
            "email", "ada@example.com",
            "currency", "EUR",
            "paymentMethod", "tok_visa",
            "lines", "[{\"sku\":\"BOOK-001\",\"quantity\":1}]",
            "shippingAddress", "{\"name\":\"Ada Lovelace\",\"country\":\"DE\"}");
    return new Order(
        engine,
        engine.getRuntimeService().startProcessInstanceByKey("order-process", "ord-1", variables));
  }

  ProcessInstance instance() {
    return instance;
  }

  /** What is open: the tasks that wait for a worker or a person, and the wait for the delivery. */
  Set<String> standsAt() {
    Stream<String> tasks = openTasks().stream().map(ExternalTask::getActivityId);
    Stream<String> waits =
        engine
            .getRuntimeService()
            .createEventSubscriptionQuery()
            .processInstanceId(instance.getId())
            .eventName("DELIVERED")
            .list()
            .stream()
            .map(subscription -> subscription.getActivityId());
    Stream<String> persons =
        engine
            .getTaskService()
            .createTaskQuery()
            .processInstanceId(instance.getId())
            .list()
            .stream()
            .map(Task::getTaskDefinitionKey);
    return new TreeSet<>(Stream.of(tasks, waits, persons).flatMap(open -> open).toList());
  }

  /** The value of a variable of the order, also after its end; {@code null} when it has none. */
  Object variable(String name) {
    return engine
        .getHistoryService()
        .createHistoricVariableInstanceQuery()
        .processInstanceId(instance.getId())
        .variableName(name)
        .list()
        .stream()
        .filter(variable -> variable.getActivityInstanceId().equals(instance.getId()))
        .findFirst()
        .map(HistoricVariableInstance::getValue)
        .orElse(null);
  }

  /** How often a flow node was entered. */
  long passes(String activityId) {
    return engine
        .getHistoryService()
        .createHistoricActivityInstanceQuery()
        .processInstanceId(instance.getId())
        .activityId(activityId)
        .count();
  }

  // ---- workers

  /** A worker carries out these tasks, one after another. */
  Order does(String... activityIds) {
    Arrays.stream(activityIds).forEach(activityId -> does(activityId, Map.of()));
    return this;
  }

  /** A worker carries out a task and reports variables. */
  Order does(String activityId, Map<String, Object> outputs) {
    LockedExternalTask task = fetch(activityId);
    engine.getExternalTaskService().complete(task.getId(), WORKER, outputs);
    return this;
  }

  /** A worker refuses. */
  Order refuses(String activityId, String code) {
    LockedExternalTask task = fetch(activityId);
    engine.getExternalTaskService().handleBpmnError(task.getId(), WORKER, code, sentence(code));
    return this;
  }

  /** {@code PT1S,PT2S} are two retries, {@code R5/PT10S} are five. */
  private static int retries(String cycle) {
    return cycle.startsWith("R")
        ? Integer.parseInt(cycle.substring(1, cycle.indexOf('/')))
        : cycle.split(",").length;
  }

  /**
   * A worker fails again and again, as the model's properties tell it, until the model says that it
   * is enough.
   *
   * @return how often the task was carried out
   */
  int failsForGood(String activityId) {
    for (int executions = 1; ; executions++) {
      LockedExternalTask task = fetch(activityId);
      Map<String, String> properties = task.getExtensionProperties();
      int retriesInAll = retries(properties.get("retryCycle"));
      int left = task.getRetries() == null ? retriesInAll : task.getRetries() - 1;
      String exhausted = properties.get("onRetriesExhausted");
      if (left == 0 && !exhausted.equals("incident")) {
        engine
            .getExternalTaskService()
            .handleBpmnError(task.getId(), WORKER, exhausted, sentence(exhausted));
        return executions;
      }
      engine.getExternalTaskService().handleFailure(task.getId(), WORKER, "not reached", left, 0);
      if (left == 0) {
        return executions;
      }
    }
  }

  /** A worker fetches a task and keeps it; of several, the oldest. */
  LockedExternalTask fetch(String activityId) {
    ExternalTask open = openTask(activityId);
    List<LockedExternalTask> fetched =
        engine
            .getExternalTaskService()
            .fetchAndLock()
            .maxTasks(10)
            .workerId(WORKER)
            .orderByCreateTime()
            .asc()
            .subscribe()
            .topic(open.getTopicName(), LOCK_MILLIS)
            .businessKey("ord-1")
            .includeExtensionProperties()
            .execute();
    fetched.stream()
        .filter(task -> !task.getId().equals(open.getId()))
        .forEach(task -> engine.getExternalTaskService().unlock(task.getId()));
    return fetched.stream()
        .filter(task -> task.getId().equals(open.getId()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No worker gets the task " + activityId));
  }

  /** What a worker gets to see of these variables. */
  Map<String, Object> inputs(String activityId, String... names) {
    String executionId = openTask(activityId).getExecutionId();
    return engine.getRuntimeService().getVariables(executionId, List.of(names));
  }

  // ---- operators and the outside

  /** Ends an active step from outside, also when a worker has it: takes it over, then refuses. */
  Order isStopped(String activityId, String code) {
    String taskId = openTask(activityId).getId();
    engine.getExternalTaskService().unlock(taskId);
    engine.getExternalTaskService().lock(taskId, OPERATOR, LOCK_MILLIS);
    engine.getExternalTaskService().handleBpmnError(taskId, OPERATOR, code, sentence(code));
    return this;
  }

  /** An operator gives a failed task one more try. */
  Order isResumed(String activityId) {
    engine.getExternalTaskService().setRetries(openTask(activityId).getId(), 1);
    return this;
  }

  /** A reviewer approves the order. */
  Order isApproved() {
    return isReviewed(Map.of("reviewDecision", "approve"));
  }

  /** A reviewer refuses the order. */
  Order isRefusedByReviewer(String reason) {
    return isReviewed(Map.of("reviewDecision", "refuse", "reviewReason", reason));
  }

  private Order isReviewed(Map<String, Object> variables) {
    engine.getTaskService().complete(userTask().getId(), variables);
    return this;
  }

  /** The review is ended from outside. */
  Order reviewIsStopped(String code) {
    engine.getTaskService().handleBpmnError(userTask().getId(), code, sentence(code));
    return this;
  }

  Task userTask() {
    return engine
        .getTaskService()
        .createTaskQuery()
        .processInstanceId(instance.getId())
        .singleResult();
  }

  /** The open incidents' kinds and places, such as {@code failedExternalTask at ChargePayment}. */
  List<String> incidents() {
    return engine
        .getRuntimeService()
        .createIncidentQuery()
        .processInstanceId(instance.getId())
        .list()
        .stream()
        .map((Incident incident) -> incident.getIncidentType() + " at " + incident.getActivityId())
        .toList();
  }

  /** The carrier reports the delivery. */
  Order isDelivered() {
    return hears("DELIVERED");
  }

  /** The customer asks for the cancellation. */
  Order isAskedToCancel() {
    return hears("CANCELLATION_REQUESTED");
  }

  private Order hears(String message) {
    engine
        .getRuntimeService()
        .createMessageCorrelation(message)
        .processInstanceBusinessKey("ord-1")
        .correlate();
    return this;
  }

  // ---- the clock

  /** When the next reminder falls due; {@code null} when none will. */
  Instant nextReminder() {
    Job timer = timer();
    return timer == null || timer.getDuedate() == null ? null : timer.getDuedate().toInstant();
  }

  boolean hasTimer() {
    return timer() != null;
  }

  /** Half a second after it fell due the timer runs, as a job executor would run it. */
  Order timerRuns() {
    Job timer = timer();
    if (timer.getDuedate() != null) {
      ClockUtil.setCurrentTime(new Date(timer.getDuedate().getTime() + 500));
    }
    engine.getManagementService().executeJob(timer.getId());
    return this;
  }

  private Job timer() {
    return engine
        .getManagementService()
        .createJobQuery()
        .processInstanceId(instance.getId())
        .timers()
        .singleResult();
  }

  // ---- helpers

  static String sentence(String code) {
    return "A sentence about " + code;
  }

  private List<ExternalTask> openTasks() {
    return engine
        .getExternalTaskService()
        .createExternalTaskQuery()
        .processInstanceId(instance.getId())
        .orderByCreateTime()
        .asc()
        .list();
  }

  private ExternalTask openTask(String activityId) {
    return openTasks().stream()
        .filter(task -> task.getActivityId().equals(activityId))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "The order stands at " + standsAt() + ", expected " + activityId));
  }
}
