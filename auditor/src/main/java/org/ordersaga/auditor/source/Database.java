package org.ordersaga.auditor.source;

import java.util.Locale;

/** The databases that are read. The sandbox's is not: it stands for others' systems. */
public enum Database {
  CAMUNDA,
  ORDERS,
  INVENTORY,
  PAYMENTS,
  SHIPPING,
  NOTIFICATIONS;

  /** Its name on the server. */
  public String databaseName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
