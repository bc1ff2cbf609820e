package org.ordersaga.worker.engine;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where the engine is.
 *
 * @param url base of the engine's REST API, for example {@code http://127.0.0.1:8080/engine-rest}
 * @param password of the engine's technical user, who is named as this application
 */
@Validated
@ConfigurationProperties("ordersaga.engine")
record EngineSettings(
    @NotBlank @Pattern(regexp = "https?://.+", message = "must be an http or https URL") String url,
    @NotBlank String password) {}
