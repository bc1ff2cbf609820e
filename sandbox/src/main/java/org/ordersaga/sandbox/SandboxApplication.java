package org.ordersaga.sandbox;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The outside world: a payment provider, a carrier and a mail server, with faults on demand. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class SandboxApplication {

  /** Starts the sandbox. */
  public static void main(String[] args) {
    SpringApplication.run(SandboxApplication.class, args);
  }
}
