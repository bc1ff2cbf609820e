package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.test.StubProvider;
import org.ordersaga.test.TestPostgres;
import org.ordersaga.worker.provider.Provider;
import org.ordersaga.worker.provider.ProviderSettings;
import org.ordersaga.worker.provider.Providers;
import org.ordersaga.worker.step.RemoteStep;
import org.ordersaga.worker.step.RemoteUndo;
import org.ordersaga.worker.step.Step;
import org.ordersaga.worker.step.Undo;
import org.springframework.boot.actuate.health.CompositeHealth;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** A worker, its engine and a provider that goes down and comes back. */
@ExtendWith(OutputCaptureExtension.class)
class OutsideDownTest {

  private static final int ORDERS = 12;
  private static final int RETRIES = 3;

  /** Failures that it takes until the provider counts as down. */
  private static final int MINIMUM_CALLS = 5;

  record Input(String orderId) {}

  record Output() {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = {
        "org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration",
        "org.camunda.bpm.spring.boot.starter.rest.CamundaBpmRestJerseyAutoConfiguration"
      })
  @Import({Call.class, TakeBack.class})
  static class Worker {

    @Bean
    Provider provider(Providers providers) {
      return providers.connect(
          "test provider",
          "TEST_URL",
          new ProviderSettings(stub.url(), Duration.ofSeconds(2), Duration.ofSeconds(2)),
          new ProviderSettings.Login(null));
    }
  }

  @Step(topic = "outside.call")
  static class Call implements RemoteStep<Input, Boolean, Output> {

    private final Provider provider;

    Call(Provider provider) {
      this.provider = provider;
    }

    @Override
    public boolean isAvailable() {
      return provider.isAvailable();
    }

    @Override
    public Boolean call(Input input, String idempotencyKey) {
      return provider.post("/calls/{id}", idempotencyKey, input, input.orderId()).status() == 200;
    }

    /** Nobody to ask, so that each execution is one request. */
    @Override
    public Optional<Boolean> lookUp(Input input, String idempotencyKey) {
      return Optional.empty();
    }

    @Override
    public Output record(Input input, Boolean reply) {
      return new Output();
    }
  }

  @Undo(topic = "outside.take-back", of = Call.class)
  static class TakeBack implements RemoteUndo<Input, Boolean, Output> {

    private final Provider provider;

    TakeBack(Provider provider) {
      this.provider = provider;
    }

    @Override
    public Boolean call(Input input, String idempotencyKey, boolean inDoubt) {
      return provider.post("/voids/{id}", idempotencyKey, input, input.orderId()).status() == 200;
    }

    @Override
    public Output record(Input input, Boolean reply) {
      return new Output();
    }

    @Override
    public Output byHand(Input input) {
      return new Output();
    }

    @Override
    public Output nothingToUndo(Input input) {
      return new Output();
    }
  }

  private static volatile boolean down;
  private static StubProvider stub;
  private static TestEngine engine;
  private static ConfigurableApplicationContext worker;

