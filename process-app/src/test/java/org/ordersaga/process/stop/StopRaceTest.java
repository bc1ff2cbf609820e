package org.ordersaga.process.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ordersaga.process.Hold;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.StepRefused;
import org.ordersaga.process.stop.DeadlineRepository.Claim;
import org.ordersaga.process.stop.Stops.Step;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each race is forced: one transaction has written and not committed when the other one comes. */
@ProcessAppTest
class StopRaceTest {

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired ExternalTaskService tasks;
  @Autowired ProcessEngine engine;
  @Autowired OrderLog log;
  @Autowired DeadlineSweep sweep;
  @Autowired DeadlineRepository deadlines;
  @Autowired ConfigurableApplicationContext context;
  final ExecutorService threads = Executors.newCachedThreadPool();
  Orders orders;
  Stops stops;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
    stops = new Stops(port, jdbc);
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  /** Those that win against a worker when they hold the order first, and lose when it does. */
  private void stop(String id, StopCode code) {
    switch (code) {
      case CANCELLED -> assertThat(stops.cancel(id).status()).isEqualTo(202);
      case GIVEN_UP -> stops.giveUp(id);
      case EXPIRED -> sweep.meet(stops.claim(id));
    }
  }

  @ParameterizedTest
  @EnumSource(StopCode.class)
  void theBookingThatIsReportedFirstStandsAndTheStopIsTooLate(StopCode code) throws Exception {
    String id = orders.placeAndReach("shipping.book");
    String task = orders.fetch(id, "shipping.book");
    Claim claim = stops.claim(id);
    try (Hold hold = new Hold(context)) {
      Future<?> report = hold.inTransaction(() -> tasks.complete(task, "test"));
      Future<?> stop =
          threads.submit(
              () -> {
                if (code == StopCode.EXPIRED) {
                  sweep.meet(claim);
                } else {
                  stop(id, code);
                }
              });
      hold.awaitBlocked(1);
      hold.release();
      get(report);
      get(stop);
    }
    stops.standsAt(id, "inventory.commit");
    assertThat(orders.kinds(id)).doesNotContain("STEP_REFUSED", "GIVE_UP_REQUESTED");
    switch (code) {
      case EXPIRED -> assertThat(stops.incidents(id)).isEqualTo(1);
      case CANCELLED -> assertThat(stops.message(id, "CANCELLATION")).isEqualTo("PENDING");
      case GIVEN_UP -> assertThat(stops.message(id, "GIVE_UP")).isEqualTo("REFUSED");
    }
  }

  @ParameterizedTest
  @EnumSource(StopCode.class)
  void theStopThatComesFirstStandsAndTheBookingsReportIsRefused(StopCode code) throws Exception {
    String id = orders.placeAndReach("shipping.book");
    String task = orders.fetch(id, "shipping.book");
    Callable<Http.Reply> report =
        () ->
            orders
                .worker("shipping.book")
                .post(
                    "/engine-rest/external-task/" + task + "/complete", "{\"workerId\":\"test\"}");
    try (Hold hold = new Hold(context, stopOf(id))) {
      Future<?> stop = threads.submit(() -> stop(id, code));
      hold.awaitArrival();
      Future<Http.Reply> late = threads.submit(report);
      hold.awaitBlocked(1);
      hold.release();
      get(stop);
      // The engine notices only when it writes; the worker does not know, and asks again.
      assertThat(get(late).status()).isEqualTo(500);
    }
    assertThat(report.call().status()).isEqualTo(404);
    stops.undo(id, Step.BOOK_SHIPMENT);
    orders.await(id, "failureReason", code.name());
    assertThat(completed(id))
        .containsExactly(
            "CreateOrder",
            "ReserveInventory",
            "ChargePayment",
            code == StopCode.CANCELLED ? "CloseCancelledOrder" : "CloseRejectedOrder");
  }

  /** A report has moved its order on, and has not come to lock it and to write that. */
  @ParameterizedTest
  @EnumSource(StopCode.class)
  void theStopThatComesBeforeAReportIsWrittenStands(StopCode code) throws Exception {
    String id = orders.placeAndReach("shipping.book");
    String task = orders.fetch(id, "shipping.book");
    CountDownLatch reported = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Future<?> report =
        threads.submit(
            () ->
                inOneCommand(
                    () -> {
                      tasks.complete(task, "test");
                      reported.countDown();
                      await(stopped);
                    }));
    await(reported);
    stop(id, code);
    stops.standsAt(id, "shipping.cancel");
    stopped.countDown();
    assertThatThrownBy(() -> get(report)).hasCauseInstanceOf(OptimisticLockingException.class);
    assertThat(completed(id)).containsExactly("CreateOrder", "ReserveInventory", "ChargePayment");
    assertThat(orders.kinds(id)).containsOnlyOnce("STEP_REFUSED");
    stops.undo(id, Step.BOOK_SHIPMENT);
    orders.await(id, "failureReason", code.name());
  }

