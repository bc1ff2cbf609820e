package org.ordersaga.process.operations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows operators which orders take long, and where. */
@RestController
@Tag(name = "Operations")
class StuckOrderController {

  private final StuckOrders orders;

  StuckOrderController(StuckOrders orders) {
    this.orders = orders;
  }

  @GetMapping("/api/operations/stuck-orders")
  @Operation(
      summary = "Orders that take long, by step",
      description =
          "For operators. Orders that are longer in a step than its warnAfter in the model; the"
              + " step with the oldest one first.")
  List<StuckOrders.Stuck> list() {
    return orders.list();
  }
}
