package org.ordersaga.process.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.impl.cfg.TransactionState;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.impl.interceptor.CommandContextListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskEntity;

/**
 * Hands the tasks that a command has made to requests that wait for them. Of what nobody takes so
 * it says the topics, once for each transaction and after its commit: the engine's own signal names
 * no topic, and so wakes everybody.
 */
public class AnnouncedTasks extends OldestTasks {

  private final Set<String> topics = new TreeSet<>();
  private final List<ExternalTaskEntity> made = new ArrayList<>();
  private boolean closed;

  /** When all is known about the tasks, and nothing is written. */
  private final CommandContextListener atClose =
      new CommandContextListener() {

        @Override
        public void onCommandContextClose(CommandContext context) {
          closed = true;
          made.forEach(AnnouncedTasks.this::handOverOrAnnounce);
        }

        @Override
        public void onCommandFailed(CommandContext context, Throwable failure) {
          // What it made is not there.
        }
      };

  @Override
  public void insert(ExternalTaskEntity task) {
    getDbEntityManager().insert(task);
    if (closed) {
      announce(task.getTopicName());
    } else {
      made.add(task);
      getCommandContext().registerCommandContextListener(atClose);
    }
  }

  @Override
  public void delete(ExternalTaskEntity task) {
    super.delete(task);
    made.remove(task);
    HandOver.forget(task.getId());
  }

  private void handOverOrAnnounce(ExternalTaskEntity task) {
    if (!HandOver.give(new NewTask(task), waiting -> mayHave(waiting, task))) {
      announce(task.getTopicName());
    }
  }

  /**
   * Whether a task may be handed to somebody who waits for its topic. A no costs a fetch, which
   * asks again.
   *
   * @param waiting null if nobody knows who it is
   */
  protected boolean mayHave(Authentication waiting, ExternalTaskEntity task) {
    return false;
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
