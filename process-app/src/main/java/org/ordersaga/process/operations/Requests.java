package org.ordersaga.process.operations;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** What operators send. */
final class Requests {

  private static final String WHY = "Kept in the order's timeline for operators; names no person";

  private Requests() {}

  /** An action that needs nothing but its reason. */
  @Schema(name = "OperatorRequest")
  record Plain(@Schema(description = WHY) @Reason String reason) {}

  /** Which message is sent again. */
  @Schema(name = "RepeatedNotification")
  record Notification(
      @Schema(example = "CONFIRMED")
          @NotNull(message = EVENT)
          @Pattern(
              regexp = "CONFIRMED|REJECTED|CANCELLED|DELIVERED|REMINDER|CANCELLATION_REFUSED",
              message = EVENT)
          String event,
      @Schema(description = WHY) @Reason String reason) {

    private static final String EVENT =
        "must be CONFIRMED, REJECTED, CANCELLED, DELIVERED, REMINDER or CANCELLATION_REFUSED";
  }

  /** Which undo step was done by hand. */
  @Schema(name = "UndoneByHand")
  record Undone(
      @Schema(description = "The step's id in the model", example = "RefundPayment")
          @NotNull(message = ELEMENT)
          @Pattern(regexp = "[A-Za-z0-9_.-]{1,255}", message = ELEMENT)
          String elementId,
      @Schema(description = WHY) @Reason String reason) {

    private static final String ELEMENT = "must be the id of a step in the model";
  }

  /** Which incidents' retries are raised. */
  @Schema(name = "RetriesToRaise")
  record Raise(
      @Schema(
              description = "As the list of causes has it; null for the engine's own jobs",
              example = "payment.refund")
          @Pattern(regexp = "[\\x20-\\x7e]{1,255}", message = "must be a topic, or null")
          String topic,
      @Schema(example = "PROVIDER_TIMEOUT")
          @NotNull(message = CODE)
          @Pattern(regexp = "[\\x20-\\x7e]{1,255}", message = CODE)
          String code,
      @Schema(description = WHY) @Reason String reason) {

    private static final String CODE = "must be the code of a cause";
  }
}
