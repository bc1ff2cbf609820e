package org.ordersaga.process.stop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.impl.RepositoryServiceImpl;
import org.camunda.bpm.engine.impl.bpmn.helper.BpmnProperties;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Ends the step that an order stands at, whether a worker or a person is at it. Callers hold the
 * lock of the order's row before they look where it stands; whoever reports a result holds it
 * before it writes a row of the engine's: so the result was there first, and the order stands
 * elsewhere, or it finds its task gone when it writes. Other changes of a task, such as a worker's
 * fetching it, are noticed by the engine: an {@link
 * org.camunda.bpm.engine.OptimisticLockingException} ends the transaction, and the caller begins
 * anew.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class StepStop {

  /** Stands in the place of a worker's id. */
  private static final String WORKER = "process-app";

  private static final long LOCK_MILLIS = Duration.ofMinutes(1).toMillis();

  private final ExternalTaskService tasks;
  private final TaskService userTasks;
  private final RuntimeService runtime;
  private final RepositoryServiceImpl repository;
  private final OrderLog log;

  StepStop(
      ExternalTaskService tasks,
      TaskService userTasks,
      RuntimeService runtime,
      RepositoryService repository,
      OrderLog log) {
    this.tasks = tasks;
    this.userTasks = userTasks;
    this.runtime = runtime;
    this.repository = (RepositoryServiceImpl) repository;
    this.log = log;
  }

  /**
   * The open step at which the model draws this code, whatever state it is in: waiting, with a
   * worker, in a pause, in an incident. Empty behind the pivot, and while the order is undone.
   */
  public Optional<OpenStep> find(OrderState order, StopCode code) {
    return open(order).stream().filter(step -> isDrawn(step, code)).findFirst();
  }

  /** All steps that wait for a worker or a person. */
  List<OpenStep> open(OrderState order) {
    return Stream.concat(ofWorkers(order), ofPersons(order)).toList();
  }

  private Stream<OpenStep> ofWorkers(OrderState order) {
    // The engine has an index on an external task's execution, and none on its process instance.
    return runtime
        .createExecutionQuery()
        .processInstanceId(order.processInstanceId())
        .list()
        .stream()
        .flatMap(
            execution ->
                tasks.createExternalTaskQuery().executionId(execution.getId()).list().stream())
        .map(StepStop::step);
  }

  private Stream<OpenStep> ofPersons(OrderState order) {
    return userTasks.createTaskQuery().processInstanceId(order.processInstanceId()).list().stream()
        .map(StepStop::step);
  }

  private static OpenStep step(ExternalTask task) {
    return new OpenStep(
        task.getId(),
        task.getExecutionId(),
        task.getActivityId(),
        task.getTopicName(),
        task.getProcessDefinitionId(),
        task.isSuspended());
  }

  private static OpenStep step(Task task) {
    return new OpenStep(
        task.getId(),
        task.getExecutionId(),
        task.getTaskDefinitionKey(),
        null,
        task.getProcessDefinitionId(),
        task.isSuspended());
  }

  private boolean isDrawn(OpenStep step, StopCode code) {
    ActivityImpl activity = definition(step.definitionId()).findActivity(step.activityId());
    return activity.getProperties().get(BpmnProperties.ERROR_EVENT_DEFINITIONS).stream()
        .anyMatch(error -> code.name().equals(error.getErrorCode()));
  }

  private ProcessDefinitionEntity definition(String id) {
    return (ProcessDefinitionEntity) repository.getDeployedProcessDefinition(id);
  }

  /**
   * Takes the step's task from whoever has it and reports the code in its place. What is undone
   * then gets as much time as an order.
   */
  public void stop(OrderState order, OpenStep step, StopCode code) {
    if (step.isForPerson()) {
      userTasks.handleBpmnError(step.taskId(), code.name(), code.sentence());
    } else {
      tasks.unlock(step.taskId());
      tasks.lock(step.taskId(), WORKER, LOCK_MILLIS);
      tasks.handleBpmnError(step.taskId(), WORKER, code.name(), code.sentence());
    }
    log.renewDeadline(order.processInstanceId(), OrderDeadline.of(definition(step.definitionId())));
  }

  /** What the model of the order's process says now; empty for none, or if the process is gone. */
  Optional<Duration> deadline(OrderState order) {
    return instance(order)
        .map(ProcessInstance::getProcessDefinitionId)
        .map(this::definition)
        .flatMap(OrderDeadline::of);
  }

  /** Whether the order still has a process. */
  public boolean isRunning(OrderState order) {
    return instance(order).isPresent();
  }

  private Optional<ProcessInstance> instance(OrderState order) {
    return Optional.ofNullable(
        runtime
            .createProcessInstanceQuery()
            .processInstanceId(order.processInstanceId())
            .singleResult());
  }
}
