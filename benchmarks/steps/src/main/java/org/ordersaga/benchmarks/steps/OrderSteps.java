package org.ordersaga.benchmarks.steps;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/** The order book. */
final class OrderSteps {

  private final Tables tables;

  OrderSteps(Tables tables) {
    this.tables = tables;
  }

  Map<String, StepFunction> byTopic() {
    return Map.of(
        "order.create", this::create,
        "order.confirm", this::confirm,
        "order.complete", this::complete,
        "order.close", this::close);
  }

  static OffsetDateTime now() {
    return Instant.now().atOffset(ZoneOffset.UTC);
  }

  private Map<String, Object> create(Map<String, Object> order) {
    JsonNode address = Json.of(order, "shippingAddress");
    String id = Json.text(order, "orderId");
    boolean known =
        tables.inTransaction(
            () -> {
              boolean found =
                  !tables
                      .sql()
                      .queryForList(
                          """
                          select 1 from customer_order
                          where customer_id = ? and status in ('CONFIRMED', 'DELIVERED') limit 1
                          """,
                          order.get("customerId"))
                      .isEmpty();
              int created =
                  tables.change(
                      """
                      insert into customer_order (order_id, version, status, customer_id, email,
                        currency, ship_name, ship_street, ship_postal_code, ship_city,
                        ship_country, created_at, changed_at)
                      values (?, 0, 'PENDING', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                      on conflict do nothing
                      """,
                      id,
                      order.get("customerId"),
                      order.get("email"),
                      order.get("currency"),
                      address.path("name").asText(),
                      address.path("street").asText(),
                      address.path("postalCode").asText(),
                      address.path("city").asText(),
                      address.path("country").asText(),
                      now(),
                      now());
              if (created == 1) {
                insertLines(id, Json.of(order, "lines"));
              }
              return found;
            });
    return Map.of("newCustomer", !known, "country", address.path("country").asText());
  }

  private void insertLines(String id, JsonNode lines) {
    for (int i = 0; i < lines.size(); i++) {
      tables.change(
          "insert into order_line (order_id, position, sku, quantity) values (?, ?, ?, ?)",
          id,
          i,
          lines.get(i).path("sku").asText(),
          lines.get(i).path("quantity").asInt());
    }
  }

  private Map<String, Object> confirm(Map<String, Object> order) {
    tables.change(
        """
        update customer_order set status = 'CONFIRMED', total_amount = ?, tracking_number = ?,
          changed_at = ?, version = version + 1
        where order_id = ? and status = 'PENDING'
        """,
        Json.number(order, "totalAmount"),
        order.get("trackingNumber"),
        now(),
        order.get("orderId"));
    return Map.of();
  }

  private Map<String, Object> complete(Map<String, Object> order) {
    tables.change(
        """
        update customer_order set status = 'DELIVERED', changed_at = ?, version = version + 1
        where order_id = ? and status = 'CONFIRMED'
        """,
        now(),
        order.get("orderId"));
    return Map.of();
  }

  private Map<String, Object> close(Map<String, Object> order) {
    tables.change(
        """
        update customer_order set status = ?, failure_reason = ?, changed_at = ?,
          version = version + 1
        where order_id = ? and status in ('PENDING', 'CONFIRMED')
        """,
        order.get("outcome"),
        order.get("failureReason"),
        now(),
        order.get("orderId"));
    return Map.of();
  }
}
