package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.test.TestPostgres;
import org.ordersaga.worker.engine.TestEngine.FailingListener;
import org.ordersaga.worker.engine.TestEngine.RefusingListener;
import org.ordersaga.worker.execution.Script;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.execution.StepTestApplication;
import org.ordersaga.worker.step.OutsideDown;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.TechnicalFailure;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One worker against a real engine, over REST; the engine is not reached when the worker starts.
 */
@ExtendWith(OutputCaptureExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EngineWorkerTest {

  private static final int THREADS = 4;
  private static final Duration LOCK = Duration.ofSeconds(8);
  private static final Map<String, String> FAST = Map.of("retryCycle", "PT0.1S,PT0.2S");

  private static Line line;
  private static ConfigurableApplicationContext worker;
  private static TestEngine engine;
  private static Script script;
  private static JdbcClient jdbc;
  private static Health beforeTheEngine;

  private final String orderId = UUID.randomUUID().toString();
  private final String process = "p-" + orderId;
  private final CountDownLatch taken = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch one = new CountDownLatch(1);
  private CountDownLatch gate = new CountDownLatch(0);

  @BeforeAll
  static void startTheWorkerAndThenTheEngine() {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    line = new Line();
    worker =
        new SpringApplicationBuilder(StepTestApplication.class)
            .properties(
                "spring.application.name=" + TestEngine.USER,
                "spring.datasource.url=" + TestPostgres.createDatabase("worker"),
                "spring.datasource.username=" + TestPostgres.USER,
                "spring.datasource.password=" + TestPostgres.USER,
                "server.port=0",
                "ordersaga.engine.url=http://localhost:" + line.port() + "/engine-rest",
                "ordersaga.engine.password=" + TestEngine.PASSWORD,
                "ordersaga.operator.password=operator-secret",
                "ordersaga.client.password=client-secret",
                "ordersaga.worker.threads=" + THREADS,
                "ordersaga.worker.lock-duration=" + LOCK)
            .run();
    script = worker.getBean(Script.class);
    jdbc = worker.getBean(JdbcClient.class);
    await().until(() -> connection().state().reached() != null);
    beforeTheEngine = health();
    engine = TestEngine.running();
    line.connect(engine.port());
    engine.deploy("bell", "nobody.listens", Map.of());
  }

  @AfterAll
  static void stop() throws Exception {
    worker.close();
    line.close();
  }

  /** A step or a task left behind would disturb the next test. */
  @AfterEach
  void end() {
    one.countDown();
    goOn.countDown();
    gate.countDown();
    script.off("take", orderId);
    script.off("call", orderId);
    engine.deleteAll();
  }

  @Test
  @Order(1)
  void aWorkerThatStartsBeforeTheEngineWaitsForItAndSaysSoOnce(CapturedOutput output) {
    assertThat(beforeTheEngine.getStatus()).isEqualTo(Status.DOWN);

    run(FAST);

    awaitEnd("done");
    await().until(() -> health().getStatus().equals(Status.UP));
    assertThat(output.getAll()).containsOnlyOnce("is reached.").containsOnlyOnce("is not reached");
  }

  @Test
  void outputsReachTheProcessWithTheirTypesAndTheReceiptStaysWithTheTask() {
    run(FAST);

    awaitEnd("done");
    assertThat(engine.variable(orderId, "total")).isEqualTo(250L);
    assertThat(engine.variable(orderId, "receipt"))
        .isEqualTo("{\"reference\":\"r-1\",\"amount\":250,\"currency\":\"EUR\"}");
    assertThat(
            engine
                .history
                .createHistoricVariableInstanceQuery()
                .variableName("receipt")
                .processInstanceId(engine.instance(orderId))
                .singleResult()
                .getActivityInstanceId())
        .isNotEqualTo(engine.instance(orderId));
  }

  @Test
  void aRefusalReachesItsErrorEventWithCodeAndSentence() {
    script.at("take", orderId, () -> refuse("OUT_OF_STOCK", "Sold out."));

    run(FAST);

    awaitEnd("rejected");
    assertThat(engine.variable(orderId, "failureReason")).isEqualTo("OUT_OF_STOCK");
    assertThat(engine.variable(orderId, "failureMessage")).isEqualTo("Sold out.");
  }

  @Test
  void nDurationsAreNRetriesThatIsNPlusOneExecutionsAndThenAnIncident() {
    script.at("take", orderId, () -> fail("ada@example.com is unknown"));

    run(Map.of("retryCycle", "R3/PT0.1S"));

    ExternalTask task = awaitIncident();
    assertThat(executions()).isEqualTo(4);
    assertThat(task.getErrorMessage())
        .isEqualTo(
            "STEP_FAILED: stock.take failed 4 times with IllegalStateException; check the error details and the worker's log.");
    assertThat(engine.tasks.getExternalTaskErrorDetails(task.getId()))
        .contains("java.lang.IllegalStateException", "\tat org.ordersaga")
        .doesNotContain("ada@example.com");
  }

  @Test
  void afterAnOperatorRaisedTheRetriesItGoesOnFromThere() {
    script.at("take", orderId, () -> fail("broken"));
    run(Map.of("retryCycle", "PT0.1S"));
    ExternalTask task = awaitIncident();
    assertThat(executions()).isEqualTo(2);

    engine.tasks.setRetries(task.getId(), 3);
    ring();
    awaitIncident();
    assertThat(executions()).isEqualTo(5);

    script.off("take", orderId);
    engine.tasks.setRetries(task.getId(), 1);
    ring();
    awaitEnd("done");
    assertThat(executions()).isEqualTo(6);
  }

  @Test
  void aRetryIsFetchedWhenItFallsDueWhileTheLongPollStillWaits() {
    engine.deploy(process, "stock.take", Map.of("retryCycle", "PT1S"));

    // A machine that stalls for seconds may spoil a try, but without the promise all of them fail.
    assertThat(IntStream.range(0, 5)).anyMatch(this::retriedDuringOnePoll);
  }

  private boolean retriedDuringOnePoll(int number) {
    String id = orderId + "-" + number;
    Instant before = Instant.now();
    List<Instant> lastAnswers = new CopyOnWriteArrayList<>();
    script.at(
        "take",
        id,
        () -> {
          // The fetch that brought the task has come back; the next one waits at the engine.
          await().until(() -> connection().state().lastSuccess().isAfter(before));
          lastAnswers.add(connection().state().lastSuccess());
          if (lastAnswers.size() == 1) {
            fail("once");
          }
        });
    engine.start(process, id);
    await().until(() -> "done".equals(engine.end(id)));
    return lastAnswers.size() == 2 && lastAnswers.get(0).equals(lastAnswers.get(1));
  }

  @Test
  void exhaustedRetriesBecomeTheRefusalThatTheModelNamesAndTheLedgerKnowsIt() {
    script.at("take", orderId, () -> fail("broken"));

    run(Map.of("retryCycle", "PT0.1S", "onRetriesExhausted", "UNAVAILABLE"));

    awaitEnd("rejected");
    assertThat(executions()).isEqualTo(2);
    assertThat(engine.variable(orderId, "failureReason")).isEqualTo("UNAVAILABLE");
    assertThat(ledgerState()).isEqualTo("REFUSED");
  }

  @Test
  void aRemoteStepThatIsGivenUpStaysInDoubtInTheLedger() {
    script.at("call", orderId, () -> fail("timeout"));
    script.at("lookUp", orderId, () -> fail("timeout"));
    engine.deploy(
        process,
        "money.charge",
        Map.of("retryCycle", "PT0.1S", "onRetriesExhausted", "UNAVAILABLE"));
    engine.start(process, orderId);

    awaitEnd("rejected");
    assertThat(ledgerState()).isEqualTo("GIVEN_UP");
  }

  /** The worker died between the two, and meanwhile the settler had the call voided. */
  @Test
  void aRefusalWhoseReportWasLostIsReportedThoughItIsSettledMeanwhile() {
    StepExecutor executor = worker.getBean(StepExecutor.class);
    Map<String, Object> inputs = Map.of("orderId", orderId);
    script.at("call", orderId, () -> fail("timeout"));
    assertThatThrownBy(() -> executor.execute("money.charge", orderId, inputs))
        .hasMessage("timeout");
    executor.giveUp("money.charge", orderId, inputs, "UNAVAILABLE", "Later.");
    executor.settle(orderId, "money.charge", "");
    assertThat(ledgerState()).isEqualTo("UNDONE");

    engine.deploy(process, "money.charge", FAST);
    engine.start(process, orderId);

    awaitEnd("rejected");
    assertThat(engine.variable(orderId, "failureReason")).isEqualTo("UNAVAILABLE");
  }

  @Test
  void anUndoThatIsToRefuseForWantOfAnAnswerIsAMalformedModel() {
    engine.deploy(process, "money.refund", Map.of("onRetriesExhausted", "NOT_REFUNDABLE"));
    engine.start(process, orderId);

    assertThat(awaitIncident().getErrorMessage())
        .startsWith("POLICY_INVALID: ")
        .contains("onRetriesExhausted is \"NOT_REFUNDABLE\", but takes incident.");
  }

  @Test
  void aRefusedUndoTellsTheProcessWhatStands() {
    StepExecutor executor = worker.getBean(StepExecutor.class);
    script.at("call", orderId, () -> fail("timeout"));
    assertThatThrownBy(() -> executor.execute("money.charge", orderId, Map.of("orderId", orderId)))
        .hasMessage("timeout");
    script.at("void", orderId, () -> refuse("NOT_REFUNDABLE", "Sorry."));
    engine.deploy(process, "money.refund", FAST);
    engine.start(process, orderId);

    awaitEnd("rejected");
    assertThat(engine.variable(orderId, "failureReason")).isEqualTo("NOT_REFUNDABLE");
    assertThat(engine.variable(orderId, "note")).isEqualTo("stands");
    script.off("void", orderId);
  }

  @Test
  void aStepThatIsStoppedWhileItRunsIsNoErrorAndIsForgotten(CapturedOutput output)
      throws Exception {
    long before = timer("dropped", "money.charge");
    script.at("call", orderId, () -> waitIn(taken));
    engine.deploy(process, "money.charge", FAST);
    engine.start(process, orderId);
    assertThat(taken.await(60, TimeUnit.SECONDS)).isTrue();
    String taskId = engine.task(orderId).getId();
    worker.getBean(StepExecutor.class).execute("money.refund", orderId, Map.of("orderId", orderId));
    engine.deleteAll();

    goOn.countDown();

    await().until(() -> timer("dropped", "money.charge") == before + 1);
    assertThat(output.getAll()).doesNotContain("ALREADY_UNDONE");
    assertThat(deliveryRows(taskId)).isZero();
  }

  @Test
  void aFailureWithANameShowsItToTheOperator() {
    script.at(
        "take",
        orderId,
        () -> {
          throw new TechnicalFailure(
              "PROVIDER_TIMEOUT", "no answer; check whether it is slow", null);
        });

    run(Map.of("retryCycle", ""));

    assertThat(awaitIncident().getErrorMessage())
        .isEqualTo(
            "PROVIDER_TIMEOUT: stock.take failed once: no answer; check whether it is slow.");
    assertThat(executions()).isEqualTo(1);
  }

  @Test
  void aMalformedPropertyIsAnIncidentAtOnceAndNothingIsExecuted() {
    run(Map.of("retryCycle", "three times"));

    assertThat(awaitIncident().getErrorMessage())
        .isEqualTo(
            "POLICY_INVALID: step was not executed; check its property in the model: retryCycle is \"three times\", but takes durations such as PT1S,PT5S or a repetition such as R5/PT10S.");
    assertThat(executions()).isZero();
  }

  @Test
  void anOutcomeWhoseLockWasLostIsDroppedAndTheOtherDeliveryReportsIt() throws Exception {
    long before = timer("dropped");
    script.at("take", orderId, () -> waitIn(taken));
    run(FAST);
    assertThat(taken.await(60, TimeUnit.SECONDS)).isTrue();
    engine.tasks.unlock(engine.task(orderId).getId());
    List<LockedExternalTask> other =
        engine.tasks.fetchAndLock(1, "other").topic("stock.take", 60_000).execute();

    goOn.countDown();

    await().until(() -> timer("dropped") == before + 1);
    assertThat(engine.task(orderId).getWorkerId()).isEqualTo("other");
    engine.tasks.unlock(other.get(0).getId());
    ring();
    awaitEnd("done");
    assertThat(executions()).isEqualTo(1);
  }

  @Test
  void aTaskThatKillsItsWorkerBecomesAnIncident() {
    script.at(
        "take",
        orderId,
        () -> {
          throw new Death();
        });
    long before = timer("unreported");
    run(Map.of("maxDeliveries", "2"));
    await().until(() -> timer("unreported") == before + 1);
    expireLock();
    await().until(() -> timer("unreported") == before + 2);
    expireLock();

    assertThat(awaitIncident().getErrorMessage())
        .startsWith("DELIVERIES_EXHAUSTED: stock.take was delivered twice without a report");
    assertThat(executions()).isEqualTo(2);
    script.off("take", orderId);
    engine.tasks.setRetries(engine.task(orderId).getId(), 1);
    ring();
    awaitEnd("done");
  }

  @Test
  void anEngineThatFailsBehindTheTaskIsNotAFailureOfTheStep() {
    long before = timer("unreported");
    engine.deployFailingBehind(process, "stock.take", Map.of("maxDeliveries", "2"));
    engine.start(process, orderId);
    engine.deploy("later-" + process, "stock.take", FAST);
    await().until(() -> timer("unreported") == before + 1);
    assertThat(engine.task(orderId).getRetries()).isNull();
    expireLock();

    assertThat(awaitIncident().getErrorMessage())
        .startsWith("REPORT_REFUSED: the engine refused the report of stock.take twice");
    engine.runtime.setVariable(engine.instance(orderId), "fixed", true);
    String taskId = engine.task(orderId).getId();
    engine.tasks.setRetries(taskId, 1);
    ring();
    awaitEnd("done");
    assertThat(executions()).isEqualTo(1);
    // Its count goes with that of a later task.
    AtomicInteger later = new AtomicInteger();
    await()
        .until(
            () -> {
              String id = orderId + "-" + later.incrementAndGet();
              engine.start("later-" + process, id);
              await().until(() -> "done".equals(engine.end(id)));
              return deliveryRows(taskId) == 0;
            });
  }

  @Test
  void aListenerThatFailsBehindTheTaskForEverIsAnIncidentAndNotALoop() {
    long before = timer("unreported");
    engine.deployListenerBehind(
        process, "stock.take", FailingListener.class, Map.of("maxDeliveries", "2"));
    engine.start(process, orderId);
    await().until(() -> timer("unreported") == before + 1);
    expireLock();

    assertThat(awaitIncident().getErrorMessage())
        .startsWith("REPORT_REFUSED: the engine refused the report of stock.take twice; check");
    assertThat(executions()).isEqualTo(1);
  }

  @Test
  void aListenerThatSaysNoBehindTheTaskForEverIsAnIncidentAndNotALoop() {
    long before = timer("dropped");
    engine.deployListenerBehind(
        process, "stock.take", RefusingListener.class, Map.of("maxDeliveries", "2"));
    engine.start(process, orderId);
    await().until(() -> timer("dropped") == before + 1);
    expireLock();

    assertThat(awaitIncident().getErrorMessage())
        .startsWith("REPORT_REFUSED: the engine refused the report of stock.take twice; check");
    assertThat(executions()).isEqualTo(1);
  }

  @Test
  void aTaskThatIsHandedBackForItsOutsideIsNeitherAnAttemptNorADelivery() {
    List<String> attempts = new CopyOnWriteArrayList<>();
    long before = timer("postponed", "money.charge");
    script.at("call", orderId, () -> handBack(attempts));
    script.at("lookUp", orderId, () -> handBack(attempts));
    engine.deploy(
        process,
        "money.charge",
        Map.of("retryCycle", "", "onRetriesExhausted", "UNAVAILABLE", "maxDeliveries", "1"));
    engine.start(process, orderId);
    await().until(() -> timer("postponed", "money.charge") >= before + 3);
    assertThat(attempts).containsOnly("1");
    assertThat(engine.task(orderId).getErrorMessage())
        .isEqualTo("PROVIDER_DOWN: money.charge waits: the bank is down.");

    script.off("lookUp", orderId);
    awaitEnd("done");
  }

  @Test
  void aTaskThatDiesBetweenHandBacksIsPoisonStill() {
    long before = timer("unreported", "money.charge");
    AtomicInteger calls = new AtomicInteger();
    Script.Action alternately =
        () -> {
          if (calls.incrementAndGet() % 2 == 0) {
            throw new Death();
          }
          handBack(new ArrayList<>());
        };
    script.at("call", orderId, alternately);
    script.at("lookUp", orderId, alternately);
    engine.deploy(process, "money.charge", Map.of("maxDeliveries", "2"));
    engine.start(process, orderId);
    await().until(() -> timer("unreported", "money.charge") == before + 1);
    expireLock();
    await().until(() -> timer("unreported", "money.charge") == before + 2);
    expireLock();

    assertThat(awaitIncident().getErrorMessage())
        .startsWith("DELIVERIES_EXHAUSTED: money.charge was delivered twice");
    assertThat(calls).hasValue(4);
  }

  private static void handBack(List<String> attempts) {
    attempts.add(MDC.get("attempt"));
    throw new OutsideDown("the bank is down", Duration.ofMillis(50), null);
  }

  @Test
  void aStepThatRunsLongerThanTheModelExpectsIsInTheLog(CapturedOutput output) throws Exception {
    script.at("take", orderId, () -> waitIn(taken));
    run(Map.of("warnAfter", "PT0.1S"));
    assertThat(taken.await(60, TimeUnit.SECONDS)).isTrue();

    await()
        .until(
            () ->
                output
                    .getAll()
                    .contains("stock.take of order " + orderId + " still runs after PT0.1S."));
    goOn.countDown();
    awaitEnd("done");
  }

  @Test
  void anUndoWhoseMarkIsItsOwnTaskIsRecordedAsDoneByHand() {
    undoMarkedWith(engine.task(chargedAndFailed()).getId());

    awaitEnd("done");
    assertThat(engine.variable(orderId, "note")).isEqualTo("by hand");
    assertThat(ledger()).isEqualTo("MANUAL");
  }

  @Test
  void aMarkThatIsNotItsOwnTaskMeansNothing() {
    chargedAndFailed();
    undoMarkedWith("some-other-task");

    awaitEnd("done");
    assertThat(engine.variable(orderId, "note")).asString().startsWith("refunded ");
    assertThat(ledger()).isEqualTo("UNDONE");
  }

  /** An order whose charge was made and whose refund stands in an incident. */
  private String chargedAndFailed() {
    worker.getBean(StepExecutor.class).execute("money.charge", orderId, Map.of("orderId", orderId));
    script.at(
        "refund",
        orderId,
        () -> {
          throw new TechnicalFailure("BANK_CLOSED", "the bank is closed", null);
        });
    engine.deploy(process, "money.refund", Map.of("retryCycle", ""));
    engine.start(process, orderId);
    awaitIncident();
    script.off("refund", orderId);
    return orderId;
  }

  private void undoMarkedWith(String mark) {
    ExternalTask task = engine.task(orderId);
    engine.runtime.setVariableLocal(task.getExecutionId(), TaskRunner.UNDONE_BY_HAND, mark);
    engine.tasks.setRetries(task.getId(), 1);
    ring();
  }

  private String ledger() {
    return jdbc.sql("select state from step_execution where order_id = ?")
        .param(orderId)
        .query(String.class)
        .single();
  }

  @Test
  void aStepThatWasUndoneBeforeIsNeverCompleted() {
    engine.deploy("undo-" + process, "stock.return", FAST);
    engine.start("undo-" + process, orderId);
    awaitEnd("done");
    String late = "late-" + process;
    engine.deploy(late, "stock.take", FAST);

    String instance =
        engine
            .runtime
            .createProcessInstanceByKey(late)
            .setVariable("orderId", orderId)
            .execute()
            .getId();

    await()
        .untilAsserted(
            () -> {
              ExternalTask task =
                  engine.tasks.createExternalTaskQuery().processInstanceId(instance).singleResult();
              assertThat(task.getErrorMessage()).startsWith("ALREADY_UNDONE: ");
              assertThat(task.getRetries()).isZero();
            });
    assertThat(executions()).isZero();
  }

  @Test
  void aLongStepKeepsItsLockForAsLongAsTheModelSays() throws Exception {
    script.at("take", orderId, () -> waitIn(taken));
    run(Map.of("lockDuration", "PT5S"));
    assertThat(taken.await(60, TimeUnit.SECONDS)).isTrue();
    Instant fetched = lockedUntil();

    await().until(() -> lockedUntil().isBefore(fetched));
    Instant applied = lockedUntil();
    await().until(() -> lockedUntil().isAfter(applied));

    goOn.countDown();
    awaitEnd("done");
    assertThat(executions()).isEqualTo(1);
  }

  @Test
  void everyLogLineOfAStepCarriesOrderTopicAttemptAndTask() {
    List<Map<String, String>> contexts = new CopyOnWriteArrayList<>();
    AtomicReference<String> taskId = new AtomicReference<>();
    script.at(
        "take",
        orderId,
        () -> {
          contexts.add(MDC.getCopyOfContextMap());
          taskId.set(engine.task(orderId).getId());
          if (contexts.size() == 1) {
            fail("once");
          }
        });

    run(FAST);

    awaitEnd("done");
    Map<String, String> common =
        Map.of("orderId", orderId, "topic", "stock.take", "taskId", taskId.get());
    assertThat(contexts).allSatisfy(context -> assertThat(context).containsAllEntriesOf(common));
    assertThat(contexts).extracting(context -> context.get("attempt")).containsExactly("1", "2");
  }

  @Test
  void executionsAreTimedByTopicAndOutcome() {
    long before = timer("completed");

    run(FAST);

    awaitEnd("done");
    await().untilAsserted(() -> assertThat(timer("completed")).isEqualTo(before + 1));
  }

  @Test
  @Order(2)
  void neverMoreTasksAreLockedThanThePoolHasThreads() throws Exception {
    int orders = 3 * THREADS;
    CountDownLatch full = new CountDownLatch(THREADS);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    engine.deploy(process, "stock.take", FAST);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      String id = orderId + "-" + i;
      ids.add(id);
      script.at(
          "take",
          id,
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            waitIn(full);
            running.decrementAndGet();
          });
      engine.start(process, id);
    }
    assertThat(full.await(60, TimeUnit.SECONDS)).isTrue();

    assertThat(engine.tasks.createExternalTaskQuery().locked().count()).isEqualTo(THREADS);
    goOn.countDown();
    for (String id : ids) {
      await().until(() -> "done".equals(engine.end(id)));
    }
    assertThat(most).hasValue(THREADS);
    assertThat(engine.reports.carried).as("tasks that came with the answers").hasPositiveValue();
    for (String id : ids) {
      assertThat(script.points(id)).containsExactly("take");
    }
  }

  /** It stays so until the engine is lost and reached again. */
  @Test
  @Order(Integer.MAX_VALUE - 3)
  void anEngineWithoutThatEndpointIsReportedToOneByOne() throws Exception {
    engine.reports.offered = false;
    try {
      int requests = engine.reports.sizes.size();
      reportTogether();
      assertThat(engine.reports.sizes).hasSize(requests);
    } finally {
      engine.reports.offered = true;
    }
  }

  @Test
  @Order(3)
  void refusalsAndResultsThatTravelTogetherArriveEach() throws Exception {
    reportTogether();
  }

  /** As many as there are threads, so that most of them gather behind the first. */
  private void reportTogether() throws Exception {
    CountDownLatch full = new CountDownLatch(THREADS);
    engine.deploy(process, "stock.take", FAST);
    for (int i = 0; i < THREADS; i++) {
      String id = orderId + "-" + i;
      boolean refused = i % 2 == 1;
      script.at(
          "take",
          id,
          () -> {
            waitIn(full);
            if (refused) {
              refuse("OUT_OF_STOCK", "Sold out.");
            }
          });
      engine.start(process, id);
    }
    assertThat(full.await(60, TimeUnit.SECONDS)).isTrue();
    goOn.countDown();
    for (int i = 0; i < THREADS; i++) {
      String id = orderId + "-" + i;
      String end = i % 2 == 1 ? "rejected" : "done";
      await().until(() -> end.equals(engine.end(id)));
      assertThat(script.points(id)).containsExactly("take");
    }
  }

  @Test
  @Order(Integer.MAX_VALUE - 2)
  void aWorkerThatLosesTheEngineComesBackAndLogsBothOnce() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(EngineConnection.class);
    logger.addAppender(log);
    line.cut();
    await().until(() -> health().getStatus().equals(Status.DOWN));
    run(FAST);
    line.connect(engine.port());

    awaitEnd("done");
    await().until(() -> health().getStatus().equals(Status.UP));
    logger.detachAppender(log);
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO);
    awaitEndOfLostFetch();
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void aReportThatGotLostIsRepeatedAndTheStepIsNot() throws Exception {
    script.at("take", orderId, () -> waitIn(taken));
    run(FAST);
    assertThat(taken.await(60, TimeUnit.SECONDS)).isTrue();
    line.cut();
    goOn.countDown();
    await().until(() -> ledgerRows() == 1);
    line.connect(engine.port());

    awaitEnd("done");
    assertThat(executions()).isEqualTo(1);
    awaitEndOfLostFetch();
  }

  /** The engine has the report, and has locked the next task for it. */
  @Test
  @Order(Integer.MAX_VALUE - 1)
  void anAnswerThatGotLostWithTheTasksThatCameAlongCostsTimeAndNothingElse() throws Exception {
    List<String> ids = fillAndHoldTheFirstReport();
    line.cut();
    gate.countDown();
    line.connect(engine.port());
    goOn.countDown();

    for (String id : ids) {
      await().until(() -> "done".equals(engine.end(id)));
      assertThat(script.points(id)).as(id).containsExactly("take");
    }
    awaitEndOfLostFetch();
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void stoppingFinishesWhatRunsGivesBackWhatCameAlongAndFetchesNoMore() throws Exception {
    List<String> ids = fillAndHoldTheFirstReport();

    CompletableFuture<Void> stopped =
        CompletableFuture.runAsync(worker.getBean(EngineWorker.class)::stop);
    await().until(() -> !worker.getBean(EngineWorker.class).isRunning());
    gate.countDown();
    goOn.countDown();
    stopped.get(60, TimeUnit.SECONDS);

    assertThat(ids.subList(0, THREADS)).allMatch(id -> "done".equals(engine.end(id)));
    assertThat(ids.subList(THREADS, ids.size()))
        .allMatch(id -> engine.task(id).getWorkerId() == null);
  }

  /**
   * All threads are busy and as many tasks wait; one step has ended, and the answer to its report,
   * which brings a task along, waits for the gate. The other steps wait for the test to go on.
   */
  private List<String> fillAndHoldTheFirstReport() throws Exception {
    CountDownLatch full = new CountDownLatch(THREADS);
    engine.deploy(process, "stock.take", FAST);
    List<String> ids = IntStream.range(0, 2 * THREADS).mapToObj(i -> orderId + "-" + i).toList();
    for (String id : ids.subList(0, THREADS)) {
      CountDownLatch end = id.endsWith("-0") ? one : goOn;
      script.at(
          "take",
          id,
          () -> {
            full.countDown();
            assertThat(end.await(180, TimeUnit.SECONDS)).isTrue();
          });
      engine.start(process, id);
    }
    // One may be locked for a fetch that was lost before, and come again later.
    assertThat(full.await(180, TimeUnit.SECONDS)).isTrue();
    ids.subList(THREADS, ids.size()).forEach(id -> engine.start(process, id));
    int before = engine.reports.carried.get();
    gate = engine.reports.hold();
    one.countDown();
    await().until(engine.reports::holds);
    assertThat(engine.reports.carried).hasValue(before + 1);
    return ids;
  }

  private void run(Map<String, String> properties) {
    engine.deploy(process, "stock.take", properties);
    engine.start(process, orderId);
  }

  private void awaitEnd(String event) {
    await().until(() -> event.equals(engine.end(orderId)));
  }

  private ExternalTask awaitIncident() {
    await()
        .until(
            () ->
                Integer.valueOf(0).equals(engine.task(orderId).getRetries())
                    && engine
                            .runtime
                            .createIncidentQuery()
                            .processInstanceId(engine.instance(orderId))
                            .count()
                        == 1);
    return engine.task(orderId);
  }

  /** As if time had passed after a delivery without a report. */
  private void expireLock() {
    engine.tasks.unlock(engine.task(orderId).getId());
    ring();
  }

  /** New work of any topic wakes the fetch that waits at the engine. */
  private static void ring() {
    engine.runtime.startProcessInstanceByKey("bell");
  }

  /**
   * The engine does not notice that nobody waits for a fetch any more, and would lock a task for
   * it. One that began later has come back when this returns.
   */
  private static void awaitEndOfLostFetch() {
    Instant last = connection().state().lastSuccess();
    await().until(() -> !last.equals(connection().state().lastSuccess()));
  }

  private Instant lockedUntil() {
    return engine.task(orderId).getLockExpirationTime().toInstant();
  }

  private long executions() {
    return script.points(orderId).stream()
        .filter(point -> Stream.of("take", "call").anyMatch(point::equals))
        .count();
  }

  private String ledgerState() {
    return jdbc.sql("select state from step_execution where order_id = ?")
        .param(orderId)
        .query(String.class)
        .single();
  }

  private long ledgerRows() {
    return jdbc.sql("select count(*) from step_execution where order_id = ?")
        .param(orderId)
        .query(Long.class)
        .single();
  }

  private static long deliveryRows(String taskId) {
    return jdbc.sql("select count(*) from task_delivery where task_id = ?")
        .param(taskId)
        .query(Long.class)
        .single();
  }

  private static long timer(String outcome) {
    return timer(outcome, "stock.take");
  }

  private static long timer(String outcome, String topic) {
    return worker
        .getBean(MeterRegistry.class)
        .find("ordersaga.step")
        .tag("outcome", outcome)
        .tag("topic", topic)
        .timers()
        .stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }

  private static EngineConnection connection() {
    return worker.getBean(EngineConnection.class);
  }

  private static Health health() {
    return worker.getBean(EngineHealthIndicator.class).health();
  }

  private static void refuse(String code, String message) throws Refusal {
    throw new Refusal(code, message);
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }

  private void waitIn(CountDownLatch arrived) throws InterruptedException {
    arrived.countDown();
    assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Ends the delivery as the death of the process would: without any report. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }
}
