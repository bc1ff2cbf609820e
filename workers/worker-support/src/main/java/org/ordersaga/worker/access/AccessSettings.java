package org.ordersaga.worker.access;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The logins of a worker's HTTP interface.
 *
 * @param operator may see everything
 * @param client the trusted technical client
 */
@Validated
@ConfigurationProperties("ordersaga")
record AccessSettings(@DefaultValue @Valid Login operator, @DefaultValue @Valid Login client) {

  /** A password. */
  record Login(@NotBlank String password) {}
}
