package org.ordersaga.process.story;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/**
 * How an order went through an element of the model.
 *
 * @param count how often
 */
@Schema(name = "StoryElement")
record StoryElement(@Schema(example = "ChargePayment") String elementId, int count, State state) {

  /** What came of it last. */
  @Schema(name = "StoryElementState")
  enum State {
    DONE,
    ACTIVE,
    INCIDENT,
    REFUSED,
    UNDONE;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
