package org.ordersaga.process.fetch;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.ordersaga.process.engine.OwnQueries;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Gives the engine the query of {@link OldestTasks}, and its database the index for it. */
@Component
class OldestTasksPlugin extends AbstractProcessEnginePlugin {

  private static final String INDEX = "ordersaga_ext_task_oldest";
  private static final long LOCK = 0x6f72646572696478L;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  OldestTasksPlugin(JdbcClient jdbc, PlatformTransactionManager transactionManager) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactionManager);
  }

  @Override
  public void postInit(ProcessEngineConfigurationImpl engine) {
    OwnQueries.add(engine, OldestTasks.class, "oldest-tasks.xml");
  }

  /** Not by a migration: those come before the engine makes its tables. */
  @Override
  public void postProcessEngineBuild(ProcessEngine engine) {
    transaction.executeWithoutResult(
        status -> {
          // Two nodes that start together must not both create it.
          jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query((row, n) -> n).list();
          boolean there =
              jdbc.sql("select to_regclass(?) is not null")
                  .param(INDEX)
                  .query(Boolean.class)
                  .single();
          // Creating it holds up all writers of the table, even if it is there.
          if (!there) {
            jdbc.sql("create index " + INDEX + " on act_ru_ext_task (topic_name_, create_time_)")
                .update();
          }
        });
  }
}
