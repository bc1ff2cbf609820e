package org.ordersaga.benchmarks.steps;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The stock. Rows are locked in one order: the reservation, then the products by number. */
final class InventorySteps {

  private final Tables tables;

  InventorySteps(Tables tables) {
    this.tables = tables;
  }

  Map<String, StepFunction> byTopic() {
    return Map.of(
        "inventory.reserve", this::reserve,
        "inventory.commit",
            order -> move(order, "RESERVED", "COMMITTED", "COMMITTED", "reserved", "sold"),
        "inventory.uncommit",
            order -> move(order, "COMMITTED", "RESERVED", "UNCOMMITTED", "sold", "reserved"),
        "inventory.release",
            order -> move(order, "RESERVED", "RELEASED", "RELEASED", "reserved", "available"));
  }

  private record Reserved(long total, int units, String refusal) {}

  private Map<String, Object> reserve(Map<String, Object> order) throws Refusal {
    SortedMap<String, Integer> wanted = new TreeMap<>();
    for (JsonNode line : Json.of(order, "lines")) {
      wanted.merge(line.path("sku").asText(), line.path("quantity").asInt(), Math::addExact);
    }
    Reserved reserved = tables.inTransaction(() -> reserve(Json.text(order, "orderId"), wanted));
    if (reserved.refusal() != null) {
      throw new Refusal(reserved.refusal());
    }
    return Map.of("totalAmount", reserved.total(), "units", reserved.units());
  }

  private Reserved reserve(String id, SortedMap<String, Integer> wanted) {
    int units = wanted.values().stream().mapToInt(Integer::intValue).sum();
    List<Long> before =
        tables
            .sql()
            .queryForList(
                "select total_amount from reservation where order_id = ?", Long.class, id);
    if (!before.isEmpty()) {
      return new Reserved(before.get(0), units, null);
    }
    List<Map<String, Object>> products =
        tables
            .sql()
            .queryForList(
                "select sku, price, currency, available from product where sku = any (?)"
                    + " order by sku for update",
                (Object) wanted.keySet().toArray(String[]::new));
    if (products.size() < wanted.size()) {
      return new Reserved(0, units, "UNKNOWN_PRODUCT");
    }
    long total = 0;
    for (Map<String, Object> product : products) {
      int quantity = wanted.get((String) product.get("sku"));
      if ((int) product.get("available") < quantity) {
        return new Reserved(0, units, "OUT_OF_STOCK");
      }
      total += (long) product.get("price") * quantity;
    }
    tables.change(
        """
        insert into reservation (order_id, version, status, total_amount, currency, created_at,
          changed_at)
        values (?, 0, 'RESERVED', ?, ?, ?, ?)
        """,
        id,
        total,
        products.get(0).get("currency"),
        OrderSteps.now(),
        OrderSteps.now());
    for (Map<String, Object> product : products) {
      String sku = (String) product.get("sku");
      tables.change(
          "insert into reservation_line (order_id, sku, quantity, unit_price) values (?, ?, ?, ?)",
          id,
          sku,
          wanted.get(sku),
          product.get("price"));
      move(id, sku, wanted.get(sku), "RESERVED", "available", "reserved");
    }
    return new Reserved(total, units, null);
  }

  private Map<String, Object> move(
      Map<String, Object> order, String from, String to, String kind, String out, String in) {
    String id = Json.text(order, "orderId");
    return tables.inTransaction(
        () -> {
          int changed =
              tables.change(
                  """
                  update reservation set status = ?, changed_at = ?, version = version + 1
                  where order_id = ? and status = ?
                  """,
                  to,
                  OrderSteps.now(),
                  id,
                  from);
          if (changed == 1) {
            tables
                .sql()
                .queryForList(
                    "select sku, quantity from reservation_line where order_id = ? order by sku",
                    id)
                .forEach(
                    line ->
                        move(
                            id,
                            (String) line.get("sku"),
                            (int) line.get("quantity"),
                            kind,
                            out,
                            in));
          }
          return Map.of();
        });
  }

  private void move(String id, String sku, int quantity, String kind, String out, String in) {
    tables.change(
        "update product set %1$s = %1$s - ?, %2$s = %2$s + ? where sku = ?".formatted(out, in),
        quantity,
        quantity,
        sku);
    tables.change(
        "insert into stock_movement (sku, order_id, kind, quantity) values (?, ?, ?, ?)",
        sku,
        id,
        kind,
        quantity);
  }
}
