package org.ordersaga.worker.engine;

import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.ordersaga.worker.step.TechnicalFailure;

/**
 * What an operator reads at a failed task. Messages of foreign exceptions may quote a customer's
 * data, so only those that were written for an operator are passed on; of the others, their types
 * and where they were thrown.
 *
 * @param message a stable code and a sentence, fewer than 200 characters
 * @param details the stack trace, or more to say
 */
record FailureReport(String message, String details) {

  private static final int MAX_MESSAGE = 199;
  private static final int MAX_FRAMES = 40;

  FailureReport {
    message =
        message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 3) + "...";
  }

  static FailureReport of(String code, String sentence) {
    return new FailureReport(code + ": " + sentence, "");
  }

  static FailureReport of(String topic, Throwable failure) {
    String message =
        failure instanceof TechnicalFailure named
            ? named.code() + ": " + named.getMessage()
            : "STEP_FAILED: %s failed with %s; see the error details."
                .formatted(topic, name(failure));
    return new FailureReport(message, trace(failure));
  }

  private static String trace(Throwable failure) {
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
    return name.isEmpty() ? failure.getClass().getName() : name;
  }
}
