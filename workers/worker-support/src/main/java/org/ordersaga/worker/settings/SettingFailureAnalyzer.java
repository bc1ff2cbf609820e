package org.ordersaga.worker.settings;

import java.util.Locale;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.validation.FieldError;

/** Names the environment variable when a setting is missing or wrong. */
class SettingFailureAnalyzer extends AbstractFailureAnalyzer<BindValidationException>
    implements Ordered {

  /** Before Spring Boot's own, which speaks of beans and fields. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BindValidationException cause) {
    String prefix = cause.getValidationErrors().getName().toString();
    String sentence =
        cause.getValidationErrors().getAllErrors().stream()
            .filter(FieldError.class::isInstance)
            .map(FieldError.class::cast)
            .map(error -> sentence(prefix, error))
            .sorted()
            .findFirst()
            .orElse("The settings under " + prefix + " are wrong.");
    return new FailureAnalysis(sentence, "Set it in the environment and start again.", cause);
  }

  private static String sentence(String prefix, FieldError error) {
    String variable = variable(prefix + "." + error.getField());
    return error.getRejectedValue() == null
        ? "The environment variable %s is missing.".formatted(variable)
        : "The environment variable %s is wrong: it %s."
            .formatted(variable, error.getDefaultMessage());
  }

  /** As Spring reads it: dots become underscores, upper case. */
  private static String variable(String property) {
    return property
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .replaceAll("[.\\-]", "_")
        .toUpperCase(Locale.ROOT);
  }
}
