package org.ordersaga.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.test.StubProvider;
import org.ordersaga.worker.catalogue.StepCatalogue;
import org.ordersaga.worker.execution.StepExecutor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.client.RestClient;

@ExtendWith(OutputCaptureExtension.class)
class SettlementLoopTest extends SettlementTestCase {

  private final StubProvider processApp =
      new StubProvider(request -> new StubProvider.Reply(204, ""));
  private SettlementLoop loop;

  @AfterEach
  void stop() {
    if (loop != null && loop.isRunning()) {
      loop.stop();
    }
    jdbc.sql("alter table if exists hidden rename to settlement").update();
    processApp.close();
  }

  @Test
  void whatIsLeftInDoubtIsSettledAndToldByItself() {
    loop = start(executor);
    undoneWithoutAnswer();
    due();

    await().until(() -> "CONFIRMED".equals(settlement().get("reported")));
    assertThat(effects()).containsExactly("intend", "refund");
  }

  @Test
  void aProcessAppThatHangsDoesNotHoldUpTheSettler() {
    processApp.hangNext();
    undoneWithoutAnswer();
    loop = start(executor);
    await().until(() -> !processApp.requests().isEmpty());
    due();

    await().until(() -> "CONFIRMED".equals(settlement().get("state")));
    assertThat(settlement()).containsEntry("reported", null);
  }

  @Test
  void aStopWaitsForTheCallThatIsUnderWayAndBeginsNoOther() throws Exception {
    undoneWithoutAnswer();
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    script.at(
        "void",
        orderId,
        () -> {
          called.countDown();
          assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
        });
    due();
    loop = start(executor);
    assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
    jdbc.sql(
            """
            insert into settlement (order_id, step, occurrence, idempotency_key, input, state,
                                    next_attempt_at)
            values ('next', 'money.charge', '', 'k', '{}', 'OPEN', clock_timestamp())
            """)
        .update();
    CountDownLatch stopped = new CountDownLatch(1);

    loop.stop(stopped::countDown);
    await().until(() -> threads("settlement-stop").anyMatch(SettlementLoopTest::isWaiting));
    answered.countDown();

    assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(settlement()).containsEntry("state", "CONFIRMED");
    assertThat(loop.isRunning()).isFalse();
    assertThat(
            jdbc.sql("select attempts from settlement where order_id = 'next'")
                .query(Integer.class)
                .single())
        .isZero();
  }

  @Test
  void aTurnThatFailsIsSaidOnceAndFollowedByOthers(CapturedOutput output) {
    undoneWithoutAnswer();
    due();
    jdbc.sql("alter table settlement rename to hidden").update();
    loop = start(executor);
    await().until(() -> output.getAll().contains("SETTLEMENTS_STALLED"));
    jdbc.sql("alter table hidden rename to settlement").update();

    await().until(() -> "CONFIRMED".equals(settlement().get("reported")));
    assertThat(output.getAll().split("SETTLEMENTS_STALLED", -1).length - 1)
        .as("once by the settler, once by the reporter")
        .isLessThanOrEqualTo(2);
  }

  @Test
  void aWorkerWithoutRemoteStepsDoesNotBegin() {
    loop =
        start(
            new StepExecutor(
                StepCatalogue.of(List.of()),
                List.of(),
                jdbc,
                transactions,
                meters,
                Duration.ofSeconds(5)));

    assertThat(loop.isRunning()).isFalse();
  }

  private SettlementLoop start(StepExecutor executor) {
    SettlementSettings settings =
        new SettlementSettings(
            true,
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15));
    SettlementLoop started =
        new SettlementLoop(
            executor,
            settler(executor),
            new ProcessAppReporter(
                new ReportQueue(jdbc),
                processApp.url(),
                "money-worker",
                "secret",
                RestClient.builder(),
                new ObjectMapper()),
            settings,
            Duration.ofSeconds(10));
    started.start();
    return started;
  }

  private static Stream<Thread> threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name));
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }
}
