package org.ordersaga.process.order;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A page of a list, newest order first.
 *
 * @param next where the list goes on, or null on its last page
 */
record OrderPage(
    List<OrderSummary> orders,
    @Schema(description = "Begins with 0") int page,
    @Schema(description = "The next page, or null", example = "/api/orders?page=1") String next) {}
