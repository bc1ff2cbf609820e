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
 * @param eraser may take personal data out of the database; there is no such login without a
 *     password
 */
@Validated
@ConfigurationProperties("ordersaga")
record AccessSettings(
    @DefaultValue @Valid Login operator,
    @DefaultValue @Valid Login client,
    @DefaultValue OptionalLogin eraser) {

  /** A password. */
  record Login(@NotBlank String password) {}

  /** A password, or none: then nobody can log in. */
  record OptionalLogin(@DefaultValue("") String password) {}
}
