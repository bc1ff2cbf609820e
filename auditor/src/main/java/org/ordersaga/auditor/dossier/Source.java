package org.ordersaga.auditor.dossier;

import java.util.List;

/** Rows in the order of their order ids. */
interface Source<T> {

  /** The order id of the row at hand, or null after the last one. */
  String orderId();

  /** The rows of this order, which are those at hand, or none. */
  List<T> take(String orderId);
}
