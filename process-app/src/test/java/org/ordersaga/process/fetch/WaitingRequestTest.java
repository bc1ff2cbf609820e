package org.ordersaga.process.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.ws.rs.container.AsyncResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineConfiguration;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksDto.FetchExternalTaskTopicDto;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksExtendedDto;
import org.camunda.bpm.engine.rest.dto.externaltask.LockedExternalTaskDto;
import org.camunda.bpm.engine.rest.impl.FetchAndLockRequest;
import org.junit.jupiter.api.Test;

/** Whose a request is that waits. */
class WaitingRequestTest {

  private static final List<LockedExternalTaskDto> TASKS = List.of();

  private final ProcessEngine engine = mock(ProcessEngine.class);
  private final ProcessEngineConfiguration configuration = mock(ProcessEngineConfiguration.class);
  private final AsyncResponse response = mock(AsyncResponse.class);
  private final Looks looks = new Looks();
  private final Answers answers = new Answers();
  private final AtomicInteger released = new AtomicInteger();
  private final FetchExternalTaskTopicDto topic = new FetchExternalTaskTopicDto();
  private final FetchExternalTasksExtendedDto asked = new FetchExternalTasksExtendedDto();

  WaitingRequestTest() {
    when(engine.getProcessEngineConfiguration()).thenReturn(configuration);
    when(response.resume(any(Object.class))).thenReturn(true);
    topic.setTopicName("order.create");
    topic.setLockDuration(1_000);
    asked.setWorkerId("worker");
    asked.setMaxTasks(1);
    asked.setTopics(List.of(topic));
  }

  private WaitingRequest request() {
    return new WaitingRequest(
        new FetchAndLockRequest().setDto(asked).setAsyncResponse(response),
        engine,
        looks,
        answers,
        released::incrementAndGet);
  }

  private WaitingRequest offered() {
    WaitingRequest request = request();
    request.offer(looks.begin());
    return request;
  }

  private WaitingRequest claimed() {
    WaitingRequest request = offered();
    assertThat(request.claim()).isTrue();
    return request;
  }

  @Test
  void itIsClaimedOnceAndOnlyWhileItIsOffered() {
    assertThat(request().claim()).isFalse();
    WaitingRequest request = offered();
    assertThat(request.claim()).isTrue();
    assertThat(request.claim()).isFalse();
    request = offered();
    assertThat(request.keep()).isTrue();
    assertThat(request.claim()).isFalse();
  }

  @Test
  void ofManyWhoClaimItOneHasIt() {
    for (int i = 0; i < 1_000; i++) {
      WaitingRequest request = offered();
      assertThat(IntStream.range(0, 8).parallel().filter(claimer -> request.claim()).count())
          .isOne();
    }
  }

  @Test
  void aSignalOfItsTopicEndsTheOffer() {
    WaitingRequest request = offered();
    looks.signal(List.of("order.confirm"));
    assertThat(request.isOpen()).isTrue();
    looks.signal(List.of("order.create"));
    assertThat(request.claim()).isFalse();
    assertThat(request.keep()).isTrue();
    request.offer(looks.begin());
    assertThat(request.claim()).isTrue();
  }

  @Test
  void whoAsksForMoreThanTopicsIsNotOffered() {
    topic.setBusinessKey("ord-1");
    assertThat(offered().claim()).isFalse();
    assertThat(offered().waitsFor("order.create", configuration)).isFalse();
  }

  @Test
  void itWaitsForItsTopicsInItsEngine() {
    assertThat(request().waitsFor("order.create", configuration)).isTrue();
    assertThat(request().waitsFor("order.confirm", configuration)).isFalse();
    assertThat(request().waitsFor("order.create", mock(ProcessEngineConfiguration.class)))
        .isFalse();
  }

  @Test
  void itsHandlerLeavesItAloneWhileItIsClaimed() {
    WaitingRequest request = claimed();
    request.offer(looks.begin());
    assertThat(request.keep()).isFalse();
    request.release();
    assertThat(released).hasValue(1);
    assertThat(request.keep()).isTrue();
    request.offer(looks.begin());
    assertThat(request.claim()).isTrue();
  }

  @Test
  void itIsAnsweredByTheTransactionOrByItsHandlerAndNotByBoth() {
    WaitingRequest answered = claimed();
    assertThat(answered.resume(TASKS)).isTrue();
    assertThat(answered.isAnswered()).isTrue();
    assertThat(answered.takeBack()).isFalse();
    assertThat(answered.keep()).isFalse();
  }

  @Test
  void whatItsHandlerTookBackIsNotAnsweredByTheTransaction() {
    WaitingRequest ended = claimed();
    assertThat(ended.takeBack()).isTrue();
    assertThat(ended.resume(TASKS)).isFalse();
    verify(response, never()).resume(any(Object.class));
  }
}
