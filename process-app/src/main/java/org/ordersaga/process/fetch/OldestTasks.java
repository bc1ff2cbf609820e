package org.ordersaga.process.fetch;

import static org.camunda.bpm.engine.authorization.Permissions.READ_INSTANCE;
import static org.camunda.bpm.engine.authorization.Permissions.UPDATE_INSTANCE;
import static org.camunda.bpm.engine.authorization.Resources.PROCESS_DEFINITION;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.Direction;
import org.camunda.bpm.engine.impl.ExternalTaskQueryProperty;
import org.camunda.bpm.engine.impl.QueryOrderingProperty;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.AuthorizationCheck;
import org.camunda.bpm.engine.impl.db.CompositePermissionCheck;
import org.camunda.bpm.engine.impl.db.ListQueryParameterObject;
import org.camunda.bpm.engine.impl.db.PermissionCheckBuilder;
import org.camunda.bpm.engine.impl.externaltask.TopicFetchInstruction;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskManager;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.ordersaga.process.engine.ExecutionTrees;

/**
 * Finds the oldest tasks of some topics at a cost that does not grow with the number of tasks that
 * wait. The caller's authorization is asked for those that were found; wherever that, or the
 * question, is not the usual one, the engine's own query decides.
 */
abstract class OldestTasks extends ExternalTaskManager {

  /** How many the last question of this thread found; nothing if there may be more of them. */
  private static final ThreadLocal<Integer> FOUND = new ThreadLocal<>();

  /** To be called before a question about which {@link #foundNoMoreThan} is asked. */
  static void forgetFound() {
    FOUND.remove();
  }

  /**
   * Whether these are all tasks that there were for the last question of this thread. A limit
   * leaves tasks behind; and of those that were found some are not locked in the end, because
   * another transaction was faster.
   */
  static boolean foundNoMoreThan(int locked) {
    Integer found = FOUND.get();
    return found != null && found == locked;
  }

  /** With the executions of its instance: whoever asks for a task asks for these next. */
  @Override
  public ExternalTaskEntity findExternalTaskById(String id) {
    ExternalTaskEntity task = super.findExternalTaskById(id);
    if (task != null) {
      ExecutionTrees.load(Context.getCommandContext(), List.of(task));
    }
    return task;
  }

  @Override
  public List<ExternalTaskEntity> selectExternalTasksForTopics(
      Collection<TopicFetchInstruction> topics,
      int maxResults,
      List<QueryOrderingProperty> ordering) {
    FOUND.remove();
    List<ExternalTaskEntity> tasks = find(topics, maxResults, ordering);
    ExecutionTrees.load(Context.getCommandContext(), tasks);
    if (tasks.size() < maxResults) {
      FOUND.set(tasks.size());
    }
    return tasks;
  }

  private List<ExternalTaskEntity> find(
      Collection<TopicFetchInstruction> topics,
      int maxResults,
      List<QueryOrderingProperty> ordering) {
    if (isByAge(ordering) && !topics.isEmpty() && topics.stream().allMatch(OldestTasks::isPlain)) {
      ListQueryParameterObject query =
          new ListQueryParameterObject(
              Map.of("topics", topics, "now", ClockUtil.getCurrentTime()), 0, maxResults);
      configureQuery(query);
      AuthorizationCheck caller = query.getAuthCheck();
      // What is revoked may be a single order.
      if (!caller.isRevokeAuthorizationCheckEnabled()) {
        List<ExternalTaskEntity> tasks = select(query);
        if (!caller.isAuthorizationCheckEnabled() || mayHandle(tasks)) {
          return tasks;
        }
      }
    }
    return super.selectExternalTasksForTopics(topics, maxResults, ordering);
  }

  @SuppressWarnings("unchecked")
  private List<ExternalTaskEntity> select(ListQueryParameterObject query) {
    return getDbEntityManager().selectList("selectOldestTasks", query);
  }

  /** The engine's client names each order twice (7.24, {@code OrderingConfig}). */
  private static boolean isByAge(List<QueryOrderingProperty> ordering) {
    return !ordering.isEmpty()
        && ordering.stream()
            .allMatch(
                order ->
                    ExternalTaskQueryProperty.CREATE_TIME.equals(order.getQueryProperty())
                        && order.getDirection() == Direction.ASCENDING);
  }

  private static boolean isPlain(TopicFetchInstruction topic) {
    return topic.getBusinessKey() == null
        && topic.getProcessDefinitionId() == null
        && topic.getProcessDefinitionIds() == null
        && topic.getProcessDefinitionKey() == null
        && topic.getProcessDefinitionKeys() == null
        && topic.getProcessDefinitionVersionTag() == null
        && !topic.isTenantIdSet()
        && topic.getFilterVariables().isEmpty();
  }

  /** Whoever may handle the instances of a definition may handle each of them. */
  private boolean mayHandle(List<ExternalTaskEntity> tasks) {
    return tasks.stream()
        .map(ExternalTaskEntity::getProcessDefinitionKey)
        .distinct()
        .allMatch(key -> getAuthorizationManager().isAuthorized(handling(key)));
  }

  /** What it takes to handle all instances of a definition. */
  protected static CompositePermissionCheck handling(String definitionKey) {
    return new PermissionCheckBuilder()
        .conjunctive()
        .atomicCheckForResourceId(PROCESS_DEFINITION, definitionKey, READ_INSTANCE)
        .atomicCheckForResourceId(PROCESS_DEFINITION, definitionKey, UPDATE_INSTANCE)
        .build();
  }
}