  @Test
  void reportsThatAreWrittenTogetherStandTogetherAndTheStopsAreTooLate() throws Exception {
    List<String> ids =
        List.of(orders.placeAndReach("shipping.book"), orders.placeAndReach("shipping.book"));
    List<String> booked = ids.stream().map(id -> orders.fetch(id, "shipping.book")).toList();
    try (Hold hold = new Hold(context)) {
      Future<?> report =
          hold.inTransaction(
              () -> inOneCommand(() -> booked.forEach(task -> tasks.complete(task, "test"))));
      List<Future<Http.Reply>> giveUps =
          ids.stream().map(id -> threads.submit(() -> stops.giveUp(id))).toList();
      hold.awaitBlocked(2);
      hold.release();
      get(report);
      for (Future<Http.Reply> giveUp : giveUps) {
        assertThat(get(giveUp).status()).isEqualTo(409);
      }
    }
    for (String id : ids) {
      stops.standsAt(id, "inventory.commit");
      assertThat(orders.kinds(id)).doesNotContain("STEP_REFUSED", "GIVE_UP_REQUESTED");
    }
  }

  @Test
  void aStopThatComesFirstIsOfItsOrderOnlyAndTheOthersOfTheBatchAreDone() throws Exception {
    String id = orders.placeAndReach("shipping.book");
    String beside = orders.placeAndReach("shipping.book");
    String report = "{\"taskId\":\"%s\",\"complete\":{\"workerId\":\"test\"}}";
    String batch =
        "{\"reports\":[%s,%s]}"
            .formatted(
                report.formatted(orders.fetch(id, "shipping.book")),
                report.formatted(orders.fetch(beside, "shipping.book")));
    JsonNode results;
    try (Hold hold = new Hold(context, stopOf(id))) {
      Future<Http.Reply> giveUp = threads.submit(() -> stops.giveUp(id));
      hold.awaitArrival();
      Future<Http.Reply> late =
          threads.submit(
              () -> orders.worker("shipping.book").post("/api/external-tasks/reports", batch));
      hold.awaitBlocked(1);
      hold.release();
      assertThat(get(giveUp).status()).isEqualTo(202);
      results = get(late).json().get("results");
    }
    assertThat(results.get(0).get("status").intValue()).isEqualTo(404);
    assertThat(results.get(1).get("status").intValue()).isEqualTo(204);
    stops.standsAt(id, "shipping.cancel");
    stops.standsAt(beside, "inventory.commit");
  }

  @Test
  void aWorkerThatFetchesTheTaskAtTheSameMomentLosesIt() throws Exception {
    String id = orders.placeAndReach("payment.charge");
    try (Hold hold = new Hold(context)) {
      Future<?> fetch =
          hold.inTransaction(
              () ->
                  tasks
                      .fetchAndLock(1, "racer")
                      .topic("payment.charge", 60_000)
                      .businessKey(id)
                      .execute());
      Future<Http.Reply> giveUp = threads.submit(() -> stops.giveUp(id));
      hold.awaitBlocked(1);
      hold.release();
      get(fetch);
      assertThat(get(giveUp).status()).isEqualTo(202);
    }
    stops.standsAt(id, "payment.refund");
    assertThat(orders.kinds(id)).containsOnlyOnce("GIVE_UP_REQUESTED", "STEP_REFUSED");
  }

  @Test
  void twoCancellationsAtOnceAreOneAndGetTheSameAnswer() throws Exception {
    String id = orders.placeAndReach("payment.charge");
    List<Http.Reply> replies = queued(id, () -> stops.cancel(id), () -> stops.cancel(id));
    assertThat(replies).extracting(Http.Reply::status).containsOnly(202);
    assertThat(replies).extracting(Http.Reply::body).containsOnly(stops.cancel(id).body());
    stops.undo(id, Step.CHARGE_PAYMENT);
    orders.await(id, "status", "CANCELLED");
    assertThat(orders.kinds(id))
        .containsOnlyOnce("CANCELLATION_REQUESTED", "CANCELLATION_DONE", "STEP_REFUSED");
    assertThat(stops.cancel(id).body()).isEqualTo(replies.get(0).body());
  }

  @Test
  void twoOperatorsWhoGiveUpAtOnceAreOneAndGetTheSameAnswer() throws Exception {
    String id = orders.placeAndReach("payment.charge");
    List<Http.Reply> replies =
        queued(
            id,
            () -> stops.giveUp(id),
            () -> stops.giveUp("admin", id, "{\"reason\":\"Me too.\"}"));
    assertThat(replies).extracting(Http.Reply::status).containsOnly(202);
    assertThat(replies).extracting(Http.Reply::body).containsOnly(stops.giveUp(id).body());
    assertThat(orders.kinds(id)).containsOnlyOnce("GIVE_UP_REQUESTED", "STEP_REFUSED");
  }

