package org.ordersaga.worker.catalogue;

import java.util.List;

/**
 * A topic and the class that carries it out.
 *
 * @param description what the model sees
 * @param type the class annotated with {@code @Step} or {@code @Undo}
 * @param inputType record of the inputs
 * @param outputType record of the outputs
 * @param ledgerStep topic under which the ledger keeps it: for an undo, that of its step
 * @param ledgerOccurrence inputs that belong to the ledger key: for an undo, those of its step
 */
public record StepDefinition(
    StepDescription description,
    Class<?> type,
    Class<? extends Record> inputType,
    Class<? extends Record> outputType,
    String ledgerStep,
    List<String> ledgerOccurrence) {

  /** The external task topic. */
  public String topic() {
    return description.topic();
  }

  /** Whether this topic takes another one back. */
  public boolean isUndo() {
    return description.undoOf() != null;
  }
}
