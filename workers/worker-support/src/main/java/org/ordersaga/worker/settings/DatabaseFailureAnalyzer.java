package org.ordersaga.worker.settings;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Names the variable when no database is set; Spring Boot would advise to embed one. */
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<BeanCreationException>
    implements Ordered {

  private final Environment environment;

  DatabaseFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  /** Before Spring Boot's own. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BeanCreationException cause) {
    return environment.getProperty("spring.datasource.url", "").isBlank()
        ? new FailureAnalysis(
            "The environment variable SPRING_DATASOURCE_URL is missing.",
            "Set it in the environment and start again.",
            cause)
        : null;
  }
}
