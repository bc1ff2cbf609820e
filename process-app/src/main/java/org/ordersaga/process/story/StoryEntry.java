package org.ordersaga.process.story;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * One thing that happened to an order.
 *
 * @param title in plain words
 * @param attempt which execution of the step it was, beginning with 1; null where nothing was tried
 * @param amount minor units of the order's currency; null where no money was moved
 * @param reference what the outside calls it
 * @param by login of who did it; null where nobody did
 */
@Schema(name = "StoryEntry")
record StoryEntry(
    Instant at,
    @Schema(example = "STEP_COMPLETED") String kind,
    @Schema(example = "ChargePayment") String elementId,
    @Schema(example = "Charge payment: done") String title,
    String detail,
    Integer attempt,
    @Schema(example = "1999") Long amount,
    @Schema(example = "ch-1") String reference,
    @Schema(example = "operator") String by) {}
