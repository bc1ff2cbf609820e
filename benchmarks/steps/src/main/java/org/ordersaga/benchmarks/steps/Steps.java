package org.ordersaga.benchmarks.steps;

import java.util.Map;

/** The steps that one worker process offers. */
public final class Steps {

  private Steps() {}

  /**
   * The steps by topic, connected as the environment says: {@code SPRING_DATASOURCE_URL} and {@code
   * SPRING_DATASOURCE_USERNAME}, {@code OUTSIDE_URL} for payments and carrier, {@code SMTP_PORT}.
   *
   * @param domain of the worker: order, inventory, payment, shipping or notification
   */
  public static Map<String, StepFunction> of(String domain, Map<String, String> environment) {
    Tables tables = Tables.connect(environment);
    Outside outside = new Outside(environment.get("OUTSIDE_URL"));
    return switch (domain) {
      case "order" -> new OrderSteps(tables).byTopic();
      case "inventory" -> new InventorySteps(tables).byTopic();
      case "payment" -> new PaymentSteps(tables, outside).byTopic();
      case "shipping" -> new ShippingSteps(tables, outside).byTopic();
      case "notification" ->
          new NotificationSteps(tables, Integer.parseInt(environment.get("SMTP_PORT"))).byTopic();
      default -> throw new IllegalArgumentException(domain);
    };
  }
}
