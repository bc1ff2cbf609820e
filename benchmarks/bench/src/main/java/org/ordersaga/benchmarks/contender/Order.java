package org.ordersaga.benchmarks.contender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The order that everybody gets: two pieces for a new customer, who is accepted unseen. */
final class Order {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> PRODUCTS =
      List.of(
          "BOOK-001",
          "BOOK-002",
          "BOOK-003",
          "BOOK-004",
          "BOOK-005",
          "TOY-001",
          "TOY-002",
          "TOY-003",
          "TOY-004",
          "TOY-005",
          "HOME-001",
          "HOME-002",
          "HOME-003",
          "GARDEN-001",
          "GARDEN-002",
          "GARDEN-003",
          "GARDEN-004",
          "GARDEN-005",
          "MUSIC-001",
          "MUSIC-003",
          "MUSIC-005");

  private Order() {}

  static ObjectNode json(String id) {
    int first = Math.floorMod(id.hashCode(), PRODUCTS.size());
    ObjectNode order =
        object()
            .put("orderId", id)
            .put("customerId", "cust-" + id)
            .put("email", id + "@example.com")
            .put("currency", "EUR")
            .put("paymentMethod", "tok_visa");
    ArrayNode lines = order.putArray("lines");
    for (int i = 0; i < 2; i++) {
      lines.addObject().put("sku", PRODUCTS.get((first + i) % PRODUCTS.size())).put("quantity", 1);
    }
    order
        .putObject("shippingAddress")
        .put("name", "Ada Lovelace")
        .put("street", "1 Analytical Way")
        .put("postalCode", "10115")
        .put("city", "Berlin")
        .put("country", "DE");
    return order;
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A value as a process variable holds it. */
  static String text(JsonNode value) {
    return value.isTextual() ? value.asText() : value.toString();
  }
}
