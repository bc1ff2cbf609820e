package org.ordersaga.auditor.invariant;

/** The promises that are audited. */
public enum Invariant {
  I1("every accepted order comes to rest in one status; process, log and order table agree"),
  I2("initial + received = available + reserved + sold; every change has its movement"),
  I3("captured - refunded = total of the standing orders, 0 for the others"),
  I4(
      "the provider's ledger equals the payments table, the carrier's list the shipments; at most"
          + " one capture and one parcel per key"),
  I5("no reservation without an open order, none taken from a live one"),
  I6("undone steps = executed steps that needed it, in reverse, each effect once"),
  I7("one message per order and event, with its own Message-ID"),
  I8("the visible status moves along the allowed transitions only, past the pivot forward"),
  I9("the same idempotency key gives the same order and the same answer"),
  I10("the price charged is the catalogue's price at reservation");

  private final String says;

  Invariant(String says) {
    this.says = says;
  }

  /** In words. */
  public String says() {
    return says;
  }
}
