package org.ordersaga.worker.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ordersaga.worker.catalogue.VariableType;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.TechnicalFailure;

/** Turns variables into records and records into variables; never bends a value of another type. */
final class RecordMapper {

  private final ObjectMapper mapper =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .withCoercionConfig(
              LogicalType.Textual,
              config ->
                  config
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  /**
   * The input record; a variable that is absent becomes null.
   *
   * @throws TechnicalFailure {@code INPUT_INVALID} if a variable is of another type
   */
  <T extends Record> T toRecord(Map<String, Object> variables, Class<T> type) {
    Map<String, Object> values = new HashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = component.getName();
      Object value = variables.get(name);
      values.put(name, VariableType.isJson(component.getType()) ? parse(name, value) : value);
    }
    try {
      return mapper.convertValue(values, type);
    } catch (IllegalArgumentException e) {
      throw invalid(variableName(e, type), type);
    }
  }

  /** The variables of an output record, without its receipt. */
  Map<String, Object> toVariables(Record output) {
    Map<String, Object> variables = new LinkedHashMap<>();
    for (RecordComponent component : output.getClass().getRecordComponents()) {
      if (component.getType() != Receipt.class) {
        Object value = value(component, output);
        variables.put(component.getName(), toVariable(component.getType(), value));
      }
    }
    return variables;
  }

  /** The receipt of an output record, or null. */
  Receipt receipt(Record output) {
    for (RecordComponent component : output.getClass().getRecordComponents()) {
      if (component.getType() == Receipt.class) {
        return (Receipt) value(component, output);
      }
    }
    return null;
  }

  /** The values of these components, but for the absent ones, as one part of a key. */
  String join(List<String> names, Record input) {
    return names.stream()
        .flatMap(
            name ->
                Arrays.stream(input.getClass().getRecordComponents())
                    .filter(component -> component.getName().equals(name)))
        .map(component -> value(component, input))
        .filter(Objects::nonNull)
        .map(String::valueOf)
        .collect(Collectors.joining("/"));
  }

  String toJson(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "Cannot write " + value.getClass().getSimpleName() + " as JSON", e);
    }
  }

  <T> T fromJson(String json, Class<T> type) {
    try {
      return mapper.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "The recorded outcome does not fit " + type.getSimpleName(), e);
    }
  }

  private Object toVariable(Class<?> type, Object value) {
    if (value == null) {
      return null;
    }
    if (VariableType.isJson(type)) {
      return toJson(value);
    }
    return value instanceof Enum<?> constant ? constant.name() : value;
  }

  private Object parse(String name, Object value) {
    if (value == null) {
      return null;
    }
    try {
      if (value instanceof String json) {
        return mapper.readTree(json);
      }
    } catch (JsonProcessingException e) {
      // Reported below, without the value: it may hold personal data.
    }
    throw new TechnicalFailure(
        "INPUT_INVALID",
        "the variable %s must be a String holding JSON; correct it in Cockpit".formatted(name),
        null);
  }

  private static Object value(RecordComponent component, Record owner) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(owner);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }

  private static String variableName(IllegalArgumentException e, Class<?> type) {
    return e.getCause() instanceof JsonMappingException cause && !cause.getPath().isEmpty()
        ? cause.getPath().get(0).getFieldName()
        : type.getSimpleName();
  }

  /** Without the cause, whose message quotes the value: it may hold personal data. */
  private static TechnicalFailure invalid(String name, Class<?> type) {
    return new TechnicalFailure(
        "INPUT_INVALID",
        "the variable %s has a value that %s does not take; correct it in Cockpit"
            .formatted(name, type.getSimpleName()),
        null);
  }
}
