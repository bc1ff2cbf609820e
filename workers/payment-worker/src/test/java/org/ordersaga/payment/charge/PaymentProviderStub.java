package org.ordersaga.payment.charge;

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

/** Keeps books as the payment provider does, with its answers. */
class PaymentProviderStub {

  /** A key's charge; status captured, declined or voided. */
  static final class Charge {
    String id;
    String status;
    String code;
    long amount;
    String currency;
    long refunded;
    String refundKey;
  }

  private static final Map<String, String> DECLINES =
      Map.of(
          "tok_declined", "card_declined",
          "tok_insufficient_funds", "insufficient_funds",
          "tok_expired", "expired_card",
          "tok_unknown", "invalid_token");

  final StubProvider http = new StubProvider(this::answer);
  private final Map<String, Charge> charges = new HashMap<>();
  private final ObjectMapper json = new ObjectMapper();
  private Predicate<Request> down = request -> false;

  /** These are not worked on, and answered with 503. */
  synchronized void down(Predicate<Request> down) {
    this.down = down;
  }

  /** What became of a key, or null. */
  synchronized Charge charge(String key) {
    return charges.get(key);
  }

  /** As another client of the provider would. */
  synchronized void voidKey(String key) {
    Charge charge = charges.computeIfAbsent(key, unknown -> new Charge());
    charge.status = "voided";
    charge.refunded = charge.id == null ? 0 : charge.amount;
  }

  private synchronized Reply answer(Request request) {
    if (down.test(request)) {
      return problem(503, "down");
    }
    try {
      if (request.call().equals("GET /payments/charges")) {
        Charge charge = charges.get(request.query().substring("idempotencyKey=".length()));
        return charge == null ? problem(404, "not_found") : view(200, charge);
      }
      JsonNode body = json.readTree(request.body());
      if (request.call().equals("POST /payments/charges")) {
        return charge(request.idempotencyKey(), body);
      }
      if (request.call().equals("POST /payments/voids")) {
        voidKey(body.get("idempotencyKey").asText());
        return view(200, charges.get(body.get("idempotencyKey").asText()));
      }
      return refund(request.path().split("/")[3], request.idempotencyKey(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply charge(String key, JsonNode body) {
    Charge charge =
        charges.computeIfAbsent(
            key,
            unknown -> {
              Charge created = new Charge();
              created.code = DECLINES.get(body.get("token").asText());
              created.status = created.code == null ? "captured" : "declined";
              created.id = created.code == null ? "ch_" + key : null;
              created.amount = body.get("amount").asLong();
              created.currency = body.get("currency").asText();
              return created;
            });
    return switch (charge.status) {
      case "declined" -> problem(402, charge.code);
      case "voided" -> problem(409, "voided");
      default -> view(201, charge);
    };
  }

  private Reply refund(String chargeId, String key, JsonNode body) {
    Charge charge =
        charges.values().stream().filter(c -> chargeId.equals(c.id)).findAny().orElseThrow();
    if (!key.equals(charge.refundKey)) {
      if (charge.refunded == charge.amount) {
        return problem(409, "already_refunded");
      }
      charge.refundKey = key;
      charge.refunded += body.get("amount").asLong();
    }
    return new Reply(201, "{\"id\":\"re_%s\",\"amount\":%d}".formatted(key, charge.refunded));
  }

  private static Reply view(int status, Charge charge) {
    String id = charge.id == null ? "" : "\"id\":\"%s\",".formatted(charge.id);
    return new Reply(
        status,
        "{%s\"status\":\"%s\",\"code\":\"%s\",\"amount\":%d,\"currency\":\"%s\",\"refunded\":%d}"
            .formatted(
                id, charge.status, charge.code, charge.amount, charge.currency, charge.refunded));
  }

  private static Reply problem(int status, String code) {
    return new Reply(status, "{\"status\":%d,\"code\":\"%s\"}".formatted(status, code));
  }
}
