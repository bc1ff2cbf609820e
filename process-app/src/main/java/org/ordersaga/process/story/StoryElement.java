package org.ordersaga.process.story;

import io.swagger.v3.oas.annotations.media.Schema;

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
    done,
    active,
    incident,
    refused,
    undone
  }
}
