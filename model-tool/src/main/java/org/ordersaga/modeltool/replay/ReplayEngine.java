package org.ordersaga.modeltool.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.db.entitymanager.cache.DbEntityCache;
import org.camunda.bpm.engine.impl.db.entitymanager.operation.DbOperationManager;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.DeploymentWithDefinitions;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.ordersaga.modeltool.engine.CannotLook;
import org.ordersaga.modeltool.engine.Definitions;

/** An engine of its own, in memory, with the changed model. Nothing in it runs by itself. */
class ReplayEngine implements AutoCloseable {

  private final Tape tape = new Tape();
  private final ProcessEngineConfigurationImpl configuration = configuration();
  private final ProcessEngine engine;
  private final Drawing drawing;
  private final String definitionId;

  /** Elements of the model, by the definitions of their jobs. */
  private final Map<String, String> jobs = new HashMap<>();

  /**
   * @throws CannotLook when the model or a table cannot be used
   */
  ReplayEngine(Path model, List<Path> tables) {
    this.drawing = new Drawing(Bpmn.readModelFromStream(read(model)));
    this.engine = configuration.buildProcessEngine();
    try {
      this.definitionId = deploy(model, tables);
      engine
          .getManagementService()
          .createJobDefinitionQuery()
          .list()
          .forEach(job -> jobs.put(job.getId(), job.getActivityId()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private ProcessEngineConfigurationImpl configuration() {
    ProcessEngineConfigurationImpl configuration = new StandaloneInMemProcessEngineConfiguration();
    String name = "replay-" + UUID.randomUUID();
    configuration.setProcessEngineName(name);
    configuration.setJdbcUrl("jdbc:h2:mem:" + name);
    configuration.setDatabaseSchemaUpdate(ProcessEngineConfiguration.DB_SCHEMA_UPDATE_CREATE_DROP);
    configuration.setHistory(ProcessEngineConfiguration.HISTORY_FULL);
    configuration.setEnableDefaultDbHistoryEventHandler(false);
    configuration.setHistoryEventHandler(tape);
    configuration.setJobExecutorActivate(false);
    configuration.setMetricsEnabled(false);
    // Why an order cannot be replayed is in the report.
    configuration.setEnableCmdExceptionLogging(false);
    // What the order process relies on, as process-app has it.
    configuration.setEnableExceptionsAfterUnhandledBpmnError(true);
    configuration.setReevaluateTimeCycleWhenDue(true);
    configuration.setSkipOutputMappingOnCanceledActivities(true);
    AtomicLong ids = new AtomicLong();
    configuration.setIdGenerator(() -> String.valueOf(ids.incrementAndGet()));
    return configuration;
  }

  private static InputStream read(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new CannotLook("%s cannot be read.".formatted(file), e);
    }
  }

  private String deploy(Path model, List<Path> tables) {
    DeploymentBuilder deployment =
        engine
            .getRepositoryService()
            .createDeployment()
            .addInputStream("order-process.bpmn", read(model));
    for (int i = 0; i < tables.size(); i++) {
      deployment.addInputStream("table-%d.dmn".formatted(i), read(tables.get(i)));
    }
    DeploymentWithDefinitions deployed = deploy(deployment, model);
    checkTables(deployed, model);
    return deployed.getDeployedProcessDefinitions().stream()
        .filter(definition -> definition.getKey().equals(Definitions.PROCESS))
        .findFirst()
        .orElseThrow(
            () ->
                new CannotLook(
                    "%s has no executable process with the id %s."
                        .formatted(model, Definitions.PROCESS)))
        .getId();
  }

  private static DeploymentWithDefinitions deploy(DeploymentBuilder deployment, Path model) {
    try {
      return deployment.deployWithResult();
    } catch (ProcessEngineException e) {
      throw new CannotLook("The engine does not take %s: %s".formatted(model, e.getMessage()), e);
    }
  }

  private void checkTables(Deployment deployed, Path model) {
    Set<String> missing = new TreeSet<>(drawing.decisions());
    engine
        .getRepositoryService()
        .createDecisionDefinitionQuery()
        .deploymentId(deployed.getId())
        .list()
        .forEach(table -> missing.remove(table.getKey()));
    if (!missing.isEmpty()) {
      throw new CannotLook(
          "%s asks the decision table %s; name its file with --dmn."
              .formatted(model, missing.stream().collect(Collectors.joining(", "))));
    }
  }

  Drawing drawing() {
    return drawing;
  }

  /**
   * Sends an order through the model.
   *
   * @throws CannotReplay when that is not possible
   */
  Replayed replay(Recording recording) {
    tape.rewind();
    try {
      return send(new Run(engine, definitionId, jobs, drawing, recording, tape));
    } finally {
      ClockUtil.reset();
    }
  }

  /**
   * The whole order is one transaction, and nothing of it is written: what an order is, the engine
   * has in memory as long as the transaction lasts, and the next order needs nothing of it.
   */
  Replayed send(Run run) {
    Supplier<Replayed> sent =
        inTransaction(
            transaction -> {
              DbEntityManager entities = transaction.getDbEntityManager();
              OpenWork open = new OpenWork(entities);
              try {
                run.start();
                while (run.step(open)) {
                  // On to its end.
                }
                Replayed replayed = run.result();
                return () -> replayed;
              } catch (CannotReplay e) {
                // Not thrown in here: what the engine tries again after a rollback is not there.
                return () -> {
                  throw e;
                };
              } finally {
                forget(entities);
              }
            });
    return sent.get();
  }

  /** Has the engine do something in one transaction. */
  final <T> T inTransaction(Command<T> work) {
    return configuration.getCommandExecutorTxRequired().execute(work);
  }

  private void forget(DbEntityManager entities) {
    entities.setDbEntityCache(new DbEntityCache(configuration.getDbEntityCacheKeyMapping()));
    entities.setDbOperationManager(new DbOperationManager());
  }

  @Override
  public void close() {
    engine.close();
  }
}
