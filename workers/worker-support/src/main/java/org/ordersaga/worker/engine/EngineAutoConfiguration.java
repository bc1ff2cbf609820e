package org.ordersaga.worker.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.ordersaga.worker.catalogue.StepCatalogue;
import org.ordersaga.worker.execution.StepExecutionAutoConfiguration;
import org.ordersaga.worker.execution.StepExecutor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Connects a worker's steps with the engine. */
@AutoConfiguration(
    after = {StepExecutionAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class})
@ConditionalOnProperty(name = "ordersaga.worker.enabled", matchIfMissing = true)
@EnableConfigurationProperties({EngineSettings.class, WorkerSettings.class})
public class EngineAutoConfiguration {

  @Bean
  EngineConnection engineConnection(EngineSettings engine) {
    return new EngineConnection(engine.url());
  }

  @Bean
  EngineHealthIndicator engineHealthIndicator(EngineConnection connection) {
    return new EngineHealthIndicator(connection);
  }

  @Bean
  EngineWorker engineWorker(
      @Value("${spring.application.name:}") String applicationName,
      @Value("${spring.lifecycle.timeout-per-shutdown-phase:20s}") Duration stopLimit,
      EngineSettings engine,
      WorkerSettings settings,
      EngineConnection connection,
      StepCatalogue catalogue,
      StepExecutor executor,
      JdbcClient jdbc,
      MeterRegistry meters) {
    if (applicationName.isBlank()) {
      throw new IllegalStateException(
          "spring.application.name must be set: it is the worker's user at the engine.");
    }
    Capacity capacity = new Capacity(settings.threads());
    RetryPace retryPace = new RetryPace(capacity, settings.fetchSize());
    LockKeeper locks = new LockKeeper(settings.lockDuration());
    DeliveryLog deliveries = new DeliveryLog(jdbc);
    deliveries.forgetOld();
    TaskRunner runner =
        new TaskRunner(
            catalogue,
            executor,
            deliveries,
            locks,
            retryPace,
            meters,
            new ObjectMapper(),
            settings.lockDuration());
    return new EngineWorker(
        applicationName,
        engine,
        settings,
        catalogue,
        stopLimit,
        capacity,
        connection,
        retryPace,
        locks,
        runner);
  }
}