  @Test
  void aCancellationAndGivingUpAtOnceHaveOneLegalOutcomeAndRepeatsGetTheSameAnswers()
      throws Exception {
    String id = orders.placeAndReach("payment.charge");
    List<Http.Reply> replies = queued(id, () -> stops.cancel(id), () -> stops.giveUp(id));
    assertThat(replies.get(0).status()).isEqualTo(202);
    stops.undo(id, Step.CHARGE_PAYMENT);
    boolean givenUp = replies.get(1).status() == 202;
    orders.await(id, "status", givenUp ? "REJECTED" : "CANCELLED");
    assertThat(replies.get(1).status()).isEqualTo(givenUp ? 202 : 409);
    assertThat(orders.kinds(id)).containsOnlyOnce("STEP_REFUSED");
    assertThat(orders.get(id).get("cancellation").textValue())
        .isEqualTo(givenUp ? "REFUSED" : "DONE");
    assertThat(stops.cancel(id).body()).isEqualTo(replies.get(0).body());
    assertThat(stops.giveUp(id).body()).isEqualTo(replies.get(1).body());
  }

  @Test
  void givingUpAnOrderThatIsBeingCancelledIsTooLate() throws Exception {
    String id = orders.placeAndReach("payment.charge");
    Http.Reply refused;
    try (Hold hold = new Hold(context, stopOf(id))) {
      stops.cancel(id);
      hold.awaitArrival();
      Future<Http.Reply> giveUp = threads.submit(() -> stops.giveUp(id));
      hold.awaitBlocked(1);
      hold.release();
      refused = get(giveUp);
    }
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").textValue()).contains("it is being undone");
    stops.undo(id, Step.CHARGE_PAYMENT);
    orders.await(id, "status", "CANCELLED");
    assertThat(stops.giveUp(id).body()).isEqualTo(refused.body());
  }

  @Test
  void anOrderThatIsBeingGivenUpTakesNoDeadlineAndItsCancellationIsRefused() throws Exception {
    String id = orders.placeAndReach("payment.charge");
    Claim claim = stops.claim(id);
    try (Hold hold = new Hold(context, stopOf(id))) {
      Future<Http.Reply> giveUp = threads.submit(() -> stops.giveUp(id));
      hold.awaitArrival();
      Future<?> deadline = threads.submit(() -> sweep.meet(claim));
      Future<Http.Reply> cancel = threads.submit(() -> stops.cancel(id));
      hold.awaitBlocked(2);
      hold.release();
      assertThat(get(giveUp).status()).isEqualTo(202);
      assertThat(get(cancel).status()).isEqualTo(202);
      get(deadline);
    }
    assertThat(stops.incidents(id)).isZero();
    stops.undo(id, Step.CHARGE_PAYMENT);
    orders.await(id, "status", "REJECTED");
    JsonNode order = orders.get(id);
    assertThat(order.get("failureReason").textValue()).isEqualTo("GIVEN_UP");
    assertThat(order.get("cancellation").textValue()).isEqualTo("REFUSED");
    assertThat(stops.message(id, "CANCELLATION")).isEqualTo("MOOT");
  }

  @Test
  void aDeadlineThatAnotherNodeHasClaimedSinceIsLeftToIt() {
    String id = orders.placeAndReach("payment.charge");
    Claim lost = stops.claim(id);
    Claim held = stops.claim(id);
    sweep.meet(lost);
    assertThat(orders.kinds(id)).doesNotContain("STEP_REFUSED");
    sweep.meet(held);
    sweep.meet(held);
    assertThat(orders.kinds(id)).containsOnlyOnce("STEP_REFUSED");
    assertThat(stops.incidents(id)).isZero();
  }

  @Test
  void anOrderThatSomebodyIsBusyWithDoesNotHoldTheSweepUp() throws Exception {
    String id = orders.placeAndReach("payment.charge");
    String other = orders.placeAndReach("payment.charge");
    stops.deadlineIn(id, Duration.ofSeconds(2));
    OffsetDateTime deadline = stops.deadline(id);
    try (Hold hold = new Hold(context)) {
      Future<?> busy = hold.inTransaction(() -> log.lock(id));
      Awaitility.await().until(() -> deadline.isBefore(OffsetDateTime.now()));
      stops.deadlineIn(other, Duration.ZERO);
      sweep.sweep();
      stops.standsAt(other, "payment.refund");
      assertThat(stops.deadline(id)).isEqualTo(deadline);
      hold.release();
      get(busy);
    }
    sweep.sweep();
    stops.standsAt(id, "payment.refund");
  }

  private List<String> completed(String id) {
    return StreamSupport.stream(orders.get(id).get("timeline").spliterator(), false)
        .filter(entry -> entry.get("kind").textValue().equals("STEP_COMPLETED"))
        .map(entry -> entry.get("data").get("step").textValue())
        .toList();
  }

  /** As a batch of reports is done. */
  private void inOneCommand(Runnable work) {
    ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
        .getCommandExecutorTxRequired()
        .execute(
            command -> {
              work.run();
              return null;
            });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Predicate<Object> stopOf(String id) {
    String instance = stops.instance(id);
    return event ->
        event instanceof StepRefused stopped && stopped.processInstanceId().equals(instance);
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

  private static <T> T get(Future<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }
}
