package org.ordersaga.process.fetch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksDto.FetchExternalTaskTopicDto;
import org.camunda.bpm.engine.rest.dto.externaltask.LockedExternalTaskDto;
import org.camunda.bpm.engine.rest.impl.FetchAndLockRequest;
import org.ordersaga.process.fetch.Looks.Look;
import org.ordersaga.process.fetch.Looks.Question;

/**
 * A request that waits at the engine, and whose it is at the moment. Its handler looks for it and
 * ends it; but while it is offered, the first transaction that makes a task for it may claim it,
 * and answers it after the commit. Only whose it is may answer: engine-rest's responses do not
 * notice when two threads answer at once.
 */
final class WaitingRequest {

  private enum State {
    /** Its handler's. */
    KEPT,
    /** Whoever claims it first. */
    OFFERED,
    /** A transaction's. */
    CLAIMED,
    /** A transaction has answered it. */
    ANSWERED
  }

  private final FetchAndLockRequest request;
  private final ProcessEngine engine;
  private final Looks looks;
  private final Answers answers;
  private final Runnable released;

  /** Empty if it asks for more than topics: it is never offered then. */
  private final Map<String, FetchExternalTaskTopicDto> topics;

  private final AtomicReference<State> state = new AtomicReference<>(State.KEPT);
  private volatile Look look;

  /**
   * A request that has just begun to wait; it is its handler's.
   *
   * @param engine null if there is none any more
   * @param released what to do when a transaction gives it back
   */
  WaitingRequest(
      FetchAndLockRequest request,
      ProcessEngine engine,
      Looks looks,
      Answers answers,
      Runnable released) {
    this.request = request;
    this.engine = engine;
    this.looks = looks;
    this.answers = answers;
    this.released = released;
    this.topics =
        Question.of(request)
            .map(plain -> request.getDto().getTopics())
            .map(WaitingRequest::byName)
            .orElseGet(Map::of);
  }

  /** Of two with one name the engine takes the last one. */
  private static Map<String, FetchExternalTaskTopicDto> byName(
      List<FetchExternalTaskTopicDto> topics) {
    return topics.stream()
        .collect(
            Collectors.toMap(
                FetchExternalTaskTopicDto::getTopicName, Function.identity(), (one, two) -> two));
  }

  /**
   * By its handler, which has nothing more to do with it for now.
   *
   * @param look brought all that there was for it
   */
  void offer(Look look) {
    if (!topics.isEmpty()) {
      this.look = look;
      state.compareAndSet(State.KEPT, State.OFFERED);
    }
  }

  /** By its handler, which is about to look for it, or to end it; false if it is claimed. */
  boolean keep() {
    return state.updateAndGet(now -> now == State.OFFERED ? State.KEPT : now) == State.KEPT;
  }

  /** By its handler, which ends it whoever has claimed it; false if it is answered. */
  boolean takeBack() {
    return state.updateAndGet(now -> now == State.ANSWERED ? now : State.KEPT) == State.KEPT;
  }

  boolean isAnswered() {
    return state.get() == State.ANSWERED;
  }

  /** Whether tasks of this topic, and this engine, are what it waits for. */
  boolean waitsFor(String topic, ProcessEngineConfiguration configuration) {
    return topics.containsKey(topic)
        && engine != null
        && engine.getProcessEngineConfiguration() == configuration;
  }

  /** Whether it can be claimed. What is signalled to it may be older than what is being made. */
  boolean isOpen() {
    return state.get() == State.OFFERED && !looks.isSignalledSince(topics.keySet(), look);
  }

  /** By a transaction that has a task for it; false if somebody else has it. */
  boolean claim() {
    return isOpen() && state.compareAndSet(State.OFFERED, State.CLAIMED);
  }

  /** By the transaction that has claimed it, and has no task for it in the end. */
  void release() {
    state.compareAndSet(State.CLAIMED, State.KEPT);
    released.run();
  }

  /** By the transaction that has claimed it, after its commit. */
  void answer(List<LockedExternalTaskDto> tasks) {
    answers.send(this, tasks);
  }

  /** Whether it took the answer: it may have ended meanwhile, and its connection too. */
  boolean resume(List<LockedExternalTaskDto> tasks) {
    return state.compareAndSet(State.CLAIMED, State.ANSWERED)
        && request.getAsyncResponse().resume(tasks);
  }

  /** Null if nobody knows who waits. */
  Authentication caller() {
    return request.getAuthentication();
  }

  String workerId() {
    return request.getDto().getWorkerId();
  }

  int maxTasks() {
    return request.getDto().getMaxTasks();
  }

  /** What it wants to know of tasks of this topic, for which it {@link #waitsFor waits}. */
  FetchExternalTaskTopicDto topic(String name) {
    return topics.get(name);
  }

  ProcessEngine engine() {
    return engine;
  }
}
