package org.ordersaga.process.fetch;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.impl.util.ClockUtil;
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
 *
 * <p>As long as a request need not be looked for, it is offered to whoever makes a task ({@link
 * WaitingRequest}). One that was claimed is left alone until the transaction has ended.
 */
public class TopicFetchHandler extends FetchAndLockHandlerImpl {

  /** For what nobody signals: a lock that ran out, a retry that fell due, a task of a lost node. */
  private static final long LOOK_AT_ALL_NANOS =
      Duration.ofMillis(PENDING_REQUEST_FETCH_INTERVAL).toNanos();

  /**
   * A request whose time is over waits so much longer for a transaction that has claimed it. Less
   * than what a client adds to the time that it asked for.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final long BETWEEN_ROUNDS_MILLIS = 10;

  private final Looks looks;
  private final Duration patience;
  private final Answers answers = new Answers();
  private final Consumer<Collection<String>> listener = this::signal;

  /** When a request was looked for last; not yet, if all its looks were spared or cut short. */
  private final Map<FetchAndLockRequest, Look> lookedFor =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** Whose each request is; for {@link #handlerThread} only. */
  private final Map<FetchAndLockRequest, WaitingRequest> waiting = new HashMap<>();

  private Look round;
  private long lookedAtAll = System.nanoTime();
  private boolean lookAtAll;
  private boolean overdue;
  private volatile boolean released;
  private long untilLookMillis;

  /** For engine-rest. */
  public TopicFetchHandler() {
    this(new Looks());
  }

  TopicFetchHandler(Looks looks) {
    this(looks, PATIENCE);
  }

  TopicFetchHandler(Looks looks, Duration patience) {
    this.looks = looks;
    this.patience = patience;
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
    waiting.values().forEach(WaitingRequests::remove);
    answers.stop();
  }

  private void signal(Collection<String> topics) {
    looks.signal(topics);
    condition.signal();
  }

  @Override
  protected void acquire() {
    released = false;
    overdue = false;
    pendingRequests.removeIf(this::isAnswered);
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

  private boolean isAnswered(FetchAndLockRequest request) {
    WaitingRequest waiter = waiting.get(request);
    return waiter != null && waiter.isAnswered();
  }

  @Override
  protected FetchAndLockResult tryFetchAndLock(FetchAndLockRequest request) {
    if (Thread.currentThread() == handlerThread) {
      return whileItWaits(request, waiting.computeIfAbsent(request, this::join));
    }
    Optional<Question> question = Question.of(request);
    return standing(request, question).isPresent() ? nothing() : look(request, question);
  }

  private WaitingRequest join(FetchAndLockRequest request) {
    WaitingRequest joined =
        new WaitingRequest(request, getProcessEngine(request), looks, answers, this::released);
    WaitingRequests.add(joined);
    return joined;
  }

  /** A signal that came for the request while it was claimed has passed it by. */
  private void released() {
    released = true;
    condition.signal();
  }

  private FetchAndLockResult whileItWaits(FetchAndLockRequest request, WaitingRequest waiter) {
    Look last = lookedFor.get(request);
    if (last != null && !lookAtAll && !looks.isSignalledSince(Looks.topics(request), last)) {
      waiter.offer(last);
      return nothing();
    }
    Optional<Question> question = Question.of(request);
    Optional<Look> standing = standing(request, question);
    if (standing.isPresent()) {
      if (last != null) {
        lookedFor.put(request, standing.get());
      } else {
        untilLookMillis =
            Math.min(untilLookMillis, looks.left(standing.get()).plusMillis(1).toMillis());
      }
      waiter.offer(standing.get());
      return nothing();
    }
    if (!waiter.keep()) {
      return nothing();
    }
    FetchAndLockResult result = look(request, question);
    if (tookAll(result) && result.getTasks().isEmpty()) {
      waiter.offer(lookedFor.get(request));
    }
    return result;
  }

  private Optional<Look> standing(FetchAndLockRequest request, Optional<Question> question) {
    return question.filter(any -> isPatient(request)).flatMap(looks::standing);
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
    if (tookAll(result)) {
      lookedFor.put(request, look);
      question.ifPresent(asked -> looks.tookAll(asked, look));
    }
    return result;
  }

  /**
   * Whether nothing was left by the look that this thread has just had. Where other transactions
   * were faster with some of the tasks, others may be left behind these.
   */
  private static boolean tookAll(FetchAndLockResult result) {
    return result.wasSuccessful() && OldestTasks.foundNoMoreThan(result.getTasks().size());
  }

  private static FetchAndLockResult nothing() {
    return FetchAndLockResult.successful(List.of());
  }

  /** Asked for each request for which there was nothing. */
  @Override
  protected boolean isExpired(FetchAndLockRequest request) {
    return super.isExpired(request) && mayEnd(request);
  }

  private boolean mayEnd(FetchAndLockRequest request) {
    WaitingRequest waiter = waiting.get(request);
    if (waiter.keep()) {
      return true;
    }
    long late = ClockUtil.getCurrentTime().getTime() - request.getTimeoutTimestamp();
    if (late >= patience.toMillis() && waiter.takeBack()) {
      return true;
    }
    overdue = true;
    return false;
  }

  /** The engine cancels earlier requests of a worker that has sent another one. */
  @Override
  protected void removeDuplicates() {
    Set<String> workers =
        newRequests.stream()
            .map(request -> request.getDto().getWorkerId())
            .collect(Collectors.toSet());
    pendingRequests.removeIf(
        request -> workers.contains(request.getDto().getWorkerId()) && !takeBack(request));
    super.removeDuplicates();
  }

  /** The engine answers all that is left when this ends. */
  @Override
  protected void rejectPendingRequests() {
    pendingRequests.removeIf(request -> !takeBack(request));
    super.rejectPendingRequests();
  }

  private boolean takeBack(FetchAndLockRequest request) {
    WaitingRequest waiter = waiting.get(request);
    return waiter == null || waiter.takeBack();
  }

  @Override
  protected void suspend(long millis) {
    forgetWhoIsGone();
    // No time is left for a request that is overdue, and yet there is nothing to do for it.
    super.suspend(overdue ? Math.max(millis, BETWEEN_ROUNDS_MILLIS) : millis);
  }

  private void forgetWhoIsGone() {
    Set<FetchAndLockRequest> pending = new HashSet<>(pendingRequests);
    List<FetchAndLockRequest> gone =
        waiting.keySet().stream().filter(request -> !pending.contains(request)).toList();
    gone.forEach(request -> WaitingRequests.remove(waiting.remove(request)));
  }

  @Override
  protected void suspendAcquisition(long millis) {
    // What came while this thread waited for a connection is no longer in its permit.
    if (!released && looks.begin().signals() == round.signals()) {
      super.suspendAcquisition(Math.min(millis, untilLookMillis));
    }
  }
}
