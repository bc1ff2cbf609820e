package org.ordersaga.process.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.db.DbEntity;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskEntity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProcessAppTest
class ExecutionTreesTest {

  @LocalServerPort int port;
  @Autowired ProcessEngine engine;

  private List<String> tasks;

  @BeforeEach
  void placeOrders() {
    Orders orders = new Orders(port);
    tasks =
        List.of(
            orders.fetch(orders.place(), "order.create"),
            orders.fetch(orders.placeAndReach("payment.charge"), "payment.charge"),
            orders.fetch(orders.place(), "order.create"));
  }

  @Test
  void theTreesAreThoseThatTheEngineReads() {
    Map<String, List<String>> read = command(this::trees);
    Map<String, List<String>> loaded =
        command(
            context -> {
              ExecutionTrees.loadWithTasks(context, tasks);
              return trees(context);
            });

    assertThat(loaded).isEqualTo(read).hasSize(3);
  }

  @Test
  void oneTreeIsLoadedOnce() {
    Map<String, List<String>> once = command(this::trees);
    Map<String, List<String>> again =
        command(
            context -> {
              // Of one instance the command has met the root only.
              task(context, tasks.get(0)).getExecution().getProcessInstance();
              ExecutionTrees.loadWithTasks(context, tasks);
              ExecutionTrees.loadWithTasks(context, tasks);
              return trees(context);
            });

    assertThat(again).isEqualTo(once);
  }

  @Test
  void allInstancesAreThereBeforeTheEngineAsks() {
    Collection<String> roots =
        command(
            context -> {
              ExecutionTrees.loadWithTasks(context, tasks);
              return cached(context, ExecutionEntity.class).stream()
                  .filter(ExecutionEntity::isProcessInstanceExecution)
                  .map(ExecutionEntity::getId)
                  .toList();
            });
    List<String> instances =
        command(
            context -> tasks.stream().map(id -> task(context, id).getProcessInstanceId()).toList());

    assertThat(roots).containsExactlyInAnyOrderElementsOf(instances);
  }

  @Test
  void aTaskThatIsGoneIsLeftOut() {
    List<ExternalTaskEntity> found =
        command(
            context -> {
              ExecutionTrees.loadWithTasks(context, List.of("no-such-task", tasks.get(0)));
              return cached(context, ExternalTaskEntity.class);
            });

    assertThat(found).extracting(ExternalTaskEntity::getId).containsExactly(tasks.get(0));
  }

  private <T> T command(Function<CommandContext, T> body) {
    return ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
        .getCommandExecutorTxRequired()
        .execute(body::apply);
  }

  private static <T extends DbEntity> List<T> cached(CommandContext context, Class<T> type) {
    return context.getDbEntityManager().getDbEntityCache().getEntitiesByType(type);
  }

  private static ExternalTaskEntity task(CommandContext context, String id) {
    return context.getExternalTaskManager().findExternalTaskById(id);
  }

  /** Of each instance, its executions from the root down, each with its parent. */
  private Map<String, List<String>> trees(CommandContext context) {
    return tasks.stream()
        .map(id -> task(context, id).getExecution().getProcessInstance())
        .collect(Collectors.toMap(ExecutionEntity::getId, ExecutionTreesTest::branches));
  }

  private static List<String> branches(ExecutionEntity execution) {
    return Stream.concat(
            Stream.of(execution.getId() + " of " + parentId(execution)),
            execution.getExecutions().stream().flatMap(child -> branches(child).stream()))
        .toList();
  }

  private static String parentId(ExecutionEntity execution) {
    return execution.getParent() == null ? "none" : execution.getParent().getId();
  }
}
