package org.ordersaga.process;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The process application: the engine with its web applications, and the order API. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class ProcessApplication {

  /** Starts it; everything it needs to know comes from the environment. */
  public static void main(String[] args) {
    SpringApplication.run(ProcessApplication.class, args);
  }
}
