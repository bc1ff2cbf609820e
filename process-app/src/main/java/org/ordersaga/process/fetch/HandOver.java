package org.ordersaga.process.fetch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.rest.dto.externaltask.LockedExternalTaskDto;
import org.ordersaga.process.engine.EngineTransaction;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What a transaction hands over: tasks that it makes for requests that wait. They are locked when
 * they are written, and sent after the commit. Without a commit the requests go on waiting.
 */
final class HandOver implements TransactionSynchronization {

  private final Map<WaitingRequest, List<LockedExternalTaskDto>> tasks = new LinkedHashMap<>();

  private HandOver() {}

  /**
   * Locks the task for a request that waits for it.
   *
   * @param mayHave whose request it may be
   * @return false if there is none; then the task is as it was
   */
  static boolean give(NewTask task, Predicate<Authentication> mayHave) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()
        // What is told of the task now may not be all of it when the transaction ends.
        || EngineTransaction.isActive()) {
      return false;
    }
    ProcessEngineConfiguration engine = Context.getProcessEngineConfiguration();
    return current()
        .orElseGet(HandOver::begin)
        .giveTo(
            request ->
                request.waitsFor(task.topic(), engine)
                    && task.isPlain()
                    && mayHave.test(request.caller()),
            task);
  }

  /** The task is gone again, by this command or a later one of the same transaction. */
  static void forget(String taskId) {
    current().ifPresent(handOver -> handOver.remove(taskId));
  }

  private static Optional<HandOver> current() {
    return TransactionSynchronizationManager.isSynchronizationActive()
        ? TransactionSynchronizationManager.getSynchronizations().stream()
            .filter(HandOver.class::isInstance)
            .map(HandOver.class::cast)
            .findFirst()
        : Optional.empty();
  }

  /** What it claims from here on is released when the transaction has ended, however it does. */
  private static HandOver begin() {
    HandOver begun = new HandOver();
    TransactionSynchronizationManager.registerSynchronization(begun);
    return begun;
  }

  private boolean giveTo(Predicate<WaitingRequest> fits, NewTask task) {
    Optional<WaitingRequest> taker =
        tasks.keySet().stream()
            .filter(this::hasRoom)
            .filter(fits)
            .findFirst()
            .or(() -> claim(fits));
    Optional<LockedExternalTaskDto> locked =
        taker.flatMap(request -> task.lock(request.workerId(), request.topic(task.topic())));
    locked.ifPresent(told -> tasks.get(taker.orElseThrow()).add(told));
    return locked.isPresent();
  }

  private boolean hasRoom(WaitingRequest request) {
    return tasks.get(request).size() < request.maxTasks();
  }

  private Optional<WaitingRequest> claim(Predicate<WaitingRequest> fits) {
    Optional<WaitingRequest> claimed = WaitingRequests.claim(fits);
    claimed.ifPresent(request -> tasks.put(request, new ArrayList<>()));
    return claimed;
  }

  private void remove(String taskId) {
    tasks.values().forEach(told -> told.removeIf(task -> task.getId().equals(taskId)));
  }

  /**
   * Of a commit of which nobody knows whether it succeeded nothing is sent: if it did, the tasks
   * come again when their locks end.
   */
  @Override
  public void afterCompletion(int status) {
    tasks.forEach(
        (request, told) -> {
          if (status == STATUS_COMMITTED && !told.isEmpty()) {
            request.answer(told);
          } else {
            request.release();
          }
        });
  }
}
