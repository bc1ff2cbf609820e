package org.ordersaga.worker.engine;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the model says about a task, in its extension properties.
 *
 * @param retryCycle waits before the retries: n of them are n retries, n+1 executions
 * @param exhaustedCode the refusal when the last retry failed, or null for an incident
 * @param maxDeliveries how often one execution may be delivered without ever being reported
 * @param lockDuration how long the task stays with a worker that does not renew its lock
 * @param warnAfter when a log line says that the step is slow, or null
 */
record StepPolicy(
    List<Duration> retryCycle,
    String exhaustedCode,
    int maxDeliveries,
    Duration lockDuration,
    Duration warnAfter) {

  static final String RETRY_CYCLE = "retryCycle";
  static final String ON_RETRIES_EXHAUSTED = "onRetriesExhausted";
  static final String MAX_DELIVERIES = "maxDeliveries";
  static final String LOCK_DURATION = "lockDuration";
  static final String WARN_AFTER = "warnAfter";

  private static final String DEFAULT_RETRY_CYCLE = "PT1S,PT5S,PT15S,PT1M,PT5M";
  private static final int DEFAULT_MAX_DELIVERIES = 5;
  private static final Pattern REPEAT = Pattern.compile("R(\\d{1,3})/(.+)");

  /** A property that cannot be obeyed; the message tells the model's owner what it takes. */
  static final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedException(String name, String value, String takes) {
      super("%s is \"%s\", but takes %s".formatted(name, shorten(value), takes));
    }

    private static String shorten(String value) {
      return value.length() <= 40 ? value : value.substring(0, 40) + "...";
    }
  }

  /**
   * Reads the properties; an absent one has a default.
   *
   * @param refusals the codes that the step declares
   */
  static StepPolicy of(
      Map<String, String> properties, List<String> refusals, Duration defaultLockDuration)
      throws MalformedException {
    return new StepPolicy(
        retryCycle(valueOf(properties, RETRY_CYCLE, DEFAULT_RETRY_CYCLE)),
        exhaustedCode(valueOf(properties, ON_RETRIES_EXHAUSTED, "incident"), refusals),
        maxDeliveries(properties.get(MAX_DELIVERIES)),
        duration(properties, LOCK_DURATION, defaultLockDuration),
        duration(properties, WARN_AFTER, null));
  }

  /** A property that the Modeler left without a value is there, and null. */
  private static String valueOf(Map<String, String> properties, String name, String absent) {
    String value = properties.get(name);
    return value == null ? absent : value;
  }

  /** Number of the execution that this delivery belongs to, from 1. */
  int attempt(Integer retries) {
    return retries == null ? 1 : Math.max(1, retryCycle.size() - retries + 2);
  }

  /** Retries left after a failure; 0 when they are exhausted. */
  int retriesAfterFailure(Integer retries) {
    return retries == null ? retryCycle.size() : Math.max(0, retries - 1);
  }

  /**
   * Retries to hand a task back with that is not to lose any. One that never failed has none yet,
   * and the engine wants a number: one more than the cycle has, which {@link #attempt} and {@link
   * #retriesAfterFailure} read as before the first execution.
   */
  int retriesAfterHandBack(Integer retries) {
    return retries == null ? retryCycle.size() + 1 : retries;
  }

  /** The wait before the next execution, of which so many are left; at least 1. */
  Duration waitBefore(int retriesLeft) {
    // More than the cycle knows, because an operator raised them: its first wait.
    return retryCycle.isEmpty()
        ? Duration.ZERO
        : retryCycle.get(Math.max(0, retryCycle.size() - retriesLeft));
  }

  private static List<Duration> retryCycle(String text) throws MalformedException {
    String takes = "durations such as PT1S,PT5S or a repetition such as R5/PT10S";
    String value = text.strip();
    try {
      if (value.isEmpty()) {
        return List.of();
      }
      Matcher repeat = REPEAT.matcher(value);
      List<Duration> cycle =
          repeat.matches()
              ? Collections.nCopies(
                  Integer.parseInt(repeat.group(1)), Duration.parse(repeat.group(2).strip()))
              : Arrays.stream(value.split(",", -1))
                  .map(String::strip)
                  .map(Duration::parse)
                  .toList();
      if (cycle.stream().anyMatch(Duration::isNegative)) {
        throw new MalformedException(RETRY_CYCLE, text, takes);
      }
      return cycle;
    } catch (DateTimeParseException e) {
      throw new MalformedException(RETRY_CYCLE, text, takes);
    }
  }

  private static String exhaustedCode(String text, List<String> refusals)
      throws MalformedException {
    String value = text.strip();
    if (value.equals("incident")) {
      return null;
    }
    if (!refusals.contains(value)) {
      throw new MalformedException(
          ON_RETRIES_EXHAUSTED,
          text,
          refusals.isEmpty() ? "incident" : "incident or one of " + String.join(", ", refusals));
    }
    return value;
  }

  private static int maxDeliveries(String text) throws MalformedException {
    if (text == null) {
      return DEFAULT_MAX_DELIVERIES;
    }
    try {
      int value = Integer.parseInt(text.strip());
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new MalformedException(MAX_DELIVERIES, text, "a whole number from 1");
  }

  private static Duration duration(Map<String, String> properties, String name, Duration absent)
      throws MalformedException {
    String text = properties.get(name);
    if (text == null) {
      return absent;
    }
    try {
      Duration value = Duration.parse(text.strip());
      if (!value.isNegative() && !value.isZero()) {
        return value;
      }
    } catch (DateTimeParseException e) {
      // Reported below.
    }
    throw new MalformedException(name, text, "a duration such as PT30S");
  }
}
