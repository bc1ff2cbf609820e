package org.ordersaga.local;

import java.util.Arrays;
import java.util.List;

/** The services, in the order in which their starting is told. */
enum Service {
  SANDBOX("sandbox", "sandbox", 10, "sandbox"),
  PROCESS_APP("process-app", "process-app", 0, "camunda"),
  ORDER_WORKER("order-worker", "workers/order-worker", 1, "orders"),
  INVENTORY_WORKER("inventory-worker", "workers/inventory-worker", 2, "inventory"),
  PAYMENT_WORKER("payment-worker", "workers/payment-worker", 3, "payments"),
  SHIPPING_WORKER("shipping-worker", "workers/shipping-worker", 4, "shipping"),
  NOTIFICATION_WORKER("notification-worker", "workers/notification-worker", 5, "notifications");

  private final String id;
  private final String module;
  private final int offset;
  private final String database;

  Service(String id, String module, int offset, String database) {
    this.id = id;
    this.module = module;
    this.offset = offset;
    this.database = database;
  }

  /** Its name, which is its artifact's name too, and a worker's user name at the engine. */
  String id() {
    return id;
  }

  /** Its jar, relative to the project's folder. */
  String jar() {
    return module + "/target/" + id + ".jar";
  }

  /** What it is installed with: services of one group share their libraries and classes. */
  String group() {
    return isWorker() ? "workers" : id;
  }

  int port(int base) {
    return base + offset;
  }

  /** The name of its database, and of the user that owns it. */
  String database() {
    return database;
  }

  boolean isWorker() {
    return this != SANDBOX && this != PROCESS_APP;
  }

  static List<Service> workers() {
    return Arrays.stream(values()).filter(Service::isWorker).toList();
  }
}
