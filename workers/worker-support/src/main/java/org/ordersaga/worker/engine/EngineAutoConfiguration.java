package org.ordersaga.worker.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ordersaga.worker.catalogue.StepCatalogue;
import org.ordersaga.worker.catalogue.StepDefinition;
import org.ordersaga.worker.execution.StepExecutionAutoConfiguration;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.provider.Provider;
import org.ordersaga.worker.provider.ProviderAutoConfiguration;
import org.ordersaga.worker.provider.Providers;
import org.ordersaga.worker.step.RemoteStep;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Connects a worker's steps with the engine. */
@AutoConfiguration(
    after = {
      StepExecutionAutoConfiguration.class,
      ProviderAutoConfiguration.class,
      CompositeMeterRegistryAutoConfiguration.class
    })
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

  /** Made after the steps, by whom the providers are known. */
  @Bean
  OutsideWatch outsideWatch(
      @Value("${spring.application.name:}") String applicationName,
      EngineSettings engine,
      StepCatalogue catalogue,
      ListableBeanFactory beans,
      Providers providers,
      RetryPace retryPace,
      MeterRegistry meters,
      HealthContributorRegistry health) {
    Map<StepDefinition, RemoteStep<?, ?, ?>> steps = new HashMap<>();
    for (StepDefinition definition : catalogue.all()) {
      if (RemoteStep.class.isAssignableFrom(definition.type())) {
        steps.put(definition, (RemoteStep<?, ?, ?>) beans.getBean(definition.type()));
      }
    }
    List<Provider> connected = providers.all();
    OutsideWatch watch =
        new OutsideWatch(
            steps, connected, new WaitingTasks(engine, applicationName), retryPace, meters);
    for (Provider provider : connected) {
      health.registerContributor(
          provider.name().replace(' ', '-'), new ProviderHealthIndicator(provider, watch));
    }
    return watch;
  }

  @Bean
  Capacity capacity(WorkerSettings settings) {
    return new Capacity(settings.threads());
  }

  @Bean
  RetryPace retryPace(Capacity capacity, EngineConnection connection, WorkerSettings settings) {
    return new RetryPace(capacity, connection, settings.fetchSize());
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
      Capacity capacity,
      RetryPace retryPace,
      OutsideWatch outsides,
      JdbcClient jdbc,
      MeterRegistry meters) {
    if (applicationName.isBlank()) {
      throw new IllegalStateException(
          "spring.application.name must be set: it is the worker's user at the engine.");
    }
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
        outsides,
        runner);
  }
}
