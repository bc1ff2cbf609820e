package org.ordersaga.worker.provider;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a provider is reached; part of a worker's settings.
 *
 * @param url base of its API
 * @param connectTimeout until it is called unreachable
 * @param readTimeout until its answer is called lost
 */
public record ProviderSettings(
    @NotBlank @Pattern(regexp = "https?://[^/\\s]\\S*", message = "must be an http or https URL")
        String url,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("5s") Duration readTimeout) {

  /**
   * The login at a sandbox that asks for one: HTTP Basic, user {@code sandbox}.
   *
   * @param password null or empty where there is no login
   */
  public record Login(String password) {}
}
