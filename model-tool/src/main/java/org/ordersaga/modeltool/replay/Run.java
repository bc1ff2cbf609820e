package org.ordersaga.modeltool.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.impl.persistence.entity.TimerEntity;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.EventSubscription;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.task.Task;

/**
 * One order on its way through the changed model. Of all that can happen next, what was recorded
 * first happens first, at the time at which it was recorded.
 */
final class Run {

  private static final String WORKER = "replay";
  private static final long LOCK_MILLIS = Long.MAX_VALUE / 4;

  /** A model in which an order runs in circles must not hold the others up. */
  private static final int MOST_STEPS = 2_000;

  /** What can happen next. */
  private record Next(Date time, Runnable action) {}

  private final ProcessEngine engine;
  private final String definitionId;
  private final Map<String, String> jobs;
  private final Drawing drawing;
  private final Recording recording;
  private final Tape tape;
  private final List<Answer> tasks;
  private final List<Answer> events;
  private final Map<String, Optional<Answer>> answers = new HashMap<>();
  private final Set<String> unanswered = new TreeSet<>();
  private String instanceId;
  private int steps;

  /**
   * @param jobs elements of the model, by the definitions of their jobs
   */
  Run(
      ProcessEngine engine,
      String definitionId,
      Map<String, String> jobs,
      Drawing drawing,
      Recording recording,
      Tape tape) {
    this.engine = engine;
    this.definitionId = definitionId;
    this.jobs = jobs;
    this.drawing = drawing;
    this.recording = recording;
    this.tape = tape;
    this.tasks = new ArrayList<>(recording.tasks());
    this.events = new ArrayList<>(recording.events());
  }

  /** Starts the order. */
  void start() {
    ClockUtil.setCurrentTime(recording.start());
    try {
      this.instanceId =
          engine
              .getRuntimeService()
              .startProcessInstanceById(definitionId, recording.orderId(), recording.variables())
              .getId();
    } catch (ProcessEngineException e) {
      throw new CannotReplay("it cannot be started: " + e.getMessage(), e);
    }
  }

  /** Has the next thing happen; false when nothing more does. */
  boolean step(OpenWork open) {
    if (tape.hasEnded()) {
      return false;
    }
    if (steps++ == MOST_STEPS) {
      throw new CannotReplay("it does not come to an end");
    }
    Optional<Next> next = next(open);
    next.ifPresent(
        what -> {
          if (what.time().after(ClockUtil.getCurrentTime())) {
            ClockUtil.setCurrentTime(what.time());
          }
          what.action().run();
        });
    return next.isPresent();
  }

  /** What became of the order. */
  Replayed result() {
    return new Replayed(
        new Way(tape.path(), tape.text("outcome"), tape.text("failureReason"), standsAt()),
        unanswered);
  }

  private List<String> standsAt() {
    return tape.hasEnded()
        ? List.of()
        : engine.getRuntimeService().getActiveActivityIds(instanceId).stream()
            .distinct()
            .sorted()
            .toList();
  }

  private Optional<Next> next(OpenWork open) {
    List<Next> possible = new ArrayList<>();
    for (ExternalTask task : open.externalTasks()) {
      answer(task.getId(), task.getActivityId(), task.getTopicName())
          .ifPresent(answer -> possible.add(next(answer, () -> give(answer, task))));
    }
    for (Task task : open.userTasks()) {
      answer(task.getId(), task.getTaskDefinitionKey(), task.getTaskDefinitionKey())
          .ifPresent(answer -> possible.add(next(answer, () -> give(answer, task))));
    }
    messages(open, possible);
    jobs(open, possible);
    first(answer -> answer.kind() == Answer.Kind.VARIABLES)
        .ifPresent(answer -> possible.add(next(answer, () -> set(answer))));
    // Of those at the same time the one that was found first.
    return possible.stream().min(Comparator.comparing(Next::time));
  }

  private static Next next(Answer answer, Runnable action) {
    return new Next(answer.time(), action);
  }

  // ---- tasks

