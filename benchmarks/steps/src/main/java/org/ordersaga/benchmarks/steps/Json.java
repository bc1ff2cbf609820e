package org.ordersaga.benchmarks.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Variables that hold JSON in a string. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static JsonNode of(Map<String, Object> variables, String name) {
    return parse(text(variables, name));
  }

  static String text(Map<String, Object> variables, String name) {
    return (String) variables.get(name);
  }

  static long number(Map<String, Object> variables, String name) {
    return ((Number) variables.get(name)).longValue();
  }
}
