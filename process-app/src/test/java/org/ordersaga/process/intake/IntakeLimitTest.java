package org.ordersaga.process.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.commons.lang3.StringUtils;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.process.Hold;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What becomes of orders for which there is no room. */
@ProcessAppTest
@ExtendWith(OutputCaptureExtension.class)
@Tag("own-jvm")
@TestPropertySource(
    properties = {
      "ordersaga.intake.max-open-orders=12",
      "ordersaga.intake.max-concurrent-starts=4",
      "ordersaga.intake.max-waiting-starts=1",
      "ordersaga.intake.longest-wait=PT60S",
      "ordersaga.intake.retry-after=PT1S",
      "ordersaga.intake.count-interval=PT0.05S",
      "server.tomcat.threads.max=8",
    })
class IntakeLimitTest {

  private static final int LIMIT = 12;
  private static final int CONCURRENT = 4;
  private static final String BY_KEY = "/engine-rest/process-definition/key/order-process/start";

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired OpenOrders openOrders;
  @Autowired StartGate gate;
  @Autowired MeterRegistry registry;
  @Autowired RuntimeService runtime;
  @Autowired ConfigurableApplicationContext context;
  ExecutorService threads;
  Http client;
  Orders orders;

  @BeforeEach
  void connect() {
    client = Http.as(port, "client");
    orders = new Orders(port);
    threads = Executors.newCachedThreadPool();
  }

  /** An order whose process is deleted is abandoned, and on its way no more. */
  @AfterEach
  void makeRoom() {
    threads.shutdownNow();
    // A request of the test may still be at work on its order.
    await()
        .ignoreException(OptimisticLockingException.class)
        .until(
            () -> {
              runtime
                  .createProcessInstanceQuery()
                  .list()
                  .forEach(
                      instance ->
                          runtime.deleteProcessInstance(
                              instance.getProcessInstanceId(), "end of the test"));
              return true;
            });
    await().until(() -> gauge("ordersaga.orders.open"), open -> open == 0);
  }

