package org.ordersaga.modeltool.replay;

import java.util.Comparator;
import java.util.List;
import org.camunda.bpm.engine.impl.db.DbEntity;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.event.EventType;
import org.camunda.bpm.engine.impl.persistence.entity.AcquirableJobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.EventSubscriptionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskEntity;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;
import org.camunda.bpm.engine.impl.persistence.entity.TaskEntity;

/**
 * What an order waits for. Read from the engine's transaction, which holds all that the order is:
 * asking the database for it after each step took most of a replay.
 */
final class OpenWork {

  private final DbEntityManager entities;

  OpenWork(DbEntityManager entities) {
    this.entities = entities;
  }

  List<ExternalTaskEntity> externalTasks() {
    return open(ExternalTaskEntity.class);
  }

  List<TaskEntity> userTasks() {
    return open(TaskEntity.class);
  }

  List<EventSubscriptionEntity> messages() {
    return open(EventSubscriptionEntity.class).stream()
        .filter(subscription -> subscription.isSubscriptionForEventType(EventType.MESSAGE))
        .toList();
  }

  /** Timers, and what goes on in a transaction of its own. */
  List<JobEntity> jobs() {
    return open(AcquirableJobEntity.class).stream()
        .filter(JobEntity.class::isInstance)
        .map(JobEntity.class::cast)
        .toList();
  }

  /** The first that came first: the replay's ids count up. */
  private <T extends DbEntity> List<T> open(Class<T> type) {
    return entities.getCachedEntitiesByType(type).stream()
        .filter(entity -> !entities.isDeleted(entity))
        .sorted(Comparator.comparingLong(entity -> Long.parseLong(entity.getId())))
        .toList();
  }
}
