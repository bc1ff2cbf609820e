package org.ordersaga.notification;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Writes mails to customers about their orders. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class NotificationWorker {

  /** Starts the worker. */
  public static void main(String[] args) {
    SpringApplication.run(NotificationWorker.class, args);
  }
}
