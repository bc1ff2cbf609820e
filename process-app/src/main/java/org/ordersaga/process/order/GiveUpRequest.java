package org.ordersaga.process.order;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * Why an operator gives an order up.
 *
 * @param reason kept in the order's timeline; the customer is not told
 */
@Schema(name = "GiveUpRequest")
record GiveUpRequest(
    @Schema(
            description = "Kept in the order's timeline; names no person",
            example = "The carrier has not answered since yesterday.")
        @NotNull(message = REASON)
        @Pattern(regexp = "(?=.*\\S)[^\\p{Cc}\\p{Cs}\\u2028\\u2029]{1,500}", message = REASON)
        String reason) {

  private static final String REASON = "must have 1 to 500 printable characters";
}
