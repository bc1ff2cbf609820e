package org.ordersaga.process.fetch;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import org.camunda.bpm.engine.rest.impl.FetchAndLockHandlerImpl;
import org.camunda.bpm.engine.rest.impl.FetchAndLockRequest;
import org.camunda.bpm.engine.rest.impl.FetchAndLockResult;
import org.ordersaga.process.fetch.Looks.Look;
import org.ordersaga.process.fetch.Looks.Question;

/**
 * Looks for tasks for a request that waits at the engine only when there may be one that nobody has
 * looked for. The engine's own handler looks when a request comes, again when it joins those that
 * wait, and for all of them whenever there is any new task: most of these looks find nothing. Found
 * by engine-rest as a service; ours comes before the engine's on the class path.
 *
 * <p>A request that waits is looked for when a topic of it was signalled since its last look. One
 * that comes, and means to wait, is not looked for as long as the answer to another one with the
 * same question stands; when that is no longer fresh, and no signal came, the look is made up for.
 */
public class TopicFetchHandler extends FetchAndLockHandlerImpl {

  /** For what nobody signals: a lock that ran out, a retry that fell due, a task of a lost node. */
  private static final long LOOK_AT_ALL_NANOS =
      Duration.ofMillis(PENDING_REQUEST_FETCH_INTERVAL).toNanos();

  private final Looks looks;
  private final Consumer<Collection<String>> listener = this::signal;

  /** When a request was looked for last; not yet, if all its looks were spared or cut short. */
  private final Map<FetchAndLockRequest, Look> lookedFor =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Look round;
  private long lookedAtAll = System.nanoTime();
  private boolean lookAtAll;
  private long untilLookMillis;

  /** For engine-rest. */
  public TopicFetchHandler() {
    this(new Looks());
  }

  TopicFetchHandler(Looks looks) {
    this.looks = looks;
  }

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
    looks.signal(topics);
    condition.signal();
  }

  @Override
  protected void acquire() {
    // What is signalled from here on is in the next round at the latest.
    round = looks.begin();
    untilLookMillis = Long.MAX_VALUE;
    long now = System.nanoTime();
    lookAtAll = now - lookedAtAll >= LOOK_AT_ALL_NANOS;
    if (lookAtAll) {
      lookedAtAll = now;
    }
    super.acquire();
  }

  @Override
  protected FetchAndLockResult tryFetchAndLock(FetchAndLockRequest request) {
    Look last = lookedFor.get(request);
    boolean waits = Thread.currentThread() == handlerThread;
    if (waits
        && last != null
        && !lookAtAll
        && !looks.isSignalledSince(Looks.topics(request), last)) {
      return nothing();
    }
    Optional<Question> question = Question.of(request);
    Optional<Look> standing = question.filter(any -> isPatient(request)).flatMap(looks::standing);
    if (standing.isEmpty()) {
      return look(request, question);
    }
    if (last != null) {
      lookedFor.put(request, standing.get());
    } else if (waits) {
      untilLookMillis =
          Math.min(untilLookMillis, looks.left(standing.get()).plusMillis(1).toMillis());
    }
    return nothing();
  }

  /** Whether it waits long enough for a look that was spared to be made up for. */
  private static boolean isPatient(FetchAndLockRequest request) {
    Long timeout = request.getDto().getAsyncResponseTimeout();
    return timeout != null && timeout > Looks.FRESH.toMillis();
  }

  private FetchAndLockResult look(FetchAndLockRequest request, Optional<Question> question) {
    Look look = looks.begin();
    OldestTasks.forgetFound();
    FetchAndLockResult result = super.tryFetchAndLock(request);
    // Where other transactions were faster with some of them, others may be left behind these.
    if (result.wasSuccessful() && OldestTasks.foundNoMoreThan(result.getTasks().size())) {
      lookedFor.put(request, look);
      question.ifPresent(asked -> looks.tookAll(asked, look));
    }
    return result;
  }

  private static FetchAndLockResult nothing() {
    return FetchAndLockResult.successful(List.of());
  }

  @Override
  protected void suspendAcquisition(long millis) {
    // A signal that came while this thread waited for a connection is no longer in its permit.
    if (looks.begin().signals() == round.signals()) {
      super.suspendAcquisition(Math.min(millis, untilLookMillis));
    }
  }
}
