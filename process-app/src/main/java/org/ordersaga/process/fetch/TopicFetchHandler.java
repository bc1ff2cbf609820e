package org.ordersaga.process.fetch;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.camunda.bpm.engine.rest.impl.FetchAndLockHandlerImpl;
import org.camunda.bpm.engine.rest.impl.FetchAndLockRequest;
import org.camunda.bpm.engine.rest.impl.FetchAndLockResult;

/**
 * Looks for tasks for a request that waits at the engine only when there is a new one of a topic
 * that it waits for. The engine's own handler looks for every waiting request whenever there is any
 * new task: with five workers most of these looks find nothing. Found by engine-rest as a service;
 * ours comes before the engine's on the class path.
 */
public class TopicFetchHandler extends FetchAndLockHandlerImpl {

  /** For what nobody signals: a lock that ran out, a retry that fell due, a task of a lost node. */
  private static final long LOOK_AT_ALL_NANOS =
      Duration.ofMillis(PENDING_REQUEST_FETCH_INTERVAL).toNanos();

  private final Set<String> signalled = ConcurrentHashMap.newKeySet();
  private final Consumer<Collection<String>> listener = this::signal;

  /** Requests for which this handler's thread has looked at least once. */
  private final Set<FetchAndLockRequest> known = Collections.newSetFromMap(new WeakHashMap<>());

  private Set<String> woken = Set.of();
  private long lookedAtAll = System.nanoTime();
  private boolean lookAtAll;

  @Override
  public void start() {
    TaskSignals.onEvery(listener);
    super.start();
  }

  @Override
  public void shutdown() {
    TaskSignals.remove(listener);
    super.shutdown();
  }

  private void signal(Collection<String> topics) {
    signalled.addAll(topics);
    condition.signal();
  }

  @Override
  protected void acquire() {
    // What is signalled from here on is in the next round.
    woken = Set.copyOf(signalled);
    signalled.removeAll(woken);
    long now = System.nanoTime();
    lookAtAll = woken.contains(TaskSignals.ANY) || now - lookedAtAll >= LOOK_AT_ALL_NANOS;
    if (lookAtAll) {
      lookedAtAll = now;
    }
    super.acquire();
  }

  @Override
  protected FetchAndLockResult tryFetchAndLock(FetchAndLockRequest request) {
    if (Thread.currentThread() == handlerThread && !isWoken(request)) {
      return FetchAndLockResult.successful(List.of());
    }
    return super.tryFetchAndLock(request);
  }

  /** A task may have come between a request's own look and its joining the waiting ones. */
  private boolean isWoken(FetchAndLockRequest request) {
    return known.add(request)
        || lookAtAll
        || request.getDto().getTopics().stream()
            .anyMatch(topic -> woken.contains(topic.getTopicName()));
  }

  @Override
  protected void suspendAcquisition(long millis) {
    // A signal that came while this thread waited for a connection is no longer in its permit.
    if (signalled.isEmpty()) {
      super.suspendAcquisition(millis);
    }
  }
}
