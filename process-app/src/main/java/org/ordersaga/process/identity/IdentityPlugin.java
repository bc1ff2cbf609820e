package org.ordersaga.process.identity;

import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes users, groups and authorizations what the environment and this package say, at every start:
 * a password that was changed in the environment counts from then on. Users that somebody added by
 * hand are left alone.
 */
@Component
class IdentityPlugin extends AbstractProcessEnginePlugin {

  private static final long LOCK = 0x6f72646572736167L;

  private final IdentityProperties properties;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  IdentityPlugin(
      IdentityProperties properties,
      JdbcClient jdbc,
      PlatformTransactionManager transactionManager) {
    this.properties = properties;
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactionManager);
  }

  @Override
  public void postProcessEngineBuild(ProcessEngine engine) {
    transaction.executeWithoutResult(
        status -> {
          // Two nodes that start together must not both create the same user.
          jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query((row, n) -> n).list();
          Users users = new Users(engine.getIdentityService());
          for (EngineGroup group : EngineGroup.values()) {
            users.ensureGroup(group);
          }
          for (EngineUser user : EngineUser.values()) {
            users.ensureUser(user, properties.passwordOf(user));
          }
          String filter =
              new ReviewFilter(engine.getFilterService(), engine.getTaskService()).ensure();
          new Grants(engine.getAuthorizationService()).ensure(filter);
        });
  }
}
