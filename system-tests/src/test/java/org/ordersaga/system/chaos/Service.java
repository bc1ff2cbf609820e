package org.ordersaga.system.chaos;

import java.util.List;

/** The product's processes. */
enum Service {
  SANDBOX("sandbox", "sandbox", "sandbox"),
  ENGINE("process-app", "process-app", "camunda"),
  ORDER("order-worker", "workers/order-worker", "orders"),
  INVENTORY("inventory-worker", "workers/inventory-worker", "inventory"),
  PAYMENT("payment-worker", "workers/payment-worker", "payments"),
  SHIPPING("shipping-worker", "workers/shipping-worker", "shipping"),
  NOTIFICATION("notification-worker", "workers/notification-worker", "notifications");

  static final List<Service> WORKERS = List.of(ORDER, INVENTORY, PAYMENT, SHIPPING, NOTIFICATION);

  private final String id;
  private final String module;
  private final String database;

  Service(String id, String module, String database) {
    this.id = id;
    this.module = module;
    this.database = database;
  }

  /** Its name, and a worker's user name at the engine. */
  String id() {
    return id;
  }

  /** Its jar, relative to the project's folder. */
  String jar() {
    return module + "/target/" + id + ".jar";
  }

  /** Its database, and the role that owns it. */
  String database() {
    return database;
  }

  /** The service that has the steps of a topic: {@code payment.charge} is the payment worker's. */
  static Service of(String topic) {
    String domain = topic.substring(0, topic.indexOf('.'));
    return WORKERS.stream().filter(w -> w.id.startsWith(domain + "-")).findFirst().orElseThrow();
  }
}
