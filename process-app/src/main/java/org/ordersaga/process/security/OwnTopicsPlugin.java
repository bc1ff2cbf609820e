package org.ordersaga.process.security;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskManager;
import org.ordersaga.process.engine.SessionFactories;
import org.springframework.stereotype.Component;

/** Keeps every worker to its own topics, by whatever path it comes. */
@Component
class OwnTopicsPlugin extends AbstractProcessEnginePlugin {

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    SessionFactories.put(configuration, ExternalTaskManager.class, OwnTopics::new);
  }
}
