package org.ordersaga.process.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

import jakarta.ws.rs.container.AsyncResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksDto.FetchExternalTaskTopicDto;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksExtendedDto;
import org.camunda.bpm.engine.rest.dto.externaltask.LockedExternalTaskDto;
import org.camunda.bpm.engine.rest.impl.FetchAndLockContextListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Hold;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The engine looks for a request when there may be a task for it that nobody has looked for, and
 * else not. The clock of {@link Looks} stands still unless a test has time pass.
 */
@ProcessAppTest
class TopicFetchHandlerTest {

  private static final long REQUEST_MILLIS = 60_000;

  /** Less than a request waits: what comes so early is no empty answer. */
  private static final long PATIENCE_MILLIS = 25_000;

  @LocalServerPort int port;
  @Autowired ProcessEngine engine;
  @Autowired JdbcClient jdbc;
  @Autowired ConfigurableApplicationContext context;

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger rounds = new AtomicInteger();
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final Map<String, Runnable> afterLook = new ConcurrentHashMap<>();
  private final TopicFetchHandler handler = new CountingHandler();
  private Orders orders;

  @BeforeEach
  void start() {
    orders = new Orders(port);
    handler.contextInitialized(null);
    handler.start();
    // What other tests left behind would be fetched at once.
    engine
        .getExternalTaskService()
        .fetchAndLock(10_000, "aside")
        .topic("order.create", 10 * REQUEST_MILLIS)
        .execute();
  }

  @AfterEach
  void stop() {
    handler.shutdown();
  }

  @Test
  void engineRestHandsWaitingRequestsToIt() {
    assertThat(FetchAndLockContextListener.getFetchAndLockHandler())
        .isInstanceOf(TopicFetchHandler.class);
  }

  @Test
  void aRequestIsLookedForOnceWhenItComes() {
    request("idle", "nobody.needs");
    handlerGoesRound();
    assertThat(looks("idle")).isEqualTo(1);
  }

  @Test
  void aTaskWakesOnlyWhoWaitsForItsTopic() {
    AsyncResponse creating = request("creating", "order.create");
    request("idle", "nobody.needs");
    handlerGoesRound();
    orders.place();
    assertFetches(creating);
    handlerGoesRound();
    assertThat(looks("idle")).isEqualTo(1);
  }

  @Test
  void aTaskThatComesBetweenARequestsOwnLookAndItsWaitingIsFetched() {
    afterLook.put("late", orders::place);
    assertFetches(request("late", "order.create"));
    assertThat(looks("late")).isEqualTo(2);
  }

  @Test
  void aLookForWhichATaskCameTooLateSparesNobody() {
    afterLook.put("first", orders::place);
    request("first", "order.create");
    request("second", "order.create");
    assertThat(looks("second")).isPositive();
  }

  @Test
  void aTaskOfAnotherNodeWakesWhoWaitsForItsTopic() {
    request("idle", "nobody.needs");
    request("other", "somebody.needs");
    TaskSignals.others(Set.of("somebody.needs"));
    await().untilAsserted(() -> assertThat(looks("other")).isEqualTo(2));
    handlerGoesRound();
    assertThat(looks("idle")).isEqualTo(1);
  }

  @Test
  void anUnlockedTaskWakesEverybody() {
    String task = orders.fetch(orders.place(), "order.create");
    request("idle", "nobody.needs");
    engine.getExternalTaskService().unlock(task);
    await().untilAsserted(() -> assertThat(looks("idle")).isEqualTo(2));
  }

  @Test
  void whoAsksWhatHasJustBeenAnsweredIsLookedForLater() {
    request("first", "nobody.needs");
    request("second", "nobody.needs");
    handlerGoesRound();
    assertThat(looks("second")).isZero();
    now.addAndGet(Looks.FRESH.toNanos());
    // Nobody wakes the handler: it gets up by itself.
    await().untilAsserted(() -> assertThat(looks("second")).isEqualTo(1));
    handlerGoesRound();
    assertThat(looks("second")).isEqualTo(1);
    assertThat(looks("first")).isEqualTo(1);
  }

  @Test
  void aTaskIsLookedForOnceHoweverManyAskTheSame() {
    request("first", "somebody.needs");
    now.addAndGet(Looks.FRESH.toNanos());
    request("second", "somebody.needs");
    handlerGoesRound();
    assertThat(looks("first") + looks("second")).isEqualTo(2);
    TaskSignals.others(Set.of("somebody.needs"));
    handlerGoesRound();
    assertThat(looks("first") + looks("second")).isEqualTo(3);
    now.addAndGet(Looks.FRESH.toNanos());
    handlerGoesRound();
    assertThat(looks("first") + looks("second")).isEqualTo(3);
  }

