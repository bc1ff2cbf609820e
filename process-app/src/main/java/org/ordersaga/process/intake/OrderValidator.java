package org.ordersaga.process.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The one validator: for the order API and for every other way to start the process. */
@Component
class OrderValidator {

  private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern CUSTOMER_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern EMAIL =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{2,99}");
  private static final Pattern CARD_NUMBER = Pattern.compile("[0-9]{12,}");
  private static final Pattern SKU = Pattern.compile("[A-Za-z0-9-]{1,40}");
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final int LONGEST_EMAIL = 254;
  private static final int MOST_LINES = 50;
  private static final int MOST_UNITS = 1000;

  private static final Set<String> FIELDS =
      Set.of(
          "orderId",
          "customerId",
          "email",
          "currency",
          "paymentMethod",
          "lines",
          "shippingAddress");
  private static final Map<String, Integer> ADDRESS =
      new LinkedHashMap<>(Map.of("name", 100, "street", 100, "postalCode", 20, "city", 100));

  private final ObjectMapper json;
  private final String currency;

  OrderValidator(ObjectMapper json, @Value("${ordersaga.currency}") String currency) {
    this.json = json;
    this.currency = currency;
  }

  /**
   * Checks an order.
   *
   * @param problems what is known to be wrong already; fields in it are not looked at again
   * @throws InvalidOrder naming every bad field
   */
  NewOrder validate(JsonNode order, Problems problems) throws InvalidOrder {
    if (!order.isObject()) {
      problems.add("body", "must be a JSON object");
      throw new InvalidOrder(problems.list());
    }
    unknownFields(order, FIELDS, "", problems);
    String orderId = null;
    if (order.hasNonNull("orderId")) {
      orderId =
          text(
              order, "orderId", ORDER_ID, "must have 1 to 64 letters, digits or hyphens", problems);
    }
    String customerId =
        text(
            order,
            "customerId",
            CUSTOMER_ID,
            "must have 1 to 64 letters, digits, dots, hyphens or underscores",
            problems);
    String email = text(order, "email", EMAIL, "must be an e-mail address", problems);
    if (email != null && email.length() > LONGEST_EMAIL) {
      problems.add("email", "must have at most " + LONGEST_EMAIL + " characters");
    }
    String orderCurrency = text(order, "currency", CURRENCY, "must be an ISO 4217 code", problems);
    if (orderCurrency != null && !orderCurrency.equals(currency)) {
      problems.add("currency", "must be " + currency + ", the catalogue's currency");
    }
    String paymentMethod =
        text(
            order,
            "paymentMethod",
            TOKEN,
            "must be a payment provider's token, for example tok_visa",
            problems);
    if (paymentMethod != null && CARD_NUMBER.matcher(paymentMethod).find()) {
      problems.add("paymentMethod", "must be a token, never a card number");
    }
    String lines = lines(order, problems);
    String address = address(order, problems);
    if (!problems.isEmpty()) {
      throw new InvalidOrder(problems.list());
    }
    return new NewOrder(orderId, customerId, email, orderCurrency, paymentMethod, lines, address);
  }

  private String lines(JsonNode order, Problems problems) {
    JsonNode lines = order.path("lines");
    if (problems.has("lines")) {
      return null;
    }
    if (lines.isMissingNode() || lines.isNull()) {
      problems.add("lines", "is missing");
      return null;
    }
    if (!lines.isArray() || lines.isEmpty() || lines.size() > MOST_LINES) {
      problems.add("lines", "must be an array of 1 to " + MOST_LINES + " lines");
      return null;
    }
    ArrayNode compact = json.createArrayNode();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = lines.get(i);
      String path = "lines[" + i + "]";
      if (!line.isObject()) {
        problems.add(path, "must be an object with sku and quantity");
        continue;
      }
      unknownFields(line, Set.of("sku", "quantity"), path + ".", problems);
      String sku =
          text(
              line,
              path + ".",
              "sku",
              SKU,
              "must have 1 to 40 letters, digits or hyphens",
              problems);
      if (sku != null && !seen.add(sku)) {
        problems.add(path + ".sku", "stands in an earlier line: one line for each product");
      }
      JsonNode quantity = line.path("quantity");
      boolean fits =
          quantity.isIntegralNumber()
              && quantity.canConvertToInt()
              && quantity.intValue() >= 1
              && quantity.intValue() <= MOST_UNITS;
      if (!fits) {
        problems.add(
            path + ".quantity",
            quantity.isMissingNode() || quantity.isNull()
                ? "is missing"
                : "must be a whole number from 1 to " + MOST_UNITS);
        continue;
      }
      compact.addObject().put("sku", sku).put("quantity", quantity.intValue());
    }
    return compact.toString();
  }

  private String address(JsonNode order, Problems problems) {
    JsonNode address = order.path("shippingAddress");
    if (problems.has("shippingAddress")) {
      return null;
    }
    if (address.isMissingNode() || address.isNull()) {
      problems.add("shippingAddress", "is missing");
      return null;
    }
    if (!address.isObject()) {
      problems.add("shippingAddress", "must be an object");
      return null;
    }
    String path = "shippingAddress.";
    unknownFields(
        address, Set.of("name", "street", "postalCode", "city", "country"), path, problems);
    ObjectNode compact = json.createObjectNode();
    for (String field : List.of("name", "street", "postalCode", "city")) {
      int longest = ADDRESS.get(field);
      String value =
          text(
              address,
              path,
              field,
              Pattern.compile("(?=.*\\S).{1," + longest + "}"),
              "must have 1 to " + longest + " characters and no line breaks",
              problems);
      compact.put(field, value);
    }
    compact.put(
        "country",
        text(address, path, "country", COUNTRY, "must be two capital letters", problems));
    return compact.toString();
  }

  private static String text(
      JsonNode parent, String field, Pattern pattern, String rule, Problems problems) {
    return text(parent, "", field, pattern, rule, problems);
  }

  private static String text(
      JsonNode parent, String path, String field, Pattern pattern, String rule, Problems problems) {
    JsonNode value = parent.path(field);
    if (value.isMissingNode() || value.isNull()) {
      problems.add(path + field, "is missing");
      return null;
    }
    if (!value.isTextual()
        || !pattern.matcher(value.textValue()).matches()
        || value.textValue().codePoints().anyMatch(OrderValidator::isUnprintable)) {
      problems.add(path + field, rule);
      return null;
    }
    return value.textValue();
  }

  private static boolean isUnprintable(int character) {
    return Character.isISOControl(character)
        || Character.getType(character) == Character.SURROGATE
        || Character.getType(character) == Character.LINE_SEPARATOR
        || Character.getType(character) == Character.PARAGRAPH_SEPARATOR;
  }

  /** Whether an order may say anything under this name. */
  static boolean isField(String name) {
    return FIELDS.contains(name);
  }

  private static void unknownFields(
      JsonNode node, Set<String> known, String path, Problems problems) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problems.add(path + Problems.shown(name), "is not a field of an order");
              }
            });
  }
}
