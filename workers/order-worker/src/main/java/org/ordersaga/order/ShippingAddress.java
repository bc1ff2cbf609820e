package org.ordersaga.order;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** Where the order goes. */
@Embeddable
record ShippingAddress(
    @Column(name = "ship_name") @NotBlank(message = "the shipping address has no name") String name,
    @Column(name = "ship_street") @NotBlank(message = "the shipping address has no street")
        String street,
    @Column(name = "ship_postal_code")
        @NotBlank(message = "the shipping address has no postal code")
        String postalCode,
    @Column(name = "ship_city") @NotBlank(message = "the shipping address has no city") String city,
    @Column(name = "ship_country")
        @NotNull(message = COUNTRY)
        @Pattern(regexp = "[A-Z]{2}", message = COUNTRY)
        String country) {

  private static final String COUNTRY =
      "the country of the shipping address is not a code of two capital letters";
}
