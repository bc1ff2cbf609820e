package org.ordersaga.process.order;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.ordersaga.process.orderlog.Cancellation;
import org.ordersaga.process.orderlog.OrderStatus;

/** An order in a list. */
record OrderSummary(
    @Schema(example = "ord-1") String orderId,
    @Schema(example = "cust-1") String customerId,
    OrderStatus status,
    Cancellation cancellation,
    @Schema(description = "Minor units", example = "1999") Long totalAmount,
    @Schema(example = "EUR") String currency,
    Instant acceptedAt) {}
