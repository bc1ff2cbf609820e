package org.ordersaga.sandbox.faults;

import java.util.Locale;

/** Who has a bad day. */
public enum Target {
  /** The payment provider, but for its ledger. */
  PAYMENTS,
  /** The carrier, but for what happens to a parcel in its hands: hand-over and delivery. */
  CARRIER,
  /** The mail server, but for the inbox. */
  MAIL;

  /** As in JSON. */
  String json() {
    return name().toLowerCase(Locale.ROOT);
  }
}
