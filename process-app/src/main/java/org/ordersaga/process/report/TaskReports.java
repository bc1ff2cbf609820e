package org.ordersaga.process.report;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskEntity;
import org.camunda.bpm.engine.rest.dto.externaltask.CompleteExternalTaskDto;
import org.camunda.bpm.engine.rest.dto.externaltask.ExternalTaskBpmnError;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksExtendedDto;
import org.camunda.bpm.engine.rest.dto.externaltask.LockedExternalTaskDto;
import org.camunda.bpm.engine.rest.mapper.JacksonConfigurator;
import org.camunda.bpm.engine.rest.sub.externaltask.ExternalTaskResource;
import org.camunda.bpm.engine.rest.sub.externaltask.impl.ExternalTaskResourceImpl;
import org.ordersaga.process.engine.ExecutionTrees;
import org.ordersaga.process.report.ReportAnswer.Result;
import org.ordersaga.process.report.ReportBatch.Report;
import org.ordersaga.process.security.EngineRestErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Has the engine take reports together, or each alone where they do not go together. Every report
 * goes through engine-rest's own class, and every error through that of its errors, so that a
 * caller cannot tell the difference.
 */
@Component
class TaskReports {

  private static final Logger LOG = LoggerFactory.getLogger(TaskReports.class);

  /** Reports that are taken one by one are taken for so long; a worker waits little longer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Says nothing about the report, so that its worker asks engine-rest. */
  private static final Result NOT_TRIED = new Result(503, null);

  private final ProcessEngine engine;
  private final ProcessEngineConfigurationImpl configuration;
  private final ObjectMapper json = JacksonConfigurator.configureObjectMapper(new ObjectMapper());
  private final EngineRestErrors errors = new EngineRestErrors();
  private final Counter whole;
  private final Counter split;

  TaskReports(ProcessEngine engine, MeterRegistry meters) {
    this.engine = engine;
    this.configuration = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
    this.whole = batches(meters, "whole");
    this.split = batches(meters, "split");
  }

  private static Counter batches(MeterRegistry meters, String outcome) {
    return Counter.builder("ordersaga.report.batches")
        .description("Workers' reports that came together: in one transaction, or one in each")
        .tag("outcome", outcome)
        .register(meters);
  }

  /** Takes the reports; what has been done stays done, whatever becomes of the others. */
  List<Result> take(List<Report> reports) {
    if (reports.size() == 1) {
      return List.of(alone(reports.get(0)));
    }
    try {
      together(reports);
      whole.increment();
      return Collections.nCopies(reports.size(), Result.DONE);
    } catch (CannotCreateTransactionException e) {
      // Trying each would take as long again for each.
      return Collections.nCopies(reports.size(), refused(e));
    } catch (RuntimeException e) {
      LOG.debug("{} reports do not go together; each is taken alone", reports.size(), e);
      split.increment();
      return oneByOne(reports);
    }
  }

  private List<Result> oneByOne(List<Report> reports) {
    long begin = System.nanoTime();
    return reports.stream()
        .map(report -> System.nanoTime() - begin < PATIENCE.toNanos() ? alone(report) : NOT_TRIED)
        .toList();
  }

  /**
   * One command of the engine, so one command context, one flush and one transaction. In the order
   * of their process instances: whoever reports on an order locks its row in the order log, some of
   * them on the way and the others in the end, and two batches with the same orders must not wait
   * for each other.
   */
  private void together(List<Report> reports) {
    configuration
        .getCommandExecutorTxRequired()
        .execute(
            context -> {
              ExecutionTrees.loadWithTasks(context, reports.stream().map(Report::taskId).toList());
              reports.stream()
                  .sorted(comparing(report -> instance(context, report)))
                  .toList()
                  .forEach(
                      report -> {
                        requireOpen(context, report);
                        apply(report);
                      });
              return null;
            });
  }

  /** The task that is found here is not read again by the command that ends it. */
  private static String instance(CommandContext context, Report report) {
    ExternalTaskEntity task =
        context.getExternalTaskManager().findExternalTaskById(report.taskId());
    return task == null ? "" : task.getProcessInstanceId();
  }

  /**
   * A command finds again what it has deleted itself, and the engine would end the task a second
   * time, and with it whatever encloses it.
   */
  private static void requireOpen(CommandContext context, Report report) {
    ExternalTaskEntity task =
        context.getExternalTaskManager().findExternalTaskById(report.taskId());
    if (task != null && context.getDbEntityManager().isDeleted(task)) {
      throw new NotFoundException("An earlier report of the batch has ended " + report.taskId());
    }
  }

  private Result alone(Report report) {
    try {
      apply(report);
      return Result.DONE;
    } catch (RuntimeException e) {
      return refused(e);
    }
  }

  private void apply(Report report) {
    ExternalTaskResource task = new ExternalTaskResourceImpl(engine, report.taskId(), json);
    if (report.completes()) {
      task.complete(read(report.complete(), CompleteExternalTaskDto.class));
    } else {
      task.handleBpmnError(read(report.bpmnError(), ExternalTaskBpmnError.class));
    }
  }

  /**
   * Fetches tasks that the worker has room for now that others have ended.
   *
   * @param fetch as engine-rest takes it
   * @param most how many have ended
   */
  ReportAnswer fetch(List<Result> results, JsonNode fetch, int most) {
    try {
      FetchExternalTasksExtendedDto request = read(fetch, FetchExternalTasksExtendedDto.class);
      request.setMaxTasks(Math.min(request.getMaxTasks(), most));
      List<LockedExternalTaskDto> tasks =
          LockedExternalTaskDto.fromLockedExternalTasks(request.buildQuery(engine).execute());
      return new ReportAnswer(results, new Result(200, null), json.valueToTree(tasks));
    } catch (RuntimeException e) {
      return new ReportAnswer(results, refused(e), null);
    }
  }

  private <T> T read(JsonNode body, Class<T> type) {
    try {
      return json.treeToValue(body, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result refused(RuntimeException e) {
    try (Response response = errors.toResponse(e)) {
      return new Result(response.getStatus(), json.valueToTree(response.getEntity()));
    }
  }
}
