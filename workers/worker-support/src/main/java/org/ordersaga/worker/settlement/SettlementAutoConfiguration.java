package org.ordersaga.worker.settlement;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.ordersaga.worker.execution.StepExecutionAutoConfiguration;
import org.ordersaga.worker.execution.StepExecutor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** Settles in the background what the steps of a worker left in doubt. */
@AutoConfiguration(after = StepExecutionAutoConfiguration.class)
@ConditionalOnBean(StepExecutor.class)
@ConditionalOnProperty("ordersaga.settlement.enabled")
@EnableConfigurationProperties({SettlementSettings.class, ProcessAppSettings.class})
public class SettlementAutoConfiguration {

  @Bean
  SettlementLoop settlementLoop(
      @Value("${spring.application.name:}") String applicationName,
      @Value("${ordersaga.engine.url}") String engineUrl,
      @Value("${ordersaga.engine.password}") String enginePassword,
      @Value("${spring.lifecycle.timeout-per-shutdown-phase:20s}") Duration stopLimit,
      SettlementSettings settings,
      ProcessAppSettings processApp,
      StepExecutor executor,
      JdbcClient jdbc,
      MeterRegistry meters,
      RestClient.Builder http,
      ObjectMapper json) {
    return new SettlementLoop(
        executor,
        new Settler(new SettlementQueue(jdbc), executor, settings, meters),
        new ProcessAppReporter(
            new ReportQueue(jdbc),
            processApp.urlOr(engineUrl),
            applicationName,
            enginePassword,
            http,
            json),
        settings,
        stopLimit);
  }
}
