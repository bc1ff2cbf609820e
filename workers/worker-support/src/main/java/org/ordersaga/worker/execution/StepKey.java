package org.ordersaga.worker.execution;

import java.util.Objects;
import org.ordersaga.worker.catalogue.StepDefinition;

/** Key of a row in the step ledger; an undo has the key of its step. */
record StepKey(String orderId, String step, String occurrence) {

  static StepKey of(StepDefinition definition, String orderId, String occurrence) {
    Objects.requireNonNull(orderId, "orderId");
    return new StepKey(orderId, definition.ledgerStep(), occurrence);
  }

  /** What the outside world knows this step by. */
  String idempotencyKey() {
    return orderId + ":" + step + (occurrence.isEmpty() ? "" : ":" + occurrence);
  }
}
