package org.ordersaga.shipping.booking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.ordersaga.test.StubProvider;
import org.ordersaga.test.StubProvider.Reply;
import org.ordersaga.test.StubProvider.Request;

/** Keeps books as the carrier does, with its answers. */
class CarrierStub {

  /** A key's shipment; status booked, handed_over, cancelled or voided. */
  static final class Shipment {
    String id;
    String status;
  }

  final StubProvider http = new StubProvider(this::answer);
  private final Map<String, Shipment> shipments = new HashMap<>();
  private final ObjectMapper json = new ObjectMapper();
  private Predicate<Request> down = request -> false;

  /** These are not worked on, and answered with 503. */
  synchronized void down(Predicate<Request> down) {
    this.down = down;
  }

  /** What became of a key, or null. */
  synchronized Shipment shipment(String key) {
    return shipments.get(key);
  }

  /** As another client of the carrier would. */
  synchronized void voidKey(String key) {
    shipments.computeIfAbsent(key, unknown -> new Shipment()).status = "voided";
  }

  private synchronized Reply answer(Request request) {
    if (down.test(request)) {
      return problem(503, "down");
    }
    try {
      return switch (request.call()) {
        case "GET /shipments" -> find(request.query().substring("idempotencyKey=".length()));
        case "POST /shipments" -> book(request.idempotencyKey(), json.readTree(request.body()));
        case "POST /shipments/voids" ->
            voidBooking(json.readTree(request.body()).get("idempotencyKey").asText());
        default -> cancel(request.path().split("/")[2]);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply find(String key) {
    Shipment shipment = shipments.get(key);
    return shipment == null ? problem(404, "not_found") : view(200, shipment);
  }

  private Reply book(String key, JsonNode order) {
    Shipment known = shipments.get(key);
    if (known != null) {
      return known.status.equals("voided") ? problem(409, "voided") : view(201, known);
    }
    if (order.at("/address/country").asText().equals("XX")) {
      return problem(422, "country_not_served");
    }
    Shipment shipment = new Shipment();
    shipment.id = "sh_" + key;
    shipment.status = "booked";
    shipments.put(key, shipment);
    return view(201, shipment);
  }

  private Reply voidBooking(String key) {
    if (shipments.containsKey(key) && shipments.get(key).status.equals("handed_over")) {
      return problem(409, "not_cancellable");
    }
    voidKey(key);
    return view(200, shipments.get(key));
  }

  private Reply cancel(String id) {
    Shipment shipment =
        shipments.values().stream().filter(s -> id.equals(s.id)).findAny().orElseThrow();
    if (shipment.status.equals("handed_over")) {
      return problem(409, "not_cancellable");
    }
    if (shipment.status.equals("booked")) {
      shipment.status = "cancelled";
    }
    return view(200, shipment);
  }

  private static Reply view(int status, Shipment shipment) {
    String ids =
        shipment.id == null
            ? ""
            : "\"id\":\"%s\",\"trackingNumber\":\"TRK-1\",".formatted(shipment.id);
    return new Reply(status, "{%s\"status\":\"%s\"}".formatted(ids, shipment.status));
  }

  private static Reply problem(int status, String code) {
    return new Reply(status, "{\"status\":%d,\"code\":\"%s\"}".formatted(status, code));
  }
}
