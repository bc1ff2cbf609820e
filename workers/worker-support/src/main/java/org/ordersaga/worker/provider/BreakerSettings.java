package org.ordersaga.worker.provider;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * When a provider counts as down, and when it is tried again. The values that every worker starts
 * from are in {@code META-INF/order-saga/worker-defaults.yml}.
 *
 * @param window how many of the last calls are looked at
 * @param minimumCalls fewer than these say nothing
 * @param failureRate percentage of failed calls from which on the provider is down
 * @param openFor how long it is left alone before it is tried again
 * @param halfOpenCalls how many calls try it then
 */
@Validated
@ConfigurationProperties("ordersaga.breaker")
public record BreakerSettings(
    @Min(1) int window,
    @Min(1) int minimumCalls,
    @Min(1) @Max(100) int failureRate,
    @NotNull @DurationMin(millis = 10) Duration openFor,
    @Min(1) int halfOpenCalls) {}
