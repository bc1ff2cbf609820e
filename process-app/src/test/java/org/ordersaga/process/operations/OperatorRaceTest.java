package org.ordersaga.process.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ExternalTaskService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Hold;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.StepRefused;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An operator acts while a worker has the task. Each race is forced: one transaction has written
 * and not committed when the other one comes.
 */
@ProcessAppTest
class OperatorRaceTest {

  private static final String REASON = "The bank is up again.";

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired ExternalTaskService tasks;
  @Autowired OrderLog log;
  @Autowired RetryNow retryNow;
  @Autowired UndoByHand undoByHand;
  @Autowired ConfigurableApplicationContext context;
  final ExecutorService threads = Executors.newCachedThreadPool();
  Orders orders;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  // Retry

  @Test
  void aRetryThatComesAfterTheWorkersReportIsToldThatThereIsNothingToRetry() throws Exception {
    String id = chargeFailedOnce();
    String task = orders.fetch(id, "payment.charge");
    try (Hold hold = new Hold(context)) {
      Future<?> report = hold.inTransaction(() -> tasks.complete(task, "test"));
      Future<Http.Reply> retry = threads.submit(() -> retry(id));
      hold.awaitBlocked(1);
      hold.release();
      get(report);
      assertThat(get(retry).status()).isEqualTo(409);
    }
    assertThat(orders.openTopics(id)).containsExactly("shipping.book");
    assertThat(orders.kinds(id)).doesNotContain("RETRY_REQUESTED");
  }

  @Test
  void aReportThatComesAfterTheRetryIsRefusedAndTheNextDeliveryGoesOnOnce() throws Exception {
    String id = chargeFailedOnce();
    String task = orders.fetch(id, "payment.charge");
    try (Hold hold = new Hold(context)) {
      Future<?> retry = hold.inTransaction(() -> retryNow.retry(id, "operator", REASON));
      Future<Http.Reply> late = threads.submit(() -> complete(task, "payment.charge"));
      hold.awaitBlocked(1);
      hold.release();
      get(retry);
      // The engine notices only when it writes; the worker does not know, and asks again.
      assertThat(get(late).status()).isEqualTo(500);
    }
    assertThat(complete(task, "payment.charge").status()).isEqualTo(400);
    assertThat(orders.openTopics(id)).containsExactly("payment.charge");

    orders.step(id, "payment.charge");
    assertThat(orders.openTopics(id)).containsExactly("shipping.book");
    assertThat(orders.kinds(id)).containsOnlyOnce("RETRY_REQUESTED");
    assertThat(steps(id, "STEP_COMPLETED"))
        .containsExactly("CreateOrder", "ReserveInventory", "ChargePayment");
  }

  @Test
  void aRetryWhileAWorkerFetchesTheTaskTakesItBackAndIsInTheLogOnce() throws Exception {
    String id = chargeFailedOnce();
    try (Hold hold = new Hold(context)) {
      Future<?> fetch =
          hold.inTransaction(
              () ->
                  assertThat(
                          tasks
                              .fetchAndLock(1, "racer")
                              .topic("payment.charge", 60_000)
                              .businessKey(id)
                              .execute())
                      .hasSize(1));
      Future<Http.Reply> retry = threads.submit(() -> retry(id));
      hold.awaitBlocked(1);
      hold.release();
      get(fetch);
      assertThat(get(retry).status()).isEqualTo(200);
    }
    // Else it would wait for the racer's lock to expire.
    orders.step(id, "payment.charge");
    assertThat(orders.kinds(id)).containsOnlyOnce("RETRY_REQUESTED");
    assertThat(steps(id, "STEP_COMPLETED"))
        .containsExactly("CreateOrder", "ReserveInventory", "ChargePayment");
  }

  // By hand

  @Test
  void anUndoIsDeclaredDoneByHandInTheMomentInWhichItsWorkerGivesUp() throws Exception {
    String id = orders.placeAndReach("shipping.book");
    orders.refuse(id, "shipping.book", "SHIPPING_REJECTED", "No.");
    String task = orders.fetch(id, "payment.refund");
    assertThat(undone(id).status()).isEqualTo(409);
    try (Hold hold = new Hold(context)) {
      Future<?> failure =
          hold.inTransaction(
              () -> tasks.handleFailure(task, "test", "PROVIDER_ERROR: no.", "", 0, 0));
      Future<Http.Reply> undone = threads.submit(() -> undone(id));
      hold.awaitBlocked(1);
      hold.release();
      get(failure);
      assertThat(get(undone).status()).isEqualTo(202);
    }
    assertThat(isMarked(task)).isTrue();
    orders.complete(id, "payment.refund");
    assertThat(orders.kinds(id)).containsOnlyOnce("UNDONE_BY_HAND");
    assertThat(steps(id, "STEP_UNDONE")).containsExactly("RefundPayment");
  }

  @Test
  void twoOperatorsWhoDeclareTheSameAtOnceAreOne() throws Exception {
    String id = refundFailed();
    String task = task(id);
    try (Hold hold = new Hold(context)) {
      Future<?> first =
          hold.inTransaction(
              () -> undoByHand.declare(id, "RefundPayment", "admin", "Paid by transfer."));
      Future<Http.Reply> second = threads.submit(() -> undone(id));
      hold.awaitBlocked(1);
      hold.release();
      get(first);
      assertThat(get(second).status()).isEqualTo(202);
    }
    assertThat(isMarked(task)).isTrue();
    assertThat(orders.kinds(id)).containsOnlyOnce("UNDONE_BY_HAND");
  }

