package org.ordersaga.process.decision;

import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.stereotype.Component;

/** Has decision tables evaluated by {@link DecisionFeel}. */
@Component
class DecisionPlugin extends AbstractProcessEnginePlugin {

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    if (configuration.getDmnEngineConfiguration() == null) {
      // The one that the engine would make itself; it completes either.
      configuration.setDmnEngineConfiguration(
          (DefaultDmnEngineConfiguration)
              DmnEngineConfiguration.createDefaultDmnEngineConfiguration());
    }
    configuration
        .getDmnEngineConfiguration()
        .setFeelEngineFactory(
            () -> new DecisionFeel(configuration.getDmnFeelCustomFunctionProviders()));
  }
}
