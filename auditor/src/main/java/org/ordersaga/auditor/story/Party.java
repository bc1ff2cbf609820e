package org.ordersaga.auditor.story;

/** Who takes part in an order's story, from the customer to the outside. */
enum Party {
  CUSTOMER("customer"),
  PROCESS_APP("process-app"),
  ORDER_WORKER("order-worker"),
  INVENTORY_WORKER("inventory-worker"),
  PAYMENT_WORKER("payment-worker"),
  SHIPPING_WORKER("shipping-worker"),
  NOTIFICATION_WORKER("notification-worker"),
  PAYMENT_PROVIDER("payment provider"),
  CARRIER("carrier"),
  MAIL_SERVER("mail server");

  private final String label;

  Party(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** The worker that serves a topic, such as {@code payment.charge}. */
  static Party ofTopic(String topic) {
    return switch (topic.replaceFirst("\\..*", "")) {
      case "order" -> ORDER_WORKER;
      case "inventory" -> INVENTORY_WORKER;
      case "payment" -> PAYMENT_WORKER;
      case "shipping" -> SHIPPING_WORKER;
      case "notification" -> NOTIFICATION_WORKER;
      default -> PROCESS_APP;
    };
  }
}