  /** What was recorded for the task; empty if it gets no answer. */
  private Optional<Answer> answer(String taskId, String activityId, String name) {
    return answers
        .computeIfAbsent(taskId, id -> Optional.of(find(activityId, name)))
        .filter(answer -> answer.kind() != Answer.Kind.INTERRUPTED);
  }

  private Answer find(String activityId, String name) {
    Optional<Answer> found =
        tasks.stream()
            .filter(answer -> answer.place().equals(activityId) && answer.name().equals(name))
            .findFirst()
            .or(() -> tasks.stream().filter(answer -> answer.name().equals(name)).findFirst());
    if (found.isPresent()) {
      tasks.remove(found.get());
      return found.get();
    }
    unanswered.add(activityId);
    return Answer.of(Answer.Kind.DONE, activityId, name, ClockUtil.getCurrentTime());
  }

  private void give(Answer answer, ExternalTask task) {
    engine.getExternalTaskService().lock(task.getId(), WORKER, LOCK_MILLIS);
    perform(
        answer,
        () -> {
          if (answer.kind() == Answer.Kind.ERROR) {
            engine
                .getExternalTaskService()
                .handleBpmnError(task.getId(), WORKER, answer.code(), answer.sentence());
          } else {
            engine.getExternalTaskService().complete(task.getId(), WORKER, answer.values());
          }
        });
  }

  private void give(Answer answer, Task task) {
    perform(
        answer,
        () -> {
          if (answer.kind() == Answer.Kind.ERROR) {
            engine.getTaskService().handleBpmnError(task.getId(), answer.code(), answer.sentence());
          } else {
            engine.getTaskService().complete(task.getId(), answer.values());
          }
        });
  }

  private static void perform(Answer answer, Runnable action) {
    try {
      action.run();
    } catch (ProcessEngineException e) {
      throw new CannotReplay(
          answer.kind() == Answer.Kind.ERROR
              ? "%s refused with %s: %s".formatted(answer.name(), answer.code(), e.getMessage())
              : "behind %s: %s".formatted(answer.name(), e.getMessage()),
          e);
    }
  }

  // ---- messages, jobs, variables

  /** A message that nobody waits for yet is kept, as process-app keeps it. */
  private void messages(OpenWork open, List<Next> possible) {
    for (EventSubscription waiting : open.messages()) {
      first(
              answer ->
                  answer.kind() == Answer.Kind.MESSAGE
                      && answer.name().equals(waiting.getEventName()))
          .ifPresent(
              answer ->
                  possible.add(
                      next(
                          answer,
                          () -> {
                            events.remove(answer);
                            perform(
                                answer,
                                () ->
                                    engine
                                        .getRuntimeService()
                                        .messageEventReceived(
                                            answer.name(), waiting.getExecutionId()));
                          })));
    }
  }

  /**
   * A timer that is as it was fires when it was recorded to, be it late or by an operator's hand. A
   * new or a changed one fires when it is due. All else does not wait.
   */
  private void jobs(OpenWork open, List<Next> possible) {
    for (Job job : open.jobs()) {
      String place = jobs.get(job.getJobDefinitionId());
      boolean timer = job instanceof TimerEntity;
      Date due = timer ? job.getDuedate() : ClockUtil.getCurrentTime();
      Runnable execute =
          () ->
              perform(
                  Answer.of(Answer.Kind.TIMER, place, place, due),
                  () -> engine.getManagementService().executeJob(job.getId()));
      if (timer && isAsItWas(place)) {
        first(answer -> answer.kind() == Answer.Kind.TIMER && answer.place().equals(place))
            .ifPresent(
                answer ->
                    possible.add(
                        next(
                            answer,
                            () -> {
                              events.remove(answer);
                              execute.run();
                            })));
      } else if (due != null) {
        possible.add(new Next(due, execute));
      }
    }
  }

  private boolean isAsItWas(String timer) {
    return recording.drawings().stream()
        .anyMatch(was -> was.timer(timer).equals(drawing.timer(timer)));
  }

  private void set(Answer answer) {
    events.remove(answer);
    engine.getRuntimeService().setVariables(instanceId, answer.values());
  }

  private Optional<Answer> first(Predicate<Answer> wanted) {
    return events.stream().filter(wanted).findFirst();
  }
}
