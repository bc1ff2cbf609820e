package org.ordersaga.process.operations;

import java.util.List;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.springframework.stereotype.Component;

/** What is open for an order: in its process, and in what operators asked for besides. */
@Component
class OpenTasks {

  private final RuntimeService runtime;
  private final ExternalTaskService tasks;
  private final ManagementService jobs;

  OpenTasks(RuntimeService runtime, ExternalTaskService tasks, ManagementService jobs) {
    this.runtime = runtime;
    this.tasks = tasks;
    this.jobs = jobs;
  }

  List<ProcessInstance> instances(String orderId) {
    return runtime.createProcessInstanceQuery().processInstanceBusinessKey(orderId).list();
  }

  List<ExternalTask> of(List<ProcessInstance> instances) {
    return instances.stream()
        .flatMap(
            instance ->
                tasks.createExternalTaskQuery().processInstanceId(instance.getId()).list().stream())
        .toList();
  }

  /** Jobs that failed: in an incident, or waiting for their next attempt. */
  List<Job> failedJobs(List<ProcessInstance> instances) {
    return instances.stream()
        .flatMap(
            instance ->
                jobs
                    .createJobQuery()
                    .processInstanceId(instance.getId())
                    .withException()
                    .list()
                    .stream())
        .toList();
  }

  static boolean isInIncident(ExternalTask task) {
    return task.getRetries() != null && task.getRetries() <= 0;
  }

  /**
   * Makes a task due at once, with one more try if none is left. A worker that has it loses its
   * lock: what it reports comes too late, and its ledger knows the outcome.
   */
  void makeDue(ExternalTask task) {
    if (isInIncident(task)) {
      tasks.setRetries(task.getId(), 1);
    }
    tasks.unlock(task.getId());
  }
}
