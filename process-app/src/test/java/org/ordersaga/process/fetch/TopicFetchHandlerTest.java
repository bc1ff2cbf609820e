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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksDto.FetchExternalTaskTopicDto;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksExtendedDto;
import org.camunda.bpm.engine.rest.dto.externaltask.LockedExternalTaskDto;
import org.camunda.bpm.engine.rest.impl.FetchAndLockContextListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A new task makes the engine look for those who wait for its topic, and for nobody else. */
@ProcessAppTest
class TopicFetchHandlerTest {

  private static final long PATIENCE_MILLIS = 60_000;

  @LocalServerPort int port;
  @Autowired ProcessEngine engine;

  private final Map<String, AtomicInteger> looks = new ConcurrentHashMap<>();
  private final TopicFetchHandler handler = new CountingHandler();
  private Orders orders;

  @BeforeEach
  void start() {
    orders = new Orders(port);
    handler.contextInitialized(null);
    handler.start();
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
  void aTaskWakesOnlyWhoWaitsForItsTopic() {
    // What other tests left behind would be fetched at once.
    engine
        .getExternalTaskService()
        .fetchAndLock(10_000, "aside")
        .topic("order.create", PATIENCE_MILLIS)
        .execute();
    AsyncResponse creating = request("creating", "order.create");
    request("idle", "nobody.needs");
    String order = orders.place();
    verify(creating, timeout(PATIENCE_MILLIS)).resume(any(List.class));
    orders.fetch(order, "order.create");
    handlerGoesRound();
    assertThat(looks("idle")).isEqualTo(2);
  }

  @Test
  void aTaskOfAnotherNodeWakesWhoWaitsForItsTopic() {
    request("idle", "nobody.needs");
    request("other", "somebody.needs");
    TaskSignals.others(Set.of("somebody.needs"));
    await().untilAsserted(() -> assertThat(looks("other")).isEqualTo(3));
    handlerGoesRound();
    assertThat(looks("idle")).isEqualTo(2);
  }

  @Test
  void anUnlockedTaskWakesEverybody() {
    String task = orders.fetch(orders.place(), "order.create");
    request("idle", "nobody.needs");
    engine.getExternalTaskService().unlock(task);
    await().untilAsserted(() -> assertThat(looks("idle")).isGreaterThan(2));
  }

  /** Returns when the request has been looked at by its own thread and by the handler's. */
  private AsyncResponse request(String worker, String... topics) {
    FetchExternalTasksExtendedDto request = new FetchExternalTasksExtendedDto();
    request.setWorkerId(worker);
    request.setMaxTasks(1);
    request.setAsyncResponseTimeout(PATIENCE_MILLIS);
    request.setTopics(List.of(topics).stream().map(TopicFetchHandlerTest::topic).toList());
    AsyncResponse response = mock(AsyncResponse.class);
    handler.addPendingRequest(request, response, engine);
    await().untilAsserted(() -> assertThat(looks(worker)).isEqualTo(2));
    return response;
  }

  private static FetchExternalTaskTopicDto topic(String name) {
    FetchExternalTaskTopicDto topic = new FetchExternalTaskTopicDto();
    topic.setTopicName(name);
    // Whoever else wants the task has it soon again.
    topic.setLockDuration(1);
    return topic;
  }

  private void handlerGoesRound() {
    request("round", "nobody.needs.either");
  }

  private int looks(String worker) {
    return looks.computeIfAbsent(worker, any -> new AtomicInteger()).get();
  }

  private final class CountingHandler extends TopicFetchHandler {
    @Override
    protected List<LockedExternalTaskDto> executeFetchAndLock(
        FetchExternalTasksExtendedDto request, ProcessEngine engine) {
      List<LockedExternalTaskDto> tasks = super.executeFetchAndLock(request, engine);
      looks.computeIfAbsent(request.getWorkerId(), any -> new AtomicInteger()).incrementAndGet();
      return tasks;
    }
  }
}
