package org.ordersaga.benchmarks.stock;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An engine with engine-rest. */
@SpringBootApplication
public class StockEngine {

  /** Starts the engine; settings come from the environment. */
  public static void main(String[] args) {
    SpringApplication.run(StockEngine.class, args);
  }
}
