package org.ordersaga.benchmarks.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Parcels. As with payments, the carrier's idempotency key makes a repeat safe. */
final class ShippingSteps {

  private static final int TOO_LATE = 409;
  private static final int REJECTED = 422;

  private final Tables tables;
  private final Outside carrier;

  ShippingSteps(Tables tables, Outside carrier) {
    this.tables = tables;
    this.carrier = carrier;
  }

  Map<String, StepFunction> byTopic() {
    return Map.of("shipping.book", this::book, "shipping.cancel", this::cancel);
  }

  private Map<String, Object> book(Map<String, Object> order) throws Refusal {
    String id = Json.text(order, "orderId");
    String key = id + ":shipping.book";
    Outside.Answer answer =
        carrier.post(
            "/shipments",
            key,
            Json.object()
                .put("reference", id)
                .<ObjectNode>set("address", Json.of(order, "shippingAddress"))
                .set("lines", Json.of(order, "lines")));
    if (answer.status() == REJECTED) {
      throw new Refusal("SHIPPING_REJECTED");
    }
    JsonNode shipment = answer.success();
    String number = shipment.path("id").asText();
    String tracking = shipment.path("trackingNumber").asText();
    tables.change(
        """
        insert into shipment (order_id, idempotency_key, state, shipment_id, tracking_number,
          version, created_at, updated_at)
        values (?, ?, 'BOOKED', ?, ?, 0, ?, ?)
        on conflict do nothing
        """,
        id,
        key,
        number,
        tracking,
        OrderSteps.now(),
        OrderSteps.now());
    return Map.of("shipmentId", number, "trackingNumber", tracking);
  }

  private Map<String, Object> cancel(Map<String, Object> order) throws Refusal {
    String id = Json.text(order, "orderId");
    List<String> shipments =
        tables
            .sql()
            .queryForList(
                "select shipment_id from shipment where order_id = ? and state = 'BOOKED'",
                String.class,
                id);
    for (String shipment : shipments) {
      Outside.Answer answer =
          carrier.post(
              "/shipments/" + shipment + "/cancel", id + ":shipping.cancel", Json.object());
      if (answer.status() == TOO_LATE) {
        throw new Refusal("SHIPMENT_NOT_CANCELLABLE");
      }
      answer.success();
      tables.change(
          """
          update shipment set state = 'CANCELLED', updated_at = ?, version = version + 1
          where order_id = ? and state = 'BOOKED'
          """,
          OrderSteps.now(),
          id);
    }
    return Map.of();
  }
}
