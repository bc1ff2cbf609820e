package org.ordersaga.worker.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ordersaga.test.TestPostgres;
import org.ordersaga.worker.step.LocalStep;
import org.ordersaga.worker.step.Step;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * A worker in a process of its own, which one of its tasks kills, and always while another task is
 * being executed if the worker lets it.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = {
      "org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration",
      "org.camunda.bpm.spring.boot.starter.rest.CamundaBpmRestJerseyAutoConfiguration"
    })
@Import(PoisonWorker.Take.class)
class PoisonWorker {

  static final String TOPIC = "poison.take";
  static final int EXIT_CODE = 66;

  record Input(String orderId) {}

  record Output() {}

  @Step(topic = TOPIC)
  static class Take implements LocalStep<Input, Output> {

    /** Both must meet in the first process; later ones do not wait long for a chance to. */
    private static final long SECONDS = Boolean.getBoolean("poison.first") ? 60 : 2;

    private final CountDownLatch neighbourRuns = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public Output execute(Input input) {
      try {
        if (input.orderId().startsWith("poison")) {
          neighbourRuns.await(SECONDS, TimeUnit.SECONDS);
          Runtime.getRuntime().halt(EXIT_CODE);
        }
        neighbourRuns.countDown();
        never.await(SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new Output();
    }
  }

  private PoisonWorker() {}

  /** Runs until it is killed; takes the URLs of its database and of the engine. */
  public static void main(String... args) {
    new SpringApplicationBuilder(PoisonWorker.class)
        .properties(
            "spring.application.name=" + TestEngine.USER,
            "spring.datasource.url=" + args[0],
            "spring.datasource.username=" + TestPostgres.USER,
            "spring.datasource.password=" + TestPostgres.USER,
            "server.port=0",
            "ordersaga.engine.url=" + args[1],
            "ordersaga.engine.password=" + TestEngine.PASSWORD,
            "ordersaga.operator.password=operator-secret",
            "ordersaga.client.password=client-secret",
            "ordersaga.worker.lock-duration=2s",
            "ordersaga.worker.threads=4")
        .run();
  }
}
