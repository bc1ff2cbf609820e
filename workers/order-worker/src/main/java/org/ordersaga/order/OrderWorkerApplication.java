package org.ordersaga.order;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The order service: keeps every order, and what became of it. */
@SpringBootApplication
public class OrderWorkerApplication {

  /** Starts the service; settings come from the environment. */
  public static void main(String[] args) {
    SpringApplication.run(OrderWorkerApplication.class, args);
  }
}
