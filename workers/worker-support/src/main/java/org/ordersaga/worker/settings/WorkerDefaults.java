package org.ordersaga.worker.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * Adds the settings that all workers share, weaker than anything that a worker or its environment
 * sets.
 */
class WorkerDefaults implements EnvironmentPostProcessor {

  private static final String NAME = "worker-defaults";

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    PropertySourceLoader loader = new YamlPropertySourceLoader();
    try {
      List<PropertySource<?>> sources =
          loader.load(NAME, new ClassPathResource("META-INF/order-saga/worker-defaults.yml"));
      sources.forEach(environment.getPropertySources()::addLast);
    } catch (IOException e) {
      throw new UncheckedIOException("The workers' default settings cannot be read", e);
    }
  }
}
