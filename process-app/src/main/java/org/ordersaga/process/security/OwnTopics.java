package org.ordersaga.process.security;

import java.util.Collection;
import java.util.List;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.ExternalTaskQueryImpl;
import org.camunda.bpm.engine.impl.QueryOrderingProperty;
import org.camunda.bpm.engine.impl.externaltask.TopicFetchInstruction;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskEntity;
import org.ordersaga.process.fetch.AnnouncedTasks;
import org.ordersaga.process.identity.EngineGroup;

/**
 * Lets a worker's user fetch and handle the tasks of its own topics only; the engine's
 * authorizations know no topics. Every command for an external task comes through here with the
 * task that it needs anyway, so this costs no look-up, and there is no second reading of a request
 * that could differ from the engine's. So does every task that is handed to a request that waits.
 */
class OwnTopics extends AnnouncedTasks {

  private static final String WORKER = "-worker";

  @Override
  public ExternalTaskEntity findExternalTaskById(String id) {
    ExternalTaskEntity task = super.findExternalTaskById(id);
    if (task != null) {
      check(task.getTopicName());
    }
    return task;
  }

  @Override
  public List<ExternalTaskEntity> selectExternalTasksForTopics(
      Collection<TopicFetchInstruction> topics,
      int maxResults,
      List<QueryOrderingProperty> ordering) {
    topics.forEach(topic -> check(topic.getTopicName()));
    return super.selectExternalTasksForTopics(topics, maxResults, ordering);
  }

  @Override
  public long findExternalTaskCountByQueryCriteria(ExternalTaskQueryImpl query) {
    check(String.valueOf(query.getTopicName()));
    return super.findExternalTaskCountByQueryCriteria(query);
  }

  /** For technical users only, who ask often; others fetch. */
  @Override
  protected boolean mayHave(Authentication waiting, ExternalTaskEntity task) {
    return waiting != null
        && waiting.getUserId() != null
        && isOwn(task.getTopicName(), waiting.getUserId())
        && getAuthorizationManager() instanceof CallersRights rights
        && rights.isGrantedTo(waiting, handling(task.getProcessDefinitionKey()));
  }

  private void check(String topic) {
    Authentication caller = getCurrentAuthentication();
    if (caller != null
        && caller.getGroupIds() != null
        && caller.getGroupIds().contains(EngineGroup.WORKERS.id())
        && !isOwn(topic, caller.getUserId())) {
      throw new AuthorizationException(
          "The topic '" + topic + "' is not one of the user '" + caller.getUserId() + "'.");
    }
  }

  /** The user {@code payment-worker} has the topics {@code payment.*}. */
  static boolean isOwn(String topic, String user) {
    return user.endsWith(WORKER)
        && user.length() > WORKER.length()
        && topic.startsWith(user.substring(0, user.length() - WORKER.length()) + ".");
  }
}
