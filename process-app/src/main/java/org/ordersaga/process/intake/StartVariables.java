package org.ordersaga.process.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.springframework.stereotype.Component;

/** Reads the variables of a starting process as the order that they should be. */
@Component
class StartVariables {

  /** What the engine's column for a text holds. */
  private static final int LONGEST_TEXT = 4000;

  private final ObjectMapper json;
  private final ObjectReader strict;

  StartVariables(ObjectMapper json) {
    this.json = json;
    this.strict =
        json.reader()
            .with(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * The order in the variables. The order's id and the business key stand for each other; where
   * both are given they must be the same.
   */
  JsonNode read(VariableMap variables, String businessKey, Problems problems) {
    ObjectNode order = json.createObjectNode();
    for (String name : variables.keySet()) {
      TypedValue typed = variables.getValueTyped(name);
      if (typed.isTransient()) {
        problems.add(Problems.shown(name), "must not be transient");
      } else if (typed.getValue() instanceof String text) {
        order.set(name, text(name, text, problems));
      } else if (typed.getValue() == null || !OrderValidator.isField(name)) {
        // The validator says what is wrong with it.
        order.putNull(name);
      } else {
        problems.add(Problems.shown(name), "must be a variable of type String");
      }
    }
    if (businessKey != null) {
      if (!order.hasNonNull("orderId")) {
        order.put("orderId", businessKey);
      } else if (!businessKey.equals(order.get("orderId").textValue())) {
        problems.add("orderId", "must be the same as the business key");
      }
    }
    return order;
  }

  private JsonNode text(String name, String text, Problems problems) {
    if (text.length() > LONGEST_TEXT) {
      problems.add(Problems.shown(name), "must have at most " + LONGEST_TEXT + " characters");
    } else if (name.equals("lines") || name.equals("shippingAddress")) {
      try {
        JsonNode value = strict.readTree(text);
        if (!value.isMissingNode()) {
          return value;
        }
      } catch (JsonProcessingException e) {
        problems.add(name, "must hold valid JSON");
      }
    }
    return json.getNodeFactory().textNode(text);
  }
}
