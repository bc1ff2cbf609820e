package org.ordersaga.process.settlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;

/** What a worker tells about a settlement. */
@Schema(name = "SettlementReport")
record SettlementReport(
    @NotNull(message = "must be OPEN or CONFIRMED") SettlementState state,
    @Valid @Schema(description = "Of what the outside gave back; null if nothing")
        Receipt receipt) {

  @Schema(name = "Receipt")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Receipt(
      @Schema(example = "re-1")
          @NotNull(message = REFERENCE)
          @Pattern(regexp = "[\\x20-\\x7e]{1,200}", message = REFERENCE)
          String reference,
      @Schema(description = "Minor units; null where no money was moved", example = "1999")
          @PositiveOrZero(message = "must not be negative")
          Long amount,
      @Schema(example = "EUR") @Pattern(regexp = "[A-Z]{3}", message = "must be an ISO 4217 code")
          String currency) {

    private static final String REFERENCE = "must have 1 to 200 printable ASCII characters";
  }
}
