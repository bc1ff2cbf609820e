package org.ordersaga.process.message;

/** What the outside world can tell an order. */
public enum MessageKind {
  /** The parcel was delivered. */
  DELIVERY("DELIVERED"),
  /** The customer wants to cancel. */
  CANCELLATION("CANCELLATION_REQUESTED");

  private final String messageName;

  MessageKind(String messageName) {
    this.messageName = messageName;
  }

  /** Its name in the model. */
  String messageName() {
    return messageName;
  }
}
