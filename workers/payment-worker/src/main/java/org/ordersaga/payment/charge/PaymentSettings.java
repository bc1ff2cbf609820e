package org.ordersaga.payment.charge;

import jakarta.validation.Valid;
import org.ordersaga.worker.provider.ProviderSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * This worker's settings.
 *
 * @param payments the payment provider
 * @param sandbox its login
 */
@Validated
@ConfigurationProperties("ordersaga")
record PaymentSettings(
    @DefaultValue @Valid ProviderSettings payments, @DefaultValue ProviderSettings.Login sandbox) {}
