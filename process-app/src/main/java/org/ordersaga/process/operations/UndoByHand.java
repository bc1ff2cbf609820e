package org.ordersaga.process.operations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.impl.RepositoryServiceImpl;
import org.camunda.bpm.engine.impl.pvm.process.ProcessDefinitionImpl;
import org.ordersaga.process.engine.EngineTransaction;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderLogParseListener;
import org.ordersaga.process.orderlog.OrderState;
import org.springframework.stereotype.Service;

/**
 * Tells the worker of an undo step in an incident that the undo was done by hand. The worker gets
 * the task as always, records it in its own ledger, and completes it.
 */
@Service
class UndoByHand {

  private final EngineTransaction transaction;
  private final OrderLog log;
  private final OpenTasks open;
  private final RuntimeService runtime;
  private final RepositoryServiceImpl repository;

  UndoByHand(
      EngineTransaction transaction,
      OrderLog log,
      OpenTasks open,
      RuntimeService runtime,
      RepositoryService repository) {
    this.transaction = transaction;
    this.log = log;
    this.open = open;
    this.runtime = runtime;
    this.repository = (RepositoryServiceImpl) repository;
  }

  void declare(String orderId, String elementId, String by, String reason) {
    transaction.execute(
        () -> {
          declare(log.lock(orderId).orElseThrow(Refusals::noSuchOrder), elementId, by, reason);
          return null;
        });
  }

  private void declare(OrderState order, String elementId, String by, String reason) {
    ExternalTask task = find(order, elementId);
    if (!undoes(task)) {
      throw Refusals.conflict(
          "%s undoes nothing: only an undo step can be done by hand. Retry it, or give the order"
              + " up.",
          elementId);
    }
    boolean declared = UndoMark.isSet(runtime, task.getExecutionId(), task.getId());
    boolean incident = runtime.createIncidentQuery().configuration(task.getId()).count() > 0;
    if (!incident && declared) {
      return;
    }
    if (!incident) {
      throw Refusals.conflict(
          "%s is in no incident: its worker is still at it. It can be declared done by hand when it"
              + " has given up.",
          elementId);
    }
    if (task.isSuspended()) {
      throw Refusals.conflict("The order is suspended: activate it in Cockpit first.");
    }
    if (!declared) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("step", elementId);
      data.put("topic", task.getTopicName());
      data.put("by", by);
      data.put("reason", reason);
      log.append(order.processInstanceId(), EventKind.UNDONE_BY_HAND, data);
      UndoMark.set(runtime, task.getExecutionId(), task.getId());
    }
    open.makeDue(task);
  }

  private ExternalTask find(OrderState order, String elementId) {
    List<ExternalTask> tasks =
        open.of(
            runtime
                .createProcessInstanceQuery()
                .processInstanceId(order.processInstanceId())
                .list());
    return tasks.stream()
        .filter(task -> task.getActivityId().equals(elementId))
        .findFirst()
        .orElseThrow(
            () ->
                Refusals.conflict(
                    "The order does not stand at %s%s.",
                    elementId, tasks.isEmpty() ? "" : ", but at " + tasks.get(0).getActivityId()));
  }

  private boolean undoes(ExternalTask task) {
    return OrderLogParseListener.isUndo(
        (ProcessDefinitionImpl)
            repository.getDeployedProcessDefinition(task.getProcessDefinitionId()),
        task.getTopicName());
  }
}
