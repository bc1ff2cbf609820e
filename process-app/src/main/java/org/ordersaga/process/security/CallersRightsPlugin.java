package org.ordersaga.process.security;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationManager;
import org.ordersaga.process.engine.SessionFactories;
import org.springframework.stereotype.Component;

/** Saves looks at the database in each command; what is remembered is of one engine. */
@Component
class CallersRightsPlugin extends AbstractProcessEnginePlugin {

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    RememberedRights remembered = new RememberedRights();
    SessionFactories.put(
        configuration, AuthorizationManager.class, () -> new CallersRights(remembered));
  }
}
