package org.ordersaga.order;

import org.ordersaga.worker.erasure.PersonalColumns;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The order service: keeps every order, and what became of it. */
@SpringBootApplication
public class OrderWorkerApplication {

  /** Starts the service; settings come from the environment. */
  public static void main(String[] args) {
    SpringApplication.run(OrderWorkerApplication.class, args);
  }

  /** Who ordered. The country stays: it says where tax is due, and not who lives there. */
  @Bean
  PersonalColumns customersOfOrders() {
    return new PersonalColumns(
        "customer_order",
        "email",
        "ship_name",
        "ship_street",
        "ship_postal_code",
        "ship_city",
        "failure_message");
  }
}
