package org.ordersaga.payment;

import org.ordersaga.worker.erasure.PersonalColumns;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Charges orders at the payment provider, and pays back. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class PaymentWorker {

  /** Starts the worker. */
  public static void main(String[] args) {
    SpringApplication.run(PaymentWorker.class, args);
  }

  /** What the provider said of a card. */
  @Bean
  PersonalColumns sentencesOfPayments() {
    return new PersonalColumns("payment", "decline_reason");
  }
}
