package org.ordersaga.process.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Objects;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.community.process_test_coverage.engine.platform7.ProcessCoverageConfigurator;
import org.ordersaga.test.TestPostgres;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** The model, and a bare engine for it with those settings on which the model relies. */
final class ModelEngine {

  /** Where the model lies on the class path. */
  static final String MODEL = "bpmn/order-process.bpmn";

  /** The decision table that is deployed with it. */
  static final String TABLE = "dmn/order-review.dmn";

  /** The form that is deployed with it. */
  static final String FORM = "forms/order-review-form.form";

  private ModelEngine() {}

  /** The model as it is in the file. */
  static BpmnModelInstance model() {
    try (InputStream file = ModelEngine.class.getResourceAsStream("/" + MODEL)) {
      return Bpmn.readModelFromStream(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The share of nodes and flows that is covered when all are. It is less than 1, because the
   * coverage counts compensation boundary events too, and the engine never enters those: they only
   * tie a handler to its task. The handlers are entered and must be covered.
   */
  static double everyNodeAndFlow() {
    int flows = model().getModelElementsByType(SequenceFlow.class).size();
    Collection<FlowNode> nodes = model().getModelElementsByType(FlowNode.class);
    long entered = nodes.stream().filter(node -> !isCompensationBoundary(node)).count();
    return (double) (entered + flows) / (nodes.size() + flows);
  }

  private static boolean isCompensationBoundary(FlowNode node) {
    return node instanceof BoundaryEvent event
        && event.getEventDefinitions().stream()
            .anyMatch(CompensateEventDefinition.class::isInstance);
  }

  /** On a database of its own; timers run only when a test executes them. */
  static ProcessEngineConfiguration configuration() {
    // Nobody else sets up logging here, and a library's default is to tell everything.
    LoggingSystem logging = LoggingSystem.get(ModelEngine.class.getClassLoader());
    logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    // It reports what a test asks for: messages that find no order, late workers.
    logging.setLogLevel("org.camunda.bpm.engine.context", LogLevel.OFF);
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
    configuration.setSkipOutputMappingOnCanceledActivities(true);
    ProcessCoverageConfigurator.initializeProcessCoverageExtensions(configuration);
    return configuration;
  }
}
