package org.ordersaga.process.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An order that passed validation.
 *
 * @param orderId as the client chose it, or null
 * @param lines compact JSON array
 * @param shippingAddress compact JSON object
 */
public record NewOrder(
    String orderId,
    String customerId,
    String email,
    String currency,
    String paymentMethod,
    String lines,
    String shippingAddress) {

  /** The id that the client chose. */
  Optional<String> chosenId() {
    return Optional.ofNullable(orderId);
  }

  /** The process variables that it starts with. */
  Map<String, Object> variables(String id) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("orderId", id);
    variables.put("customerId", customerId);
    variables.put("email", email);
    variables.put("currency", currency);
    variables.put("paymentMethod", paymentMethod);
    variables.put("lines", lines);
    variables.put("shippingAddress", shippingAddress);
    return variables;
  }

  /** Equal for requests that say the same, whatever their spacing and the order of their fields. */
  String contentHash() {
    String content =
        String.join("\n", customerId, email, currency, paymentMethod, lines, shippingAddress);
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Keeps personal data out of logs. */
  @Override
  public String toString() {
    return "NewOrder[" + orderId + "]";
  }
}
