package org.ordersaga.process.security;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.FilterManager;
import org.ordersaga.process.engine.SessionFactories;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * No query evaluates an expression, neither one that is sent nor one that a stored filter holds. By
 * its settings the engine looks at a query itself and forgets its {@code orQueries}
 * (CVE-2026-109432); so their expressions are refused where they would be evaluated and where a
 * filter is stored, by whatever path they came.
 */
@Component
class QueryExpressionsPlugin extends AbstractProcessEnginePlugin {

  private final ApplicationContext context;

  QueryExpressionsPlugin(ApplicationContext context) {
    this.context = context;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    configuration.setEnableExpressionsInAdhocQueries(false);
    configuration.setEnableExpressionsInStoredQueries(false);
    configuration.setExpressionManager(new NoQueryExpressions(context, configuration.getBeans()));
    SessionFactories.put(configuration, FilterManager.class, PlainFilters::new);
  }
}
