package org.ordersaga.system.chaos;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a customer will do, decided before the run.
 *
 * @param afterMillis when it is placed
 * @param body of the start
 * @param way how it is started
 * @param afterwards what is asked for later, if it comes so far
 * @param early whether that is asked for at once instead
 * @param twice whether it is asked for twice
 */
record PlannedOrder(
    String id,
    long afterMillis,
    ObjectNode body,
    Way way,
    Afterwards afterwards,
    boolean early,
    boolean twice) {

  enum Way {
    API,
    API_TWICE_WITH_ONE_KEY,
    ENGINE_REST,
    API_THEN_ENGINE_REST
  }

  enum Afterwards {
    NOTHING,
    DELIVERY,
    CANCELLATION,
    GIVE_UP
  }

  static final List<String> PRODUCTS =
      List.of(
          "BOOK-001",
          "BOOK-002",
          "BOOK-003",
          "BOOK-004",
          "TOY-001",
          "TOY-002",
          "TOY-003",
          "TOY-004",
          "HOME-001",
          "HOME-002",
          "HOME-003",
          "GARDEN-002",
          "GARDEN-003",
          "MUSIC-005");
  private static final List<String> BAD_TOKENS =
      List.of("tok_declined", "tok_insufficient_funds", "tok_expired");

  static PlannedOrder random(String id, long afterMillis, Random random) {
    Afterwards afterwards = afterwards(random.nextDouble());
    boolean early = random.nextDouble() < 0.15 || afterwards == Afterwards.GIVE_UP;
    return new PlannedOrder(
        id,
        afterMillis,
        body(id, random),
        way(random.nextDouble()),
        afterwards,
        early,
        random.nextDouble() < 0.2);
  }

  private static Afterwards afterwards(double draw) {
    if (draw < 0.5) {
      return Afterwards.DELIVERY;
    }
    if (draw < 0.62) {
      return Afterwards.CANCELLATION;
    }
    return draw < 0.68 ? Afterwards.GIVE_UP : Afterwards.NOTHING;
  }

  private static Way way(double draw) {
    if (draw < 0.15) {
      return Way.API_TWICE_WITH_ONE_KEY;
    }
    if (draw < 0.25) {
      return Way.ENGINE_REST;
    }
    return draw < 0.3 ? Way.API_THEN_ENGINE_REST : Way.API;
  }

  private static ObjectNode body(String id, Random random) {
    double fate = random.nextDouble();
    ObjectNode order = plain(id);
    ArrayNode lines = order.putArray("lines");
    int first = random.nextInt(PRODUCTS.size());
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      lines
          .addObject()
          .put("sku", PRODUCTS.get((first + i) % PRODUCTS.size()))
          .put("quantity", 1 + random.nextInt(2));
    }
    if (fate < 0.12) {
      order.put("paymentMethod", BAD_TOKENS.get(random.nextInt(BAD_TOKENS.size())));
    } else if (fate < 0.18) {
      ((ObjectNode) order.get("shippingAddress")).put("country", "XX");
    } else if (fate < 0.23) {
      lines.addObject().put("sku", "HOME-005").put("quantity", 1000);
    } else if (fate < 0.28) {
      // More than a new customer may buy unseen.
      lines.addObject().put("sku", "GARDEN-005").put("quantity", 21);
    }
    return order;
  }

  /** An order of one unit that will be confirmed. */
  static ObjectNode plain(String id) {
    ObjectNode order =
        Json.of(
            Map.of(
                "orderId",
                id,
                "customerId",
                "cust-" + id,
                "email",
                id + "@example.com",
                "currency",
                "EUR",
                "paymentMethod",
                "tok_visa"));
    buy(order, "BOOK-004");
    order.set(
        "shippingAddress",
        Json.of(
            Map.of(
                "name", "Ada Lovelace",
                "street", "1 Analytical Way",
                "postalCode", "10115",
                "city", "Berlin",
                "country", "DE")));
    return order;
  }

  /** Has the order be for one piece of that. */
  static void buy(ObjectNode order, String sku) {
    order.putArray("lines").addObject().put("sku", sku).put("quantity", 1);
  }

  /** The same order as the variables of a process start. */
  ObjectNode asProcessStart() {
    ObjectNode start = Json.object().put("businessKey", id);
    ObjectNode variables = start.putObject("variables");
    body.properties()
        .forEach(
            field ->
                variables
                    .putObject(field.getKey())
                    .put("type", "String")
                    .put(
                        "value",
                        field.getValue().isTextual()
                            ? field.getValue().asText()
                            : field.getValue().toString()));
    return start;
  }

  /** A start of one unit that nothing else will be asked of. */
  static PlannedOrder simple(String id) {
    return new PlannedOrder(id, 0, plain(id), Way.API, Afterwards.NOTHING, false, false);
  }
}
