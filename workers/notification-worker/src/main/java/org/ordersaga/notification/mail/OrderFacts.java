package org.ordersaga.notification.mail;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;

/**
 * What a letter can say about an order; whatever is not known is null, and not mentioned.
 *
 * @param name of the customer
 * @param total with its currency, for example {@code 19.90 EUR}
 * @param reason a sentence that says why
 */
record OrderFacts(
    String orderId,
    String name,
    List<Line> lines,
    String total,
    String reason,
    String trackingNumber) {

  /** One line of the order. */
  record Line(String sku, Integer quantity) {}

  /** An amount in minor units in the words of a letter, or null when there is none. */
  static String money(Long amount, String currency) {
    if (amount == null || currency == null) {
      return null;
    }
    int digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    return BigDecimal.valueOf(amount, digits).toPlainString() + " " + currency;
  }
}
