package org.ordersaga.process.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.ordersaga.process.orderlog.Cancellation;
import org.ordersaga.process.orderlog.OrderStatus;

/** All that operators can know of an order. */
@Schema(name = "OrderStory")
record OrderStory(
    @Schema(example = "ord-1") String orderId,
    OrderStatus status,
    Cancellation cancellation,
    @Schema(description = "A code; null while nothing was refused", example = "OUT_OF_STOCK")
        String failureReason,
    @Schema(description = "As the customer reads it") String failureMessage,
    @Schema(description = "Minor units; null until the goods are reserved", example = "1999")
        Long totalAmount,
    @Schema(example = "EUR") String currency,
    @Schema(type = "array", description = "Of sku and quantity") JsonNode lines,
    String processInstanceId,
    @Schema(description = "Null when the engine has forgotten the order")
        String processDefinitionId,
    @Schema(description = "Version tag of the model, or its number", example = "1.1.0")
        String modelVersion,
    @Schema(description = "Whether nothing can come of it any more") boolean ended,
    List<Token> tokens,
    List<StoryElement> elements,
    List<StoryEntry> entries,
    List<Settlement> settlements,
    List<Decision> decisions,
    List<Action> actions) {

  /**
   * Where the order stands.
   *
   * @param message of an incident, or of the last attempt that failed
   */
  @Schema(name = "StoryToken")
  record Token(
      @Schema(example = "ChargePayment") String elementId,
      String name,
      Instant since,
      boolean incident,
      String message,
      @Schema(description = "When a pause after a failed attempt ends; null without one")
          Instant nextAttempt) {}

  /** A call to the outside whose outcome was unknown when its step was undone. */
  @Schema(name = "StorySettlement")
  record Settlement(
      @Schema(example = "payment.charge") String topic,
      @Schema(example = "OPEN") String state,
      Instant openedAt,
      Instant confirmedAt) {}

  /** What a decision table was asked, and what it said. */
  @Schema(name = "StoryDecision")
  record Decision(
      Instant at, String elementId, String name, List<Value> inputs, List<Value> outputs) {}

  /** A value that a decision read or gave. */
  @Schema(name = "StoryValue")
  record Value(String name, String value) {}

  /**
   * What an operator can do; its name is the end of its path below the order's.
   *
   * @param event which notification would be repeated; null for the other actions
   * @param whyNot null where it is allowed
   */
  @Schema(name = "StoryAction")
  record Action(
      @Schema(example = "give-up") String name,
      String elementId,
      String event,
      boolean allowed,
      String whyNot) {}
}
