package org.ordersaga.process.security;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.stereotype.Component;

/**
 * Builds no Java object of a class that a request names. The upload of a variable's value does so
 * by default, with any class that has a constructor for a text, before it looks whether the caller
 * may set the variable. Variables here are plain values; no class is needed.
 */
@Component
class NoSentObjectsPlugin extends AbstractProcessEnginePlugin {

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    configuration.setJavaSerializationFormatEnabled(false);
    configuration.setDeserializationTypeValidationEnabled(true);
    configuration.setDeserializationTypeValidator(className -> false);
  }
}
