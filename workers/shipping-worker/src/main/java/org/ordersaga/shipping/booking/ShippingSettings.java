package org.ordersaga.shipping.booking;

import jakarta.validation.Valid;
import org.ordersaga.worker.provider.ProviderSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * This worker's settings.
 *
 * @param carrier the carrier
 * @param sandbox its login
 */
@Validated
@ConfigurationProperties("ordersaga")
record ShippingSettings(
    @DefaultValue @Valid ProviderSettings carrier, @DefaultValue ProviderSettings.Login sandbox) {}
