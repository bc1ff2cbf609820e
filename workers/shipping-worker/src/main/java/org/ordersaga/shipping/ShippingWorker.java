package org.ordersaga.shipping;

import org.ordersaga.worker.erasure.PersonalColumns;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Books shipments at the carrier, and cancels them. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ShippingWorker {

  /** Starts the worker. */
  public static void main(String[] args) {
    SpringApplication.run(ShippingWorker.class, args);
  }

  /** What the carrier said of an address. */
  @Bean
  PersonalColumns sentencesOfShipments() {
    return new PersonalColumns("shipment", "rejection_reason");
  }
}
