package org.ordersaga.auditor.story;

import java.math.BigDecimal;
import java.util.Currency;

/** Amounts as people read them. */
final class Amount {

  private Amount() {}

  /** For example {@code 19.90 EUR}, of 1990 minor units. */
  static String of(long amount, String currency) {
    return BigDecimal.valueOf(amount, digits(currency)).toPlainString() + " " + currency;
  }

  private static int digits(String currency) {
    try {
      return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }
}
