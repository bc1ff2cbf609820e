package org.ordersaga.order;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What a customer asked for. The messages are parts of one sentence that the customer reads, so
 * they repeat no value.
 */
record OrderRequest(
    @NotNull(message = ORDER_ID) @Pattern(regexp = "[A-Za-z0-9-]{1,64}", message = ORDER_ID)
        String orderId,
    @NotBlank(message = "the customer is missing") String customerId,
    @NotBlank(message = EMAIL) @Email(message = EMAIL) String email,
    @NotNull(message = CURRENCY) @Pattern(regexp = "[A-Z]{3}", message = CURRENCY) String currency,
    @NotBlank(message = "the payment method is missing")
        @Pattern(
            regexp = "(?!(\\W*\\d){12,19}\\W*$).*",
            message =
                "the payment method must be a token of the payment provider, not a card number")
        String paymentMethod,
    @NotNull(message = LINES) @Size(min = 1, max = 50, message = LINES)
        List<@NotNull(message = "a line is empty") @Valid OrderLine> lines,
    @NotNull(message = "the shipping address is missing") @Valid ShippingAddress shippingAddress) {

  private static final String ORDER_ID =
      "the order number is not 1 to 64 letters, digits and hyphens";
  private static final String EMAIL = "the e-mail address is missing or not valid";
  private static final String CURRENCY = "the currency is not a code of three capital letters";
  private static final String LINES = "there must be 1 to 50 lines";
}
