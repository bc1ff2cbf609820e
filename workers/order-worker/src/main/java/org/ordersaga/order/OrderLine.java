package org.ordersaga.order;

import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** So many pieces of one product. */
@Embeddable
record OrderLine(
    @NotBlank(message = "every line needs a product number")
        @Size(max = 64, message = "a product number is longer than 64 characters")
        String sku,
    @NotNull(message = QUANTITY)
        @Min(value = 1, message = QUANTITY)
        @Max(value = 1000, message = QUANTITY)
        Integer quantity) {

  private static final String QUANTITY = "every line needs a quantity from 1 to 1000";
}
