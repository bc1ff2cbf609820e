package org.ordersaga.process.order;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.ordersaga.process.orderlog.Cancellation;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderStatus;

/** An order with all that happened to it. */
@Schema(name = "Order")
record OrderDetails(
    @Schema(example = "ord-1") String orderId,
    OrderStatus status,
    Cancellation cancellation,
    @Schema(description = "A code; null while nothing was refused", example = "OUT_OF_STOCK")
        String failureReason,
    @Schema(description = "For the customer") String failureMessage,
    @Schema(description = "Minor units; null until the goods are reserved", example = "1999")
        Long totalAmount,
    @Schema(example = "EUR") String currency,
    @Schema(type = "array", implementation = OrderRequest.Line.class) JsonNode lines,
    List<Entry> timeline) {

  /** One thing that happened. */
  @Schema(name = "TimelineEntry")
  record Entry(
      @Schema(description = "Grows from entry to entry") long sequence,
      Instant time,
      EventKind kind,
      @Schema(type = "object", description = "Depends on the kind") JsonNode data) {}
}
