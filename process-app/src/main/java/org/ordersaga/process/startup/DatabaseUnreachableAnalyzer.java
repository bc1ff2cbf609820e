package org.ordersaga.process.startup;

import java.sql.SQLException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** For SQL states 08 (no connection), 28 (login refused) and 3D (no such database). */
class DatabaseUnreachableAnalyzer extends AbstractFailureAnalyzer<SQLException> {

  private final Environment environment;

  DatabaseUnreachableAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
    String state = cause.getSQLState();
    if (state == null || !state.matches("(08|28|3D).*")) {
      return null;
    }
    return new FailureAnalysis(
        "The database %s cannot be used as user '%s' (%s)."
            .formatted(
                withoutParameters(environment.getProperty("spring.datasource.url", "")),
                environment.getProperty("spring.datasource.username", ""),
                cause.getMessage().lines().findFirst().orElse("").replaceAll("[.\\s]+$", "")),
        "Check that it runs, and SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and"
            + " SPRING_DATASOURCE_PASSWORD.",
        rootFailure);
  }

  /** The parameters of a JDBC URL may hold a password. */
  private static String withoutParameters(String url) {
    return url.replaceAll("\\?.*", "");
  }
}
