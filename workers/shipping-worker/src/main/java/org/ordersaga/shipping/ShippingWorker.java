package org.ordersaga.shipping;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Books shipments at the carrier, and cancels them. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ShippingWorker {

  /** Starts the worker. */
  public static void main(String[] args) {
    SpringApplication.run(ShippingWorker.class, args);
  }
}
