package org.ordersaga.process.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.ordersaga.process.orderlog.Cancellation;
import org.ordersaga.process.orderlog.OrderStatus;

/** An order's story for its customer: nothing of how the shop works behind its counter. */
@Schema(name = "ClientStory")
record ClientStory(
    @Schema(example = "ord-1") String orderId,
    OrderStatus status,
    @Schema(description = "Where the order stands, in a sentence") String headline,
    Cancellation cancellation,
    @Schema(description = "Why it was not carried out; null otherwise") String failureMessage,
    @Schema(description = "Minor units; null until the goods are reserved", example = "1999")
        Long totalAmount,
    @Schema(example = "EUR") String currency,
    @Schema(type = "array", description = "Of sku and quantity") JsonNode lines,
    @Schema(description = "Whether nothing can come of it any more") boolean ended,
    @Schema(description = "incident does not occur") List<StoryElement> elements,
    List<Entry> entries) {

  /**
   * One thing that happened.
   *
   * @param amount minor units of the order's currency; null where no money was moved
   */
  @Schema(name = "ClientStoryEntry")
  record Entry(Instant at, String elementId, String title, String detail, Long amount) {}
}
