package org.ordersaga.process.erasure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricDecisionInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.springframework.stereotype.Component;

/** The engine's history of orders, which can end early: it would be deleted some day anyway. */
@Component
class EngineHistory {

  private final HistoryService history;

  EngineHistory(HistoryService history) {
    this.history = history;
  }

  /** Those of the orders for which a process runs, whatever process it is. */
  Set<String> running(List<String> orderIds) {
    return history
        .createHistoricProcessInstanceQuery()
        .processInstanceBusinessKeyIn(orderIds.toArray(String[]::new))
        .unfinished()
        .list()
        .stream()
        .map(HistoricProcessInstance::getBusinessKey)
        .collect(Collectors.toSet());
  }

  /**
   * Deletes all of it: variables, form fields, tasks, comments, logs and their stack traces. The
   * caller's transaction decides.
   *
   * @return how much, by kind
   */
  Map<String, Integer> delete(List<String> orderIds) {
    List<String> instances =
        history
            .createHistoricProcessInstanceQuery()
            .processInstanceBusinessKeyIn(orderIds.toArray(String[]::new))
            .list()
            .stream()
            .map(HistoricProcessInstance::getId)
            .toList();
    int decisions = 0;
    int operations = 0;
    for (String instance : instances) {
      // The engine leaves these two behind when it deletes an instance.
      for (HistoricDecisionInstance decision :
          history.createHistoricDecisionInstanceQuery().processInstanceId(instance).list()) {
        history.deleteHistoricDecisionInstanceByInstanceId(decision.getId());
        decisions++;
      }
      for (UserOperationLogEntry entry :
          history.createUserOperationLogQuery().processInstanceId(instance).list()) {
        history.deleteUserOperationLogEntry(entry.getId());
        operations++;
      }
    }
    if (!instances.isEmpty()) {
      history.deleteHistoricProcessInstances(instances);
    }
    Map<String, Integer> deleted = new LinkedHashMap<>();
    deleted.put("engine: process instances with their history", instances.size());
    deleted.put("engine: decisions", decisions);
    deleted.put("engine: entries of the user operation log", operations);
    return deleted;
  }
}
