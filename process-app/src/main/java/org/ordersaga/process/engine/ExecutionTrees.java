package org.ordersaga.process.engine;

import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskEntity;
import org.springframework.stereotype.Component;

/**
 * Reads what a command is about to need of many orders with one query each for the tasks and the
 * executions. The engine reads task by task, and of each instance the root, the task's execution
 * and then all of them. Both go into the command's cache, where the engine looks first.
 */
@Component
public class ExecutionTrees extends AbstractProcessEnginePlugin {

  @Override
  public void postInit(ProcessEngineConfigurationImpl engine) {
    OwnQueries.add(engine, ExecutionTrees.class, "execution-trees.xml");
  }

  /** Reads these tasks, those that are there, and their instances' executions. */
  public static void loadWithTasks(CommandContext context, Collection<String> taskIds) {
    List<ExternalTaskEntity> tasks =
        select(context, "selectExternalTasksWithIds", Set.copyOf(taskIds));
    load(context, tasks);
  }

  /** Reads the executions of the tasks' instances, of those that the command has not met yet. */
  public static void load(CommandContext context, Collection<ExternalTaskEntity> tasks) {
    Set<String> wanted =
        tasks.stream().map(ExternalTaskEntity::getProcessInstanceId).collect(Collectors.toSet());
    // To restore a tree twice would give every execution its children twice.
    context
        .getDbEntityManager()
        .getDbEntityCache()
        .getEntitiesByType(ExecutionEntity.class)
        .forEach(known -> wanted.remove(known.getProcessInstanceId()));
    List<ExecutionEntity> executions = select(context, "selectExecutionsOfInstances", wanted);
    executions.stream()
        .collect(groupingBy(ExecutionEntity::getProcessInstanceId))
        .values()
        .forEach(ExecutionTrees::restore);
  }

  /** As {@code ExecutionEntity.ensureExecutionTreeInitialized} does (7.24). */
  private static void restore(List<ExecutionEntity> executions) {
    executions.stream()
        .filter(ExecutionEntity::isProcessInstanceExecution)
        .findAny()
        .ifPresent(
            root -> root.restoreProcessInstance(executions, null, null, null, null, null, null));
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> select(CommandContext context, String query, Set<String> ids) {
    return ids.isEmpty() ? List.of() : context.getDbEntityManager().selectList(query, padded(ids));
  }

  /** To a power of two, so that there are few different texts for the database to plan. */
  private static List<String> padded(Set<String> ids) {
    List<String> padded = new ArrayList<>(ids);
    while (Integer.bitCount(padded.size()) > 1) {
      padded.add(padded.get(0));
    }
    return padded;
  }
}
