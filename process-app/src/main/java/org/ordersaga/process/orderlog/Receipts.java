package org.ordersaga.process.orderlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.ordersaga.process.engine.OrderProcess;
import org.springframework.stereotype.Component;

/** Reads the receipt that a worker left with a task. */
@Component
class Receipts {

  private final ObjectMapper json;

  Receipts(ObjectMapper json) {
    this.json = json;
  }

  Optional<JsonNode> of(ExecutionEntity execution) {
    // On a task without a scope of its own the variable may be left over from an earlier one.
    if (execution.isProcessInstanceExecution()) {
      return Optional.empty();
    }
    if (!(execution.getVariableLocal(OrderProcess.RECEIPT) instanceof String text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(json.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
