package org.ordersaga.inventory.reservation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Reads what an order wants, as far as the inventory cares. */
@Component
class WantedLines {

  private record Line(String sku, Integer quantity) {}

  private final ObjectMapper json;

  WantedLines(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Adds up the lines by product.
   *
   * @param lines JSON, {@code [{"sku","quantity"}]}
   * @return pieces by article number, in that order
   * @throws IllegalArgumentException if the lines cannot be read; that is not the customer's fault,
   *     because the order was checked before
   */
  SortedMap<String, Integer> read(String lines) {
    SortedMap<String, Integer> wanted = new TreeMap<>();
    for (Line line : parse(lines)) {
      if (line == null || line.sku() == null || line.quantity() == null || line.quantity() < 1) {
        throw new IllegalArgumentException(
            "The variable lines has a line without a sku or without a quantity of at least 1");
      }
      wanted.merge(line.sku(), line.quantity(), Math::addExact);
    }
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("The variable lines has no line");
    }
    return wanted;
  }

  private List<Line> parse(String lines) {
    try {
      List<Line> parsed = lines == null ? null : json.readValue(lines, new TypeReference<>() {});
      return parsed == null ? List.of() : parsed;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "The variable lines is not JSON of the form [{\"sku\",\"quantity\"}]", e);
    }
  }
}
