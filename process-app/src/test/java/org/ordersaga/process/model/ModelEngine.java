package org.ordersaga.process.model;

import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.community.process_test_coverage.engine.platform7.ProcessCoverageConfigurator;
import org.ordersaga.test.TestPostgres;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** A bare engine for the tests of the model, with those settings on which the model relies. */
final class ModelEngine {

  /** Where the model lies on the class path. */
  static final String MODEL = "bpmn/order-process.bpmn";

  private ModelEngine() {}

  /** On a database of its own; timers run only when a test executes them. */
  static ProcessEngineConfiguration configuration() {
    // Nobody else sets up logging here, and a library's default is to tell everything.
    LoggingSystem.get(ModelEngine.class.getClassLoader())
        .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    StandaloneProcessEngineConfiguration configuration = new StandaloneProcessEngineConfiguration();
    configuration.setProcessEngineName("model");
    configuration.setJdbcDriver("org.postgresql.Driver");
    configuration.setJdbcUrl(TestPostgres.createDatabase("model"));
    configuration.setJdbcUsername(TestPostgres.USER);
    configuration.setJdbcPassword(TestPostgres.USER);
    configuration.setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_TRUE);
    configuration.setHistory(ProcessEngineConfiguration.HISTORY_FULL);
    configuration.setJobExecutorActivate(false);
    configuration.setEnableExceptionsAfterUnhandledBpmnError(true);
    configuration.setReevaluateTimeCycleWhenDue(true);
    ProcessCoverageConfigurator.initializeProcessCoverageExtensions(configuration);
    return configuration;
  }
}