  @Test
  void aRetryAndADeclarationAtOnceHaveOneLegalOutcome() throws Exception {
    String id = refundFailed();
    String task = task(id);
    List<Http.Reply> replies = queued(id, () -> retry(id), () -> undone(id));
    assertThat(replies.get(0).status()).isEqualTo(200);
    // Who came first: a step that is tried again is not done by hand, whatever comes of it.
    boolean byHand = replies.get(1).status() == 202;
    assertThat(replies.get(1).status()).isEqualTo(byHand ? 202 : 409);
    assertThat(isMarked(task)).isEqualTo(byHand);
    orders.complete(id, "payment.refund");
    assertThat(orders.kinds(id).contains("UNDONE_BY_HAND")).isEqualTo(byHand);
    assertThat(steps(id, "STEP_UNDONE")).containsExactly("RefundPayment");
  }

  // Give up

  @Test
  void aFailureThatIsReportedWhileTheOrderIsGivenUpChangesNothing() throws Exception {
    String id = chargeFailedOnce();
    String task = orders.fetch(id, "payment.charge");
    String instance = instance(id);
    Callable<Http.Reply> failure =
        () ->
            orders
                .worker("payment.charge")
                .post(
                    "/engine-rest/external-task/" + task + "/failure",
                    "{\"workerId\":\"test\",\"errorMessage\":\"no\",\"retries\":0}");
    try (Hold hold =
        new Hold(
            context,
            event ->
                event instanceof StepRefused stopped
                    && stopped.processInstanceId().equals(instance))) {
      Future<Http.Reply> giveUp = threads.submit(() -> act(id, "give-up", reason()));
      hold.awaitArrival();
      Future<Http.Reply> late = threads.submit(failure);
      hold.awaitBlocked(1);
      hold.release();
      assertThat(get(giveUp).status()).isEqualTo(202);
      assertThat(get(late).status()).isEqualTo(500);
    }
    assertThat(failure.call().status()).isEqualTo(404);
    assertThat(orders.kinds(id))
        .containsOnlyOnce("GIVE_UP_REQUESTED", "STEP_REFUSED")
        .doesNotContain("INCIDENT_OPENED");
    assertThat(orders.openTopics(id)).containsExactly("payment.refund");
  }

  // Helpers

  /** An order whose charge is due again. */
  private String chargeFailedOnce() {
    String id = orders.placeAndReach("payment.charge");
    orders.fail(id, "payment.charge", 3);
    return id;
  }

  /** An order whose refund stands in an incident. */
  private String refundFailed() {
    String id = orders.placeAndReach("shipping.book");
    orders.refuse(id, "shipping.book", "SHIPPING_REJECTED", "No.");
    orders.fail(id, "payment.refund", "PROVIDER_ERROR: no.", 0, Duration.ZERO);
    return id;
  }

  /** Lets both wait for the order's row, which then one of them gets after the other. */
  private List<Http.Reply> queued(
      String id, Callable<Http.Reply> first, Callable<Http.Reply> second) throws Exception {
    try (Hold hold = new Hold(context)) {
      Future<?> busy = hold.inTransaction(() -> log.lock(id));
      Future<Http.Reply> one = threads.submit(first);
      Future<Http.Reply> two = threads.submit(second);
      hold.awaitBlocked(2);
      hold.release();
      get(busy);
      return List.of(get(one), get(two));
    }
  }

  private Http.Reply retry(String id) {
    return act(id, "retry", reason());
  }

  private Http.Reply undone(String id) {
    return act(
        id, "undone", "{\"elementId\":\"RefundPayment\",\"reason\":\"Paid back by transfer.\"}");
  }

  private static String reason() {
    return "{\"reason\":\"" + REASON + "\"}";
  }

  private Http.Reply act(String id, String action, String body) {
    return Http.as(port, "operator").post("/api/operations/orders/" + id + "/" + action, body);
  }

  private Http.Reply complete(String task, String topic) {
    return orders
        .worker(topic)
        .post("/engine-rest/external-task/" + task + "/complete", "{\"workerId\":\"test\"}");
  }

  private List<String> steps(String id, String kind) {
    return orders.get(id).get("timeline").findParents("kind").stream()
        .filter(entry -> entry.get("kind").asText().equals(kind))
        .map(entry -> entry.get("data").get("step"))
        .map(JsonNode::textValue)
        .toList();
  }

  /** Whether the worker that gets the task is told that a person has done its work. */
  private boolean isMarked(String task) {
    return jdbc.sql("select exists (select 1 from act_ru_variable where name_ = ? and text_ = ?)")
        .params(UndoMark.VARIABLE, task)
        .query(Boolean.class)
        .single();
  }

  private String instance(String id) {
    return jdbc.sql("select process_instance_id from order_view where order_id = ?")
        .param(id)
        .query(String.class)
        .single();
  }

  private String task(String id) {
    return jdbc.sql("select id_ from act_ru_ext_task where proc_inst_id_ = ?")
        .param(instance(id))
        .query(String.class)
        .single();
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }
}
