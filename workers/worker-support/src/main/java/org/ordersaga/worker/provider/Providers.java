package org.ordersaga.worker.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.client.RestClient;

/** The providers that a worker calls, each with a breaker of its own. */
public final class Providers {

  private final List<Provider> all = new CopyOnWriteArrayList<>();
  private final CircuitBreakerRegistry breakers;
  private final BreakerSettings settings;
  private final ObjectProvider<RestClient.Builder> http;
  private final ObjectMapper json;

  Providers(
      CircuitBreakerRegistry breakers,
      BreakerSettings settings,
      ObjectProvider<RestClient.Builder> http,
      ObjectMapper json) {
    this.breakers = breakers;
    this.settings = settings;
    this.http = http;
    this.json = json;
  }

  /**
   * Adds a provider.
   *
   * @param name what operators call it, for example "payment provider"; also the breaker's
   * @param variable the environment variable with its URL, for operators to check
   * @param login sent with every call, unless it has no password
   */
  public Provider connect(
      String name, String variable, ProviderSettings provider, ProviderSettings.Login login) {
    Provider connected =
        new Provider(
            name,
            variable,
            provider,
            login,
            http.getObject(),
            json,
            new Breaker(breakers.circuitBreaker(name), settings));
    all.add(connected);
    return connected;
  }

  /** Those that were added. */
  public List<Provider> all() {
    return List.copyOf(all);
  }
}
