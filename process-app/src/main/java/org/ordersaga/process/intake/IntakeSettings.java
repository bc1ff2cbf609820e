package org.ordersaga.process.intake;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How much is taken in.
 *
 * @param maxOpenOrders how many orders may be on their way: accepted, and neither confirmed nor
 *     ended
 * @param maxConcurrentStarts how many requests of a node start an order at once
 * @param maxWaitingStarts how many more of them may wait for their turn
 * @param longestWait how long they wait for it at most
 * @param retryAfter when to come again with an order that was refused for the first of these limits
 * @param countInterval how often the orders on their way are counted
 */
@Validated
@ConfigurationProperties("ordersaga.intake")
record IntakeSettings(
    @Min(1) @Max(1_000_000) int maxOpenOrders,
    @Min(1) @Max(1_000) int maxConcurrentStarts,
    @Min(0) @Max(10_000) int maxWaitingStarts,
    @NotNull @DurationMin(millis = 0) Duration longestWait,
    @NotNull @DurationMin(seconds = 1) Duration retryAfter,
    @NotNull @DurationMin(millis = 10) Duration countInterval) {}
