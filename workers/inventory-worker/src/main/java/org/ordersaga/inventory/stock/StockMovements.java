package org.ordersaga.inventory.stock;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The stock's journal: it can only grow. No entity, because an entity whose number the database
 * gives is inserted by a statement of its own.
 */
@Component
class StockMovements {

  private final JdbcTemplate jdbc;

  StockMovements(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds a line for each product, numbered in the map's order. */
  void add(String orderId, MovementKind kind, Map<String, Integer> quantities) {
    OffsetDateTime now = Instant.now().atOffset(ZoneOffset.UTC);
    jdbc.batchUpdate(
        "insert into stock_movement (sku, order_id, kind, quantity, at) values (?, ?, ?, ?, ?)",
        quantities.entrySet().stream()
            .map(line -> new Object[] {line.getKey(), orderId, kind.name(), line.getValue(), now})
            .toList());
  }
}
