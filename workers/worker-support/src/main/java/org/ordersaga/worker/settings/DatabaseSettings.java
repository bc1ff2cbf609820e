package org.ordersaga.worker.settings;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/** The worker's own database: Spring Boot's settings, but none of them may be missing. */
@Validated
@ConfigurationProperties("spring.datasource")
record DatabaseSettings(
    @NotBlank String url, @NotBlank String username, @NotBlank String password) {

  /** Without the password. */
  @Override
  public String toString() {
    return url;
  }
}
