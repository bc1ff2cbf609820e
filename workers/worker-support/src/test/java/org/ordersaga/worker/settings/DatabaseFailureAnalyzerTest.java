package org.ordersaga.worker.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.env.MockEnvironment;

class DatabaseFailureAnalyzerTest {

  @Test
  void aMissingDatabaseIsOneSentenceThatNamesTheVariable() {
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
        .run(
            context -> {
              FailureAnalysis analysis =
                  new DatabaseFailureAnalyzer(new MockEnvironment())
                      .analyze(context.getStartupFailure());
              assertThat(analysis.getDescription())
                  .isEqualTo("The environment variable SPRING_DATASOURCE_URL is missing.");
            });
  }
}