  @Test
  void atTheLimitAnOrderIsRefusedWithTheTimeToComeAgainAndNothingIsStarted() {
    fill();
    String id = Orders.newId();
    Http.Reply reply = place(id);
    assertThat(reply.status()).as(reply.body()).isEqualTo(503);
    assertThat(reply.headers().allValues("Retry-After")).containsExactly("1");
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().get("detail").textValue()).contains("No more orders are taken");
    assertNothingIsThereOf(id);
  }

  @Test
  void atTheLimitAStartThroughEngineRestIsRefusedJustSo() {
    fill();
    String id = Orders.newId();
    Http.Reply reply = client.post(BY_KEY, Orders.start(id, Orders.order(id)).toString());
    assertThat(reply.status()).as(reply.body()).isEqualTo(503);
    assertThat(reply.headers().allValues("Retry-After")).containsExactly("1");
    assertThat(reply.json().get("message").textValue()).contains("No more orders are taken");
    assertNothingIsThereOf(id);
  }

  @Test
  void atTheLimitARepeatGetsItsStoredAnswer() {
    String byId = Orders.newId();
    String key = UUID.randomUUID().toString();
    Http.Reply first = place(byId);
    Http.Reply firstByKey = placeByKey(key);
    fill();
    Http.Reply again = place(byId);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    Http.Reply againByKey = placeByKey(key);
    assertThat(againByKey.status()).isEqualTo(202);
    assertThat(againByKey.body()).isEqualTo(firstByKey.body());
    assertThat(client.post(BY_KEY, Orders.start(byId, Orders.order(byId)).toString()).status())
        .isEqualTo(409);
    assertThat(
            client
                .post("/api/orders", Orders.order(byId).put("customerId", "cust-2").toString())
                .status())
        .isEqualTo(409);
  }

  @Test
  void belowTheLimitOrdersAreTakenAgain() {
    String first = orders.place();
    fill();
    assertThat(place(Orders.newId()).status()).isEqualTo(503);
    orders.confirm(first);
    String next = Orders.newId();
    await().until(() -> place(next).status(), status -> status == 202);
    assertThat(place(Orders.newId()).status()).isEqualTo(503);
  }

  @Test
  void deliveriesCancellationsAndOperationsAreNeverRefused() {
    String confirmed = orders.placeAndConfirm();
    String cancelled = orders.place();
    String givenUp = orders.place();
    fill();
    assertThat(client.post("/api/orders/" + confirmed + "/delivery", "{}").status()).isEqualTo(202);
    assertThat(client.post("/api/orders/" + cancelled + "/cancellation", "{}").status())
        .isEqualTo(202);
    assertThat(
            Http.as(port, "operator")
                .post("/api/operations/orders/" + givenUp + "/give-up", "{\"reason\":\"test\"}")
                .status())
        .isEqualTo(202);
    orders.complete(confirmed, "order.complete");
    orders.await(confirmed, "status", "DELIVERED");
  }

  @Test
  void anOrderThatIsBeingStartedHasItsPlaceAlready() throws Exception {
    fill(LIMIT - 1);
    String last = Orders.newId();
    try (Hold hold = new Hold(context, new OrderAccepted(last)::equals)) {
      Future<Http.Reply> first = threads.submit(() -> place(last));
      hold.awaitArrival();
      // The database does not show it yet.
      openOrders.count();
      assertThat(place(Orders.newId()).status()).isEqualTo(503);
      hold.release();
      assertThat(first.get().status()).isEqualTo(202);
    }
    assertThat(place(Orders.newId()).status()).isEqualTo(503);
  }

  @Test
  void anOrderThatFailsGivesItsPlaceBack() throws Exception {
    fill(LIMIT - 1);
    String last = Orders.newId();
    try (Hold hold = new Hold(context, new OrderAccepted(last)::equals)) {
      Future<Http.Reply> first = threads.submit(() -> place(last));
      hold.awaitArrival();
      hold.releaseToRollBack();
      assertThat(first.get().status()).isEqualTo(500);
    }
    assertThat(place(last).status()).isEqualTo(202);
  }

  @Test
  void onlySoManyStartAtOnceAndTheOthersLeaveRoomForWorkersAndOperators() throws Exception {
    String waiting = orders.place();
    String id = Orders.newId();
    try (Hold hold = new Hold(context, new OrderAccepted(id)::equals)) {
      List<Future<Http.Reply>> starting = new ArrayList<>();
      starting.add(threads.submit(() -> place(id)));
      hold.awaitArrival();
      for (int i = 1; i < CONCURRENT; i++) {
        starting.add(threads.submit(() -> place(id)));
      }
      hold.awaitBlocked(CONCURRENT - 1);
      String patient = Orders.newId();
      starting.add(threads.submit(() -> place(patient)));
      await().until(gate::waiting, number -> number == 1);
      Http.Reply tooMany = place(Orders.newId());
      assertThat(tooMany.status()).isEqualTo(503);
      assertThat(tooMany.header("Retry-After")).isEqualTo("1");
      assertThat(tooMany.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(tooMany.json().get("status").intValue()).isEqualTo(503);
      assertThat(client.post(BY_KEY, "{}").status()).isEqualTo(503);
      orders.step(waiting, "order.create");
      assertThat(client.post("/api/orders/" + waiting + "/cancellation", "{}").status())
          .isEqualTo(202);
      hold.release();
      for (Future<Http.Reply> start : starting) {
        assertThat(start.get().status()).isEqualTo(202);
      }
    }
    assertThat(place(Orders.newId()).status()).isEqualTo(202);
  }

  @Test
  void aFloodIsAnsweredWith202Or503AndEvery202IsThere() throws Exception {
    List<String> ids = IntStream.range(0, 300).mapToObj(i -> Orders.newId()).toList();
    List<Callable<Http.Reply>> starts =
        ids.stream().<Callable<Http.Reply>>map(id -> () -> place(id)).toList();
    List<String> accepted = new ArrayList<>();
    List<Future<Http.Reply>> replies = threads.invokeAll(starts);
    for (int i = 0; i < ids.size(); i++) {
      Http.Reply reply = replies.get(i).get();
      assertThat(reply.status()).as(reply.body()).isIn(202, 503);
      if (reply.status() == 202) {
        accepted.add(ids.get(i));
      } else {
        assertThat(reply.headers().allValues("Retry-After")).containsExactly("1");
      }
    }
    assertThat(accepted).isNotEmpty().hasSizeLessThanOrEqualTo(LIMIT);
    assertThat(
            jdbc.sql(
                    """
                    select i.order_id from order_intake i
                      join order_view v using (order_id)
                      join act_ru_execution e on e.id_ = v.process_instance_id
                     where i.order_id in (:ids)
                    """)
                .param("ids", ids)
                .query(String.class)
                .list())
        .containsExactlyInAnyOrderElementsOf(accepted);
  }

  @Test
  void theLimitIsToldOnceWhenItIsReachedAndOnceWhenItIsOver(CapturedOutput output) {
    await().until(this::isRefusing, refusing -> !refusing);
    CapturedLines told = new CapturedLines(output);
    fill();
    double before = refused();
    for (int i = 0; i < 3; i++) {
      place(Orders.newId());
    }
    assertThat(refused() - before).isEqualTo(3);
    assertThat(isRefusing()).isTrue();
    assertThat(gauge("ordersaga.orders.open")).isEqualTo(LIMIT);
    await().until(this::isRefusing, refusing -> !refusing);
    assertThat(told.count("ORDERS_REFUSED: max-open-orders has come to its limit of " + LIMIT))
        .isEqualTo(1);
    assertThat(told.count("Nothing is refused by max-open-orders any more")).isEqualTo(1);
  }

  /** What was logged since. */
  private record CapturedLines(CapturedOutput output, int from) {

    CapturedLines(CapturedOutput output) {
      this(output, output.getAll().length());
    }

    int count(String text) {
      return StringUtils.countMatches(output.getAll().substring(from), text);
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  private void fill() {
    fill(LIMIT);
  }

  /** Places orders until so many are on their way, and counted. */
  private void fill(int number) {
    while (onTheirWay() < number) {
      // One that was accepted during a count may be counted twice for a moment.
      await().until(() -> place(Orders.newId()).status(), status -> status == 202);
    }
    await().until(() -> gauge("ordersaga.orders.open"), open -> open == number);
  }

  private int onTheirWay() {
    return jdbc.sql(
            """
            select count(*) from order_view
             where status in ('PENDING', 'IN_REVIEW') and not abandoned
            """)
        .query(Integer.class)
        .single();
  }

  private Http.Reply place(String id) {
    return client.post("/api/orders", Orders.order(id).toString());
  }

  private Http.Reply placeByKey(String key) {
    return client.post("/api/orders", Orders.order(null).toString(), "Idempotency-Key", key);
  }

  private void assertNothingIsThereOf(String id) {
    assertThat(client.get("/api/orders/" + id).status()).isEqualTo(404);
    assertThat(
            jdbc.sql("select count(*) from order_intake where order_id = :id")
                .param("id", id)
                .query(Integer.class)
                .single())
        .isZero();
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(id).count())
        .isZero();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private boolean isRefusing() {
    return registry.get("ordersaga.orders.refusing").gauges().stream()
        .anyMatch(gauge -> gauge.value() == 1);
  }

  private double refused() {
    return registry
        .get("ordersaga.orders.refused")
        .tag("limit", "max-open-orders")
        .counter()
        .count();
  }
}