  private final String run = "p-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    stub = new StubProvider(request -> new StubProvider.Reply(down ? 503 : 200, "{}"));
    engine = TestEngine.running();
    worker =
        new SpringApplicationBuilder(Worker.class)
            .properties(
                "spring.application.name=" + TestEngine.USER,
                "spring.datasource.url=" + TestPostgres.createDatabase("worker"),
                "spring.datasource.username=" + TestPostgres.USER,
                "spring.datasource.password=" + TestPostgres.USER,
                "server.port=0",
                "ordersaga.engine.url=http://localhost:" + engine.port() + "/engine-rest",
                "ordersaga.engine.password=" + TestEngine.PASSWORD,
                "ordersaga.operator.password=operator-secret",
                "ordersaga.client.password=client-secret",
                "ordersaga.worker.threads=4")
            .run(
                "--ordersaga.breaker.minimum-calls=" + MINIMUM_CALLS,
                "--ordersaga.breaker.open-for=300ms",
                "--ordersaga.breaker.half-open-calls=2");
  }

  @AfterAll
  static void stop() {
    worker.close();
    engine.deleteAll();
    stub.close();
  }

  @Test
  void noOrderLosesARetryToAProviderThatIsKnownToBeDownAndAllGoOnWhenItIsBack(
      CapturedOutput output) {
    AtomicInteger opened = new AtomicInteger();
    worker
        .getBean(CircuitBreakerRegistry.class)
        .circuitBreaker("test provider")
        .getEventPublisher()
        .onStateTransition(
            event -> {
              if (event.getStateTransition().getToState() == State.OPEN) {
                opened.incrementAndGet();
              }
            });
    down = true;
    Instant before = Instant.now();
    engine.deploy(run, "outside.call", Map.of("retryCycle", "R" + RETRIES + "/PT1S"));
    List<String> ids = IntStream.range(0, ORDERS).mapToObj(i -> run + "-" + i).toList();
    ids.forEach(id -> engine.start(run, id));

    // Down for a while: it has been tried more often than an order has retries.
    await().until(() -> opened.get() >= 2 + RETRIES);
    await()
        .untilAsserted(
            () -> {
              assertThat(health().getDetails())
                  .containsEntry("state", "OPEN")
                  .containsEntry("problem", "PROVIDER_ERROR")
                  .containsEntry("waiting", (long) ORDERS);
              assertThat((Instant) health().getDetails().get("since")).isAfter(before);
            });
    assertThat(waiting()).isEqualTo(ORDERS);
    assertThat(overall()).isEqualTo(Status.UP);
    await().untilAsserted(() -> assertThat(open()).isEqualTo(1));
    long tried = ids.stream().mapToLong(OutsideDownTest::calls).sum();
    assertThat(tried).isGreaterThanOrEqualTo(MINIMUM_CALLS + 2L * (1 + RETRIES));
    assertThat(ids.stream().mapToInt(OutsideDownTest::lostRetries).sum())
        .as("only calls that failed before it was known to be down")
        .isLessThan(MINIMUM_CALLS);

    // An undo that needs no provider goes on.
    String other = "undo-" + run;
    engine.deploy(other, "outside.take-back", Map.of());
    engine.start(other, other);
    await().until(() -> "done".equals(engine.end(other)));

    down = false;
    ids.forEach(id -> await().until(() -> "done".equals(engine.end(id))));
    await().until(() -> "CLOSED".equals(health().getDetails().get("state")));
    assertThat(health().getDetails()).containsEntry("waiting", 0L).doesNotContainKey("problem");
    assertThat(waiting()).isZero();
    await()
        .untilAsserted(
            () ->
                assertThat(output.getAll())
                    .contains("PROVIDER_DOWN: the test provider is down (PROVIDER_ERROR); ")
                    .contains(" orders wait at [outside.call] and use up no retry.")
                    .contains("The test provider is tried again after ")
                    .contains("The test provider is up again; "));
  }

  private static int lostRetries(String id) {
    ExternalTask task = engine.task(id);
    return task.getRetries() == null ? 0 : RETRIES + 1 - task.getRetries();
  }

  private static long calls(String id) {
    return stub.requests().stream().filter(request -> request.path().endsWith("/" + id)).count();
  }

  private static Health health() {
    CompositeHealth all = (CompositeHealth) worker.getBean(HealthEndpoint.class).health();
    return (Health) all.getComponents().get("test-provider");
  }

  private static Status overall() {
    return worker.getBean(HealthEndpoint.class).health().getStatus();
  }

  private static double waiting() {
    return worker
        .getBean(MeterRegistry.class)
        .get("ordersaga.provider.waiting")
        .tag("name", "test provider")
        .gauge()
        .value();
  }

  private static double open() {
    return worker
        .getBean(MeterRegistry.class)
        .get("resilience4j.circuitbreaker.state")
        .tag("name", "test provider")
        .tag("state", "open")
        .gauge()
        .value();
  }
}
