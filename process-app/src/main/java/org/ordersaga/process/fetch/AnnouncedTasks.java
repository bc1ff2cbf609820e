package org.ordersaga.process.fetch;

import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskEntity;

/**
 * Says, once for each transaction and after its commit, of which topics it made tasks available.
 * The engine's own signal names no topic, and so wakes everybody.
 */
public class AnnouncedTasks extends OldestTasks {

  private final Set<String> topics = new TreeSet<>();

  @Override
  public void insert(ExternalTaskEntity task) {
    getDbEntityManager().insert(task);
    announce(task.getTopicName());
  }

  /** Of an unlocked task, of which the engine does not tell the topic. */
  @Override
  public void fireExternalTaskAvailableEvent() {
    announce(TaskSignals.ANY);
  }

  private void announce(String topic) {
    if (topics.isEmpty()) {
      Context.getCommandContext()
          .getTransactionContext()
          .addTransactionListener(
              TransactionState.COMMITTED, context -> TaskSignals.own(Set.copyOf(topics)));
    }
    topics.add(topic);
  }
}
