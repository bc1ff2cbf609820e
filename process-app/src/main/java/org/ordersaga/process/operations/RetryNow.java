package org.ordersaga.process.operations;

import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.ordersaga.process.engine.EngineTransaction;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.springframework.stereotype.Service;

/** Ends whatever pause or incident an order stands in: it is tried again at once. */
@Service
class RetryNow {

  private final EngineTransaction transaction;
  private final OrderLog log;
  private final OpenTasks open;
  private final ManagementService jobs;
  private final JobExecutor executor;

  RetryNow(
      EngineTransaction transaction,
      OrderLog log,
      OpenTasks open,
      ManagementService jobs,
      ProcessEngine engine) {
    this.transaction = transaction;
    this.log = log;
    this.open = open;
    this.jobs = jobs;
    this.executor =
        ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration()).getJobExecutor();
  }

  /**
   * Retries.
   *
   * @return the ids of the steps that are due now
   */
  List<String> retry(String orderId, String by, String reason) {
    List<String> due =
        transaction.execute(
            () -> retry(log.lock(orderId).orElseThrow(Refusals::noSuchOrder), by, reason));
    // Looking for jobs of its own accord, it may rest for a minute before it finds one that is due.
    executor.jobWasAdded();
    return due;
  }

  private List<String> retry(OrderState order, String by, String reason) {
    List<ProcessInstance> instances = open.instances(order.orderId());
    if (instances.isEmpty()) {
      throw Refusals.conflict("There is nothing to retry: the order's process has ended.");
    }
    if (instances.stream().anyMatch(ProcessInstance::isSuspended)) {
      throw Refusals.conflict("The order is suspended: activate it in Cockpit, then retry.");
    }
    List<ExternalTask> tasks = open.of(instances);
    List<ExternalTask> failed = tasks.stream().filter(RetryNow::hasFailed).toList();
    List<Job> failedJobs = open.failedJobs(instances);
    if (failed.isEmpty() && failedJobs.isEmpty()) {
      throw Refusals.conflict("There is nothing to retry: %s.", places(tasks));
    }
    for (ExternalTask task : failed) {
      record(order, task.getActivityId(), task.getTopicName(), by, reason);
      open.makeDue(task);
    }
    for (Job job : failedJobs) {
      String step =
          jobs.createJobDefinitionQuery()
              .jobDefinitionId(job.getJobDefinitionId())
              .singleResult()
              .getActivityId();
      record(order, step, null, by, reason);
      if (job.getRetries() <= 0) {
        jobs.setJobRetries(job.getId(), 1);
      }
      jobs.setJobDuedate(job.getId(), new Date());
    }
    return Stream.concat(
            failed.stream().map(ExternalTask::getActivityId),
            failedJobs.stream().map(job -> "job " + job.getId()))
        .toList();
  }

  /** A task that never failed waits for its worker, or is with it: there is nothing to hasten. */
  private static boolean hasFailed(ExternalTask task) {
    return OpenTasks.isInIncident(task) || task.getErrorMessage() != null;
  }

  private static String places(List<ExternalTask> tasks) {
    return tasks.isEmpty()
        ? "the order waits for no worker"
        : tasks.stream()
            .map(task -> task.getActivityId() + " waits for its worker, or is with it")
            .collect(Collectors.joining("; "));
  }

  private void record(OrderState order, String step, String topic, String by, String reason) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("step", step);
    data.put("topic", topic);
    data.put("by", by);
    data.put("reason", reason);
    log.append(order.processInstanceId(), EventKind.RETRY_REQUESTED, data);
  }
}
