package org.ordersaga.process.order;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** An order as it is placed; for the documentation only, the intake reads the JSON itself. */
@Schema(name = "OrderRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record OrderRequest(
    @Schema(
            description = "Chosen by the client, or generated",
            pattern = "[A-Za-z0-9-]{1,64}",
            example = "ord-1")
        String orderId,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "cust-1") String customerId,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "ada@example.com") String email,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "ISO 4217; the catalogue's",
            example = "EUR")
        String currency,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "A provider's token, never a card number",
            example = "tok_visa")
        String paymentMethod,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "1 to 50") List<Line> lines,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) ShippingAddress shippingAddress) {

  @Schema(name = "Line")
  record Line(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "BOOK-001") String sku,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              minimum = "1",
              maximum = "1000",
              example = "1")
          int quantity) {}

  @Schema(name = "ShippingAddress")
  record ShippingAddress(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "Ada Lovelace") String name,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "1 Analytical Way")
          String street,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "10115") String postalCode,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "Berlin") String city,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "ISO 3166, two capitals",
              example = "DE")
          String country) {}
}
