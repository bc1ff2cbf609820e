package org.ordersaga.inventory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The inventory service: what is sold, what it costs, and where every piece of it is. */
@SpringBootApplication
public class InventoryWorkerApplication {

  /** Starts the service; settings come from the environment. */
  public static void main(String[] args) {
    SpringApplication.run(InventoryWorkerApplication.class, args);
  }
}
