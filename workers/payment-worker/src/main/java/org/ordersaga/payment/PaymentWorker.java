package org.ordersaga.payment;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Charges orders at the payment provider, and pays back. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class PaymentWorker {

  /** Starts the worker. */
  public static void main(String[] args) {
    SpringApplication.run(PaymentWorker.class, args);
  }
}
