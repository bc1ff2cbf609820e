package org.ordersaga.process.security;

import java.util.Set;
import org.camunda.bpm.engine.rest.exception.ExceptionHandler;
import org.camunda.bpm.engine.rest.exception.ProcessEngineExceptionHandler;
import org.camunda.bpm.engine.rest.exception.RestExceptionHandler;
import org.camunda.bpm.engine.rest.impl.CamundaRestResources;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts our parts into engine-rest. Both of its copies are built from one list of classes, which the
 * web applications' copy lets nobody change otherwise.
 */
@Configuration
class EngineRestConfiguration {

  /** Before anything reads that list. */
  @Bean
  static BeanFactoryPostProcessor engineRestParts() {
    return beans -> replaceParts();
  }

  private static void replaceParts() {
    Set<Class<?>> parts = CamundaRestResources.getConfigurationClasses();
    parts.removeAll(
        Set.of(
            ExceptionHandler.class,
            ProcessEngineExceptionHandler.class,
            RestExceptionHandler.class));
    parts.addAll(Set.of(EngineRestErrors.class, ResultLimit.class));
  }
}
