package org.ordersaga.worker.settlement;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where process-app is.
 *
 * @param url its base, or null where the engine's URL tells it
 */
@Validated
@ConfigurationProperties("ordersaga.process-app")
record ProcessAppSettings(
    @Pattern(regexp = "https?://.+", message = "must be an http or https URL") String url) {

  /** The base of process-app's API, without a slash at its end. */
  String urlOr(String engineUrl) {
    String base = url == null ? engineUrl.replaceFirst("/engine-rest(/.*)?$", "") : url;
    return base.replaceFirst("/+$", "");
  }
}
