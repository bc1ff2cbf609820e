package org.ordersaga.benchmarks.flowable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An engine with its REST interfaces. */
@SpringBootApplication
public class FlowableEngine {

  /** Starts the engine; settings come from the environment. */
  public static void main(String[] args) {
    SpringApplication.run(FlowableEngine.class, args);
  }
}