  @Test
  void whoDoesNotWaitOrAsksForMoreThanTopicsIsLookedForAtOnce() {
    request("first", "nobody.needs");
    FetchExternalTasksExtendedDto brief = fetch("brief", "nobody.needs");
    brief.setAsyncResponseTimeout(Looks.FRESH.toMillis());
    add(brief);
    FetchExternalTasksExtendedDto never = fetch("never", "nobody.needs");
    never.setAsyncResponseTimeout(null);
    add(never);
    FetchExternalTasksExtendedDto ofOne = fetch("ofOne", "nobody.needs");
    ofOne.getTopics().get(0).setBusinessKey("ord-1");
    add(ofOne);
    FetchExternalTasksExtendedDto invalid = fetch("invalid", "nobody.needs");
    invalid.getTopics().get(0).setLockDuration(0);
    AsyncResponse refused = add(invalid);
    assertThat(List.of(looks("brief"), looks("never"), looks("ofOne"))).containsOnly(1);
    verify(refused).resume(any(Throwable.class));
  }

  @Test
  void aLimitThatWasReachedSaysNothingAboutOthers() {
    orders.place();
    orders.place();
    assertFetches(request("first", "order.create"));
    // No signal since, and the same question; but the first one took only one of two.
    assertFetches(request("second", "order.create"));
    assertThat(looks("second")).isEqualTo(1);
  }

  @Test
  void whoLosesTasksToAnotherTransactionLooksAgain() throws Exception {
    String order = orders.place();
    try (Hold hold = new Hold(context)) {
      Future<?> faster = hold.inTransaction(() -> touchTaskOf(order));
      AsyncResponse response = mock(AsyncResponse.class);
      CompletableFuture<Void> asking =
          CompletableFuture.runAsync(
              () -> handler.addPendingRequest(several("asking"), response, engine));
      hold.awaitBlocked(1);
      hold.release();
      faster.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      asking.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      // It found the task and could not lock it: an empty answer, and yet there is one.
      assertFetches(response);
      assertThat(looks("asking")).isEqualTo(2);
    }
  }

  private void touchTaskOf(String order) {
    jdbc.sql(
            """
            update act_ru_ext_task set rev_ = rev_ + 1 where proc_inst_id_ =
              (select process_instance_id from order_view where order_id = ?)
            """)
        .param(order)
        .update();
  }

  private static FetchExternalTasksExtendedDto several(String worker) {
    FetchExternalTasksExtendedDto request = fetch(worker, "order.create");
    request.setMaxTasks(5);
    return request;
  }

  private AsyncResponse request(String worker, String... topics) {
    return add(fetch(worker, topics));
  }

  /** Returns when the request has been answered, or has been handed to the handler's thread. */
  private AsyncResponse add(FetchExternalTasksExtendedDto request) {
    AsyncResponse response = mock(AsyncResponse.class);
    handler.addPendingRequest(request, response, engine);
    return response;
  }

  private static FetchExternalTasksExtendedDto fetch(String worker, String... topics) {
    FetchExternalTasksExtendedDto request = new FetchExternalTasksExtendedDto();
    request.setWorkerId(worker);
    request.setMaxTasks(1);
    request.setAsyncResponseTimeout(REQUEST_MILLIS);
    request.setTopics(List.of(topics).stream().map(TopicFetchHandlerTest::topic).toList());
    return request;
  }

  private static FetchExternalTaskTopicDto topic(String name) {
    FetchExternalTaskTopicDto topic = new FetchExternalTaskTopicDto();
    topic.setTopicName(name);
    topic.setLockDuration(10 * REQUEST_MILLIS);
    return topic;
  }

  private static void assertFetches(AsyncResponse response) {
    verify(response, timeout(PATIENCE_MILLIS)).resume(any(List.class));
  }

  /** Returns when the handler's thread has been through all requests that wait now. */
  private void handlerGoesRound() {
    // The first round may have begun before; what it left out is in the second one.
    for (int i = 0; i < 2; i++) {
      int before = rounds.get();
      TaskSignals.others(Set.of("nobody.waits.for.this"));
      await().untilAsserted(() -> assertThat(rounds.get()).isGreaterThan(before));
    }
  }

  private int looks(String worker) {
    return counts.computeIfAbsent(worker, any -> new AtomicInteger()).get();
  }

  private final class CountingHandler extends TopicFetchHandler {

    CountingHandler() {
      super(new Looks(now::get));
    }

    @Override
    protected List<LockedExternalTaskDto> executeFetchAndLock(
        FetchExternalTasksExtendedDto request, ProcessEngine engine) {
      List<LockedExternalTaskDto> tasks = super.executeFetchAndLock(request, engine);
      Runnable event = afterLook.remove(request.getWorkerId());
      if (event != null) {
        event.run();
      }
      counts.computeIfAbsent(request.getWorkerId(), any -> new AtomicInteger()).incrementAndGet();
      return tasks;
    }

    @Override
    protected void suspend(long millis) {
      rounds.incrementAndGet();
      super.suspend(millis);
    }
  }
}
