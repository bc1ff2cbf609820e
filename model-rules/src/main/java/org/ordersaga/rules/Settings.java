package org.ordersaga.rules;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;

/**
 * The settings of a step are known, can be understood by the workers, and are sane. What a worker
 * cannot obey would become an incident of every order; a warning that nobody understands would
 * never come.
 */
final class Settings implements Rule {

  private static final Pattern REPEAT = Pattern.compile("R(\\d{1,3})/(.+)");
  private static final int MOST_RETRIES = 100;
  private static final Duration LONGEST_WAIT = Duration.ofDays(7);
  private static final Duration SHORTEST_LOCK = Duration.ofSeconds(1);
  private static final Duration LONGEST_LOCK = Duration.ofHours(1);
  private static final int MOST_DELIVERIES = 100;
  private static final String WARN_AFTER = "warnAfter";

  @Override
  public String name() {
    return "settings";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    for (ServiceTask task : model.all(ServiceTask.class)) {
      check(task, report, (name, value) -> takes(name, value, refusals(model, task)));
    }
    // For a person nothing is repeated and nothing locked, but there is too long.
    for (UserTask task : model.all(UserTask.class)) {
      check(
          task,
          report,
          (name, value) ->
              name.equals(WARN_AFTER)
                  ? takes(name, value, Set.of())
                  : Optional.of("nobody reads at work for a person: use " + WARN_AFTER));
    }
  }

  private static void check(
      Task task, Report report, BiFunction<String, String, Optional<String>> takes) {
    Set<String> seen = new HashSet<>();
    for (CamundaProperty property : ProcessModel.propertiesOf(task).toList()) {
      String name = String.valueOf(property.getCamundaName());
      String value = property.getCamundaValue();
      if (!seen.add(name)) {
        report.add(task.getId(), "has the property %s twice: take one of them out.", name);
      } else if (value != null) {
        takes
            .apply(name, value)
            .ifPresent(
                instead ->
                    report.add(
                        task.getId(), "has %s = \"%s\", which takes %s.", name, value, instead));
      }
    }
  }

  /** What a property takes instead; empty if its value is one of these. */
  static Optional<String> takes(String name, String text, Set<String> refusals) {
    String value = text.strip();
    return switch (name) {
      case "retryCycle" ->
          unless(
              isCycle(value),
              "up to %d waits of at most %s each, such as PT1S,PT5S or R5/PT10S"
                  .formatted(MOST_RETRIES, LONGEST_WAIT));
      case "onRetriesExhausted" -> exhausted(value, refusals);
      case "maxDeliveries" ->
          unless(isNumber(value), "a whole number from 1 to " + MOST_DELIVERIES);
      case "lockDuration" ->
          unless(
              isDuration(value, SHORTEST_LOCK, LONGEST_LOCK),
              "a duration from %s to %s, such as PT30S".formatted(SHORTEST_LOCK, LONGEST_LOCK));
      case WARN_AFTER ->
          unless(
              isDuration(value, Duration.ofMillis(1), LONGEST_WAIT),
              "a duration of at most %s, such as PT1M".formatted(LONGEST_WAIT));
      default ->
          Optional.of(
              "nobody reads: use retryCycle, onRetriesExhausted, maxDeliveries, lockDuration or"
                  + " warnAfter");
    };
  }

  private static Optional<String> unless(boolean good, String takes) {
    return good ? Optional.empty() : Optional.of(takes);
  }

  /** An undo that gave up would leave the order half undone, so it has only an incident. */
  private static Set<String> refusals(ProcessModel model, ServiceTask task) {
    return model
        .step(task)
        .filter(step -> step.undoOf() == null)
        .map(step -> new TreeSet<>(step.refusals()))
        .orElseGet(TreeSet::new);
  }

  private static Optional<String> exhausted(String value, Set<String> refusals) {
    return unless(
        value.equals("incident") || refusals.contains(value),
        refusals.isEmpty()
            ? "only \"incident\" here"
            : "\"incident\" or one of the step's refusals: " + String.join(", ", refusals));
  }

  private static boolean isCycle(String value) {
    if (value.isEmpty()) {
      return true;
    }
    Matcher repeat = REPEAT.matcher(value);
    List<String> waits =
        repeat.matches()
            ? Collections.nCopies(Integer.parseInt(repeat.group(1)), repeat.group(2).strip())
            : Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    return waits.size() <= MOST_RETRIES
        && waits.stream().allMatch(wait -> isDuration(wait, Duration.ZERO, LONGEST_WAIT));
  }

  private static boolean isNumber(String value) {
    return value.matches("\\d{1,4}")
        && Integer.parseInt(value) >= 1
        && Integer.parseInt(value) <= MOST_DELIVERIES;
  }

  static boolean isDuration(String value, Duration shortest, Duration longest) {
    try {
      Duration duration = Duration.parse(value);
      return duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0;
    } catch (DateTimeParseException | ArithmeticException e) {
      return false;
    }
  }
}
