package org.ordersaga.worker.engine;

import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.ordersaga.worker.step.OutsideDown;
import org.ordersaga.worker.step.TechnicalFailure;

/**
 * What an operator reads at a failed task. Messages of foreign exceptions may quote a customer's
 * data, so only those that were written for an operator are passed on; of the others, their types
 * and where they were thrown.
 *
 * @param message a stable code and a sentence that says what failed, how often and what to check;
 *     fewer than 200 characters
 * @param details the stack trace, or more to say
 */
record FailureReport(String message, String details) {

  private static final int MAX_MESSAGE = 199;
  private static final int MAX_FRAMES = 40;

  private static final int MAX_NAME = 60;

  FailureReport {
    message = shorten(message.endsWith(".") ? message : message + ".", MAX_MESSAGE);
  }

  static FailureReport of(String code, String sentence) {
    return new FailureReport(code + ": " + sentence, "");
  }

  /**
   * Of a step that failed.
   *
   * @param times how often it has been executed
   */
  static FailureReport of(String topic, int times, Throwable failure) {
    return new FailureReport(
        failure instanceof TechnicalFailure named
            ? "%s: %s failed %s: %s"
                .formatted(named.code(), topic, times(times), named.getMessage())
            : "STEP_FAILED: %s failed %s with %s; check the error details and the worker's log"
                .formatted(topic, times(times), name(failure)),
        trace(failure));
  }

  /** Of a step that waits for its outside. */
  static FailureReport of(String topic, OutsideDown down) {
    return new FailureReport(
        "%s: %s waits: %s".formatted(down.code(), topic, down.getMessage()), "");
  }

  static String times(int number) {
    return switch (number) {
      case 1 -> "once";
      case 2 -> "twice";
      default -> number + " times";
    };
  }

  static String trace(Throwable failure) {
    StringBuilder text = new StringBuilder();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable part = failure; part != null && seen.add(part); part = part.getCause()) {
      text.append(text.isEmpty() ? "" : "Caused by: ").append(part.getClass().getName());
      if (part instanceof TechnicalFailure named) {
        text.append(": ").append(named.code()).append(": ").append(named.getMessage());
      } else if (part instanceof SQLException sql) {
        text.append(": SQL state ").append(sql.getSQLState());
      }
      text.append('\n');
      StackTraceElement[] frames = part.getStackTrace();
      for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
        text.append("\tat ").append(frames[i]).append('\n');
      }
    }
    return text.toString();
  }

  private static String name(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    return shorten(name.isEmpty() ? failure.getClass().getName() : name, MAX_NAME);
  }

  private static String shorten(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 3) + "...";
  }
}
