package org.ordersaga.worker.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/** Gives a worker its providers, and their breakers' metrics. */
@AutoConfiguration
@EnableConfigurationProperties(BreakerSettings.class)
public class ProviderAutoConfiguration {

  @Bean
  CircuitBreakerRegistry circuitBreakers(BreakerSettings settings) {
    return CircuitBreakerRegistry.of(Breaker.config(settings));
  }

  @Bean
  Providers providers(
      CircuitBreakerRegistry breakers,
      BreakerSettings settings,
      ObjectProvider<RestClient.Builder> http,
      ObjectMapper json) {
    return new Providers(breakers, settings, http, json);
  }

  @Bean
  TaggedCircuitBreakerMetrics circuitBreakerMetrics(CircuitBreakerRegistry breakers) {
    return TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers);
  }
}
