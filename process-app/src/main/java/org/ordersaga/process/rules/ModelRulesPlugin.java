package org.ordersaga.process.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.ordersaga.rules.ModelRules;
import org.ordersaga.rules.StepCatalogue;
import org.springframework.stereotype.Component;

/** Has every new deployment checked before the engine parses anything of it. */
@Component
class ModelRulesPlugin extends AbstractProcessEnginePlugin {

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    List<Deployer> deployers = new ArrayList<>();
    deployers.add(new ModelRulesDeployer(rules()));
    if (configuration.getCustomPreDeployers() != null) {
      deployers.addAll(configuration.getCustomPreDeployers());
    }
    configuration.setCustomPreDeployers(deployers);
  }

  private static ModelRules rules() {
    try {
      return new ModelRules(StepCatalogue.fromClassPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
