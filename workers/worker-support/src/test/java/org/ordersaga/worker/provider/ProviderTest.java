package org.ordersaga.worker.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.test.StubProvider;
import org.ordersaga.worker.step.OutsideDown;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.web.client.RestClient;

class ProviderTest {

  private static final StubProvider STUB =
      new StubProvider(request -> new StubProvider.Reply(200, "{\"id\":\"it-1\"}"));

  private static final BreakerSettings BREAKER =
      new BreakerSettings(4, 2, 50, Duration.ofMillis(300), 2);

  record Thing(String id) {}

  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @BeforeEach
  void forget() {
    STUB.reset();
  }

  @AfterAll
  static void close() {
    STUB.close();
  }

  @Test
  void sendsKeyAndBodyAndReadsTheAnswer() {
    Answer answer = at(STUB.url() + "/").post("/things/{id}", "key-1", new Thing("a"), "x/y");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.as(Thing.class)).isEqualTo(new Thing("it-1"));
    StubProvider.Request request = STUB.requests().get(0);
    assertThat(request.call()).isEqualTo("POST /things/x/y");
    assertThat(request.idempotencyKey()).isEqualTo("key-1");
    assertThat(request.body()).isEqualTo("{\"id\":\"a\"}");
    assertThat(request.authorization()).isNull();
  }

  @Test
  void logsInAsSandboxWhenThereIsAPassword() {
    provider(STUB.url(), Duration.ofSeconds(5), "secret").get("/things");

    assertThat(STUB.requests().get(0).authorization()).isEqualTo("Basic c2FuZGJveDpzZWNyZXQ=");
  }

  @ParameterizedTest
  @CsvSource({
    "500, PROVIDER_ERROR",
    "503, PROVIDER_ERROR",
    "429, PROVIDER_BUSY",
    "401, PROVIDER_LOGIN_REFUSED",
    "403, PROVIDER_LOGIN_REFUSED"
  })
  void statusThatNoCustomerIsToBlameForIsATechnicalFailure(int status, String code) {
    STUB.failNext(status);

    assertFails(at(STUB.url()), code, "the carrier answered " + status + " (GET /things/{id})");
  }

  @Test
  void silenceIsATechnicalFailure() {
    STUB.hangNext();

    assertFails(
        provider(STUB.url(), Duration.ofMillis(300), null),
        "PROVIDER_TIMEOUT",
        "the carrier did not answer in time (GET /things/{id})");
  }

  @Test
  void brokenConnectionIsATechnicalFailure() {
    // The JDK's client repeats a GET once by itself.
    STUB.breakNext();
    STUB.breakNext();

    assertFails(
        at(STUB.url()), "PROVIDER_ERROR", "the carrier broke the connection (GET /things/{id})");
  }

  @Test
  void closedPortIsATechnicalFailure() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThatThrownBy(() -> at("http://127.0.0.1:" + port).get("/things"))
        .asInstanceOf(InstanceOfAssertFactories.type(TechnicalFailure.class))
        .returns("PROVIDER_UNREACHABLE", TechnicalFailure::code)
        .extracting(TechnicalFailure::getMessage)
        .isEqualTo("the carrier could not be reached (GET /things); check ORDERSAGA_CARRIER_URL");
  }

  @Test
  void otherStatusIsLeftToTheStep() {
    STUB.failNext(404);

    Answer answer = at(STUB.url()).get("/things");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.unexpected())
        .returns("PROVIDER_REJECTED_CALL", TechnicalFailure::code)
        .hasMessage(
            "the carrier answered 404 (GET /things);"
                + " check the order's variables and ORDERSAGA_CARRIER_URL");
  }

  @Test
  void bodyThatIsNotUnderstoodIsATechnicalFailureWithoutTheBody() {
    try (StubProvider strange =
        new StubProvider(request -> new StubProvider.Reply(200, "<p>Ada Lovelace</p>"))) {
      assertThatThrownBy(() -> at(strange.url()).get("/things"))
          .asInstanceOf(InstanceOfAssertFactories.throwable(TechnicalFailure.class))
          .returns("PROVIDER_ERROR", TechnicalFailure::code)
          .hasNoCause()
          .hasMessageNotContaining("Ada");
    }
  }

  @Test
  void aProviderWhoseCallsFailIsLeftAloneAndThenTriedByAFew() throws Exception {
    Provider provider = at(STUB.url());
    fail(provider, 500);
    fail(provider, 429);

    assertThat(provider.isAvailable()).isFalse();
    assertThat(provider.condition())
        .returns("OPEN", Condition::state)
        .returns("PROVIDER_BUSY", Condition::problem)
        .returns(false, Condition::isGood);
    assertThatThrownBy(() -> provider.get("/things"))
        .asInstanceOf(InstanceOfAssertFactories.type(OutsideDown.class))
        .returns("PROVIDER_DOWN", TechnicalFailure::code)
        .satisfies(down -> assertThat(down.retryAfter()).isPositive())
        .extracting(TechnicalFailure::getMessage)
        .isEqualTo(
            "the carrier is down (PROVIDER_BUSY), and no retry is used up; check whether it is up");
    assertThat(STUB.requests()).hasSize(2);

    // Without any call: nobody fetches while it is down.
    await().until(() -> provider.condition().state().equals("HALF_OPEN"));
    assertThat(provider.isAvailable()).isTrue();
    StubProvider.Held first = STUB.holdNext();
    StubProvider.Held second = STUB.holdNext();
    CompletableFuture<Answer> one =
        CompletableFuture.supplyAsync(() -> provider.post("/things", "k", null), threads);
    CompletableFuture<Answer> two =
        CompletableFuture.supplyAsync(() -> provider.post("/things", "k", null), threads);
    first.awaitArrival();
    second.awaitArrival();
    assertThat(provider.isAvailable()).isFalse();
    assertThatThrownBy(() -> provider.get("/things")).isInstanceOf(OutsideDown.class);

    first.release();
    second.release();
    one.get(10, TimeUnit.SECONDS);
    two.get(10, TimeUnit.SECONDS);
    assertThat(provider.isAvailable()).isTrue();
    assertThat(provider.condition().isGood()).isTrue();
  }

  @Test
  void aFailureWhileItIsNotKnownToWorkIsNoAttempt() {
    Provider provider = at(STUB.url());
    assertThat(failure(provider, 500)).isNotInstanceOf(OutsideDown.class);

    assertThat(failure(provider, 500)).as("the one that opens it").isInstanceOf(OutsideDown.class);
    await().until(() -> provider.condition().state().equals("HALF_OPEN"));
    assertThat(failure(provider, 500))
        .as("the first that tries it")
        .asInstanceOf(InstanceOfAssertFactories.type(OutsideDown.class))
        .satisfies(
            down -> assertThat(down.retryAfter()).isGreaterThan(BREAKER.openFor().dividedBy(2)))
        .extracting(Throwable::getCause)
        .asInstanceOf(InstanceOfAssertFactories.type(TechnicalFailure.class))
        .returns("PROVIDER_ERROR", TechnicalFailure::code);
    assertThat(failure(provider, 500)).as("the last that tries it").isInstanceOf(OutsideDown.class);

    assertThat(provider.condition().state()).isEqualTo("OPEN");
  }

  @Test
  void aCallThatWasUnderWayWhenItWentDownIsNoAttemptEither() throws Exception {
    CircuitBreaker open = CircuitBreaker.of("carrier", Breaker.config(BREAKER));
    Breaker breaker = new Breaker(open, BREAKER);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Object> underWay =
        CompletableFuture.supplyAsync(
            () ->
                breaker.call(
                    true,
                    () -> {
                      begun.countDown();
                      awaitQuietly(goOn);
                      throw new TechnicalFailure("PROVIDER_TIMEOUT", "no answer", null);
                    }),
            threads);
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    open.transitionToOpenState();
    goOn.countDown();

    assertThat(underWay)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(OutsideDown.class);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Otherwise the breaker would wait for ever for the answer of a call that is over. */
  @Test
  void anErrorWhileItIsTriedGivesItsPlaceBack() {
    CircuitBreaker halfOpen = CircuitBreaker.of("carrier", Breaker.config(BREAKER));
    Breaker breaker = new Breaker(halfOpen, BREAKER);
    halfOpen.transitionToOpenState();
    halfOpen.transitionToHalfOpenState();

    for (int i = 0; i < 2 * BREAKER.halfOpenCalls(); i++) {
      assertThatThrownBy(
              () ->
                  breaker.call(
                      true,
                      () -> {
                        throw new OutOfMemoryError("in a test");
                      }))
          .isInstanceOf(OutOfMemoryError.class);
    }

    assertThat(breaker.isAvailable()).isTrue();
    for (int i = 0; i < BREAKER.halfOpenCalls(); i++) {
      assertThat(breaker.call(true, () -> "up")).isEqualTo("up");
    }
    assertThat(breaker.condition().isGood()).isTrue();
  }

  /** Its look-ups work, but whatever it is asked to do fails. */
  @Test
  void lookUpsThatSucceedDoNotHideThatNothingCanBeDone() {
    Provider provider = at(STUB.url());
    for (int i = 0; i < 4; i++) {
      provider.get("/things");
    }
    failPost(provider);
    failPost(provider);
    assertThat(provider.condition().state()).isEqualTo("OPEN");

    await().until(() -> provider.condition().state().equals("HALF_OPEN"));
    for (int i = 0; i < 2 * BREAKER.halfOpenCalls(); i++) {
      provider.get("/things");
    }
    assertThat(provider.condition().state()).isEqualTo("HALF_OPEN");
    assertThat(provider.isAvailable()).isTrue();

    failPost(provider);
    failPost(provider);
    assertThat(provider.condition().state()).isEqualTo("OPEN");
  }

  private static void failPost(Provider provider) {
    STUB.failNext(500);
    assertThatThrownBy(() -> provider.post("/things", "k", null))
        .isInstanceOf(TechnicalFailure.class);
  }

  /** Silence, a page in place of JSON and a refused login count as the errors above do. */
  @Test
  void whateverMakesItUnusableCounts() {
    try (StubProvider strange =
        new StubProvider(request -> new StubProvider.Reply(200, "<p>back soon</p>"))) {
      Provider provider = provider(strange.url(), Duration.ofMillis(300), null);
      strange.hangNext();
      assertThatThrownBy(() -> provider.get("/things")).hasMessageContaining("in time");
      assertThatThrownBy(() -> provider.get("/things"))
          .hasStackTraceContaining("with a body that is not understood");

      assertThat(provider.isAvailable()).isFalse();
    }
    Provider provider = at(STUB.url());
    fail(provider, 401);
    fail(provider, 403);
    assertThat(provider.isAvailable()).isFalse();
    assertThat(provider.condition().problem()).isEqualTo("PROVIDER_LOGIN_REFUSED");
  }

  @ParameterizedTest
  @ValueSource(ints = {402, 404, 409, 422})
  void anAnswerCountsAsNoFailureWhateverItSays(int status) {
    Provider provider = at(STUB.url());
    for (int i = 0; i < 4; i++) {
      STUB.failNext(status);
      provider.post("/things", "k", null);
    }

    assertThat(provider.isAvailable()).isTrue();
  }

  private static void fail(Provider provider, int status) {
    assertThat(failure(provider, status)).isInstanceOf(TechnicalFailure.class);
  }

  private static Throwable failure(Provider provider, int status) {
    STUB.failNext(status);
    return catchThrowable(() -> provider.get("/things"));
  }

  private static void assertFails(Provider provider, String code, String message) {
    assertThatThrownBy(() -> provider.get("/things/{id}", "ada@example.com"))
        .asInstanceOf(InstanceOfAssertFactories.type(TechnicalFailure.class))
        .returns(code, TechnicalFailure::code)
        .extracting(TechnicalFailure::getMessage)
        .asString()
        .startsWith(message)
        .doesNotContain("ada@");
  }

  private static Provider at(String url) {
    return provider(url, Duration.ofSeconds(5), null);
  }

  private static Provider provider(String url, Duration readTimeout, String password) {
    return new Provider(
        "carrier",
        "ORDERSAGA_CARRIER_URL",
        new ProviderSettings(url, Duration.ofSeconds(2), readTimeout),
        new ProviderSettings.Login(password),
        RestClient.builder(),
        JsonMapper.builder().build(),
        new Breaker(CircuitBreaker.of("carrier", Breaker.config(BREAKER)), BREAKER));
  }
}
