package org.ordersaga.process.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.container.AsyncResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.rest.dto.SortingDto;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksDto.FetchExternalTaskTopicDto;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksExtendedDto;
import org.camunda.bpm.engine.rest.dto.externaltask.LockedExternalTaskDto;
import org.camunda.bpm.engine.rest.mapper.JacksonConfigurator;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Hold;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.engine.EngineTransaction;
import org.ordersaga.process.identity.EngineGroup;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whoever waits for a topic is handed the tasks that are made for it, by the transaction that makes
 * them. The clock of {@link Looks} stands still: no look is made up for.
 */
@ProcessAppTest
class HandOverTest {

  private static final String CREATE = "order.create";
  private static final String RESERVE = "inventory.reserve";
  private static final String CONFIRM = "order.confirm";
  private static final String NOTIFY = "notification.send";
  private static final String NOBODY = "-";

  private static final List<String> WORKERS = List.of(EngineGroup.WORKERS.id());
  private static final List<String> OPERATORS = List.of(EngineGroup.OPERATORS.id());

  private static final long REQUEST_MILLIS = 60_000;

  /** Less than a request waits: what comes so early is no empty answer. */
  private static final long PATIENCE_MILLIS = 25_000;

  private static final Duration FOR_EVER = Duration.ofHours(1);

  @LocalServerPort int port;
  @Autowired ProcessEngine engine;
  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;
  @Autowired ConfigurableApplicationContext context;

  private final AtomicInteger rounds = new AtomicInteger();
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final Map<String, Runnable> duringLook = new ConcurrentHashMap<>();
  private final ObjectMapper json = JacksonConfigurator.configureObjectMapper(new ObjectMapper());
  private CountingHandler handler;
  private Orders orders;

  @BeforeEach
  void start() {
    orders = new Orders(port);
    // What other tests left behind would be fetched at once.
    engine
        .getExternalTaskService()
        .fetchAndLock(10_000, "aside")
        .topic(CREATE, 10 * REQUEST_MILLIS)
        .topic(RESERVE, 10 * REQUEST_MILLIS)
        .topic(NOTIFY, 10 * REQUEST_MILLIS)
        .execute();
    start(FOR_EVER);
  }

  private void start(Duration patience) {
    handler = new CountingHandler(patience);
    handler.contextInitialized(null);
    handler.start();
  }

  @AfterEach
  void stop() {
    handler.shutdown();
  }

  @Test
  void aNewTaskIsLockedForWhoWaitsForItWhenItIsWritten() {
    Waiting worker = waits("order-worker", fetch("creating", CREATE));
    String order = orders.place();
    assertThat(holder(order)).isEqualTo("creating");
    assertThat(revision(order)).as("written once").isOne();
    assertThat(worker.orders()).containsExactly(order);
    assertThat(looks("creating")).as("only when the request came").isOne();
  }

  @Test
  void whatItIsToldIsWhatAFetchTells() {
    List<Consumer<FetchExternalTaskTopicDto>> wishes =
        List.of(
            topic -> {},
            topic -> topic.setVariables(listOf("orderId", "notificationEvent", "nothing")),
            topic -> topic.setLocalVariables(true),
            topic -> topic.setDeserializeValues(true),
            topic -> topic.setIncludeExtensionProperties(true));
    for (Consumer<FetchExternalTaskTopicDto> wish : wishes) {
      String task = orders.fetch(orders.placeAndReach(CONFIRM), CONFIRM);
      FetchExternalTasksExtendedDto asked = fetch("notifying", NOTIFY);
      wish.accept(asked.getTopics().get(0));
      Waiting worker = waits("notification-worker", asked);
      int before = looks("notifying");
      engine.getExternalTaskService().complete(task, "test");
      List<LockedExternalTaskDto> handedOver = worker.tasks();
      assertThat(handedOver).hasSize(1);
      assertThat(looks("notifying")).isEqualTo(before);
      engine.getExternalTaskService().unlock(handedOver.get(0).getId());
      assertThat(told(handedOver))
          .isEqualTo(
              told(
                  LockedExternalTaskDto.fromLockedExternalTasks(
                      asked.buildQuery(engine).execute())));
    }
  }

  /** As Jackson makes it; the engine's queries do not take every list. */
  private static List<String> listOf(String... names) {
    return new ArrayList<>(List.of(names));
  }

  /** As engine-rest sends it; the two were locked at different times. */
  private JsonNode told(List<LockedExternalTaskDto> tasks) {
    JsonNode told = json.valueToTree(tasks);
    told.forEach(task -> ((ObjectNode) task).remove("lockExpirationTime"));
    return told;
  }

  @Test
  void whatIsNotStoredIsNotToldEither() {
    String order = orders.place();
    String task = orders.fetch(order, CREATE);
    Waiting worker = waits("inventory-worker", fetch("reserving", RESERVE));
    engine
        .getExternalTaskService()
        .complete(
            task,
            "test",
            Variables.createVariables()
                .putValue("newCustomer", true)
                .putValue("country", "DE")
                .putValueTyped("passing", Variables.stringValue("by", true)));
    List<LockedExternalTaskDto> tasks = worker.tasks();
    assertThat(tasks).extracting(LockedExternalTaskDto::getBusinessKey).containsExactly(order);
    assertThat(tasks.get(0).getVariables()).containsKey("country").doesNotContainKey("passing");
    assertThat(looks("reserving")).as("fetched").isEqualTo(2);
  }

  @Test
  void whatALaterCommandOfTheTransactionGivesATaskIsToldToo() {
    String order = orders.place();
    String task = orders.fetch(order, CREATE);
    Waiting worker = waits("inventory-worker", fetch("reserving", RESERVE));
    context
        .getBean(EngineTransaction.class)
        .execute(
            () -> {
              complete(task);
              String instance =
                  engine
                      .getRuntimeService()
                      .createProcessInstanceQuery()
                      .processInstanceBusinessKey(order)
                      .singleResult()
                      .getId();
              String made =
                  engine
                      .getExternalTaskService()
                      .createExternalTaskQuery()
                      .processInstanceId(instance)
                      .singleResult()
                      .getExecutionId();
              engine.getRuntimeService().setVariableLocal(made, "mark", "by hand");
              return null;
            });
    assertThat(worker.tasks())
        .singleElement()
        .satisfies(told -> assertThat(told.getVariables()).containsKey("mark"));
  }

  @Test
  void whoWasClaimedByATransactionThatIsRolledBackGoesOnWaiting() {
    String order = orders.place();
    String task = orders.fetch(order, CREATE);
    Waiting worker = waits("inventory-worker", fetch("reserving", RESERVE));
    try (Hold hold = new Hold(context)) {
      Future<?> creator = hold.inTransaction(() -> complete(task));
      hold.releaseToRollBack();
      assertThatThrownBy(() -> end(creator)).hasMessageContaining("rolled back by the test");
    }
    handlerGoesRound();
    assertThat(worker.isAnswered()).isFalse();
    complete(task);
    assertThat(worker.orders()).containsExactly(order);
    assertThat(looks("reserving")).isOne();
  }

  @Test
  void aTaskThatIsGoneAgainIsHandedToNobody() {
    Waiting worker = waits("inventory-worker", fetch("reserving", RESERVE));
    String one = orders.place();
    String taskOfOne = orders.fetch(one, CREATE);
    inOneCommand(
        () -> {
          complete(taskOfOne);
          abandon(one);
        });
    String two = orders.place();
    String taskOfTwo = orders.fetch(two, CREATE);
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              complete(taskOfTwo);
              abandon(two);
            });
    handlerGoesRound();
    assertThat(worker.isAnswered()).isFalse();
    String order = orders.place();
    complete(orders.fetch(order, CREATE));
    assertThat(worker.orders()).containsExactly(order);
    assertThat(looks("reserving")).isOne();
  }

  @Test
  void whatWaitsForLongerComesFirst() {
    String older = orders.place();
    String task = orders.fetch(older, CREATE);
    waits(null, fetch("busy", "nobody.needs"));
    Waiting worker = waits("order-worker", fetch("creating", CREATE));
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch looked = new CountDownLatch(1);
    try {
      duringLook.put(
          "busy",
          () -> {
            looking.countDown();
            awaitLatch(looked);
          });
      TaskSignals.others(Set.of("nobody.needs"));
      awaitLatch(looking);
      // Signalled, and the handler has no time.
      engine.getExternalTaskService().unlock(task);
      String younger = orders.place();
      assertThat(holder(younger)).isEqualTo(NOBODY);
      looked.countDown();
      assertThat(worker.orders()).containsExactly(older);
      assertThat(holder(younger)).isEqualTo(NOBODY);
    } finally {
      looked.countDown();
    }
  }

  @Test
  void whoMayNotHandleItGetsNothing() {
    String order = orders.place();
    String task = orders.fetch(order, CREATE);
    String revoke = revokeFrom("inventory-worker");
    try {
      Waiting worker = waits("inventory-worker", fetch("reserving", RESERVE));
      complete(task);
      handlerGoesRound();
      assertThat(holder(order)).isEqualTo(NOBODY);
      assertThat(worker.isAnswered()).isFalse();
      assertThat(looks("reserving")).isEqualTo(2);
    } finally {
      engine.getAuthorizationService().deleteAuthorization(revoke);
    }
  }

  private String revokeFrom(String user) {
    Authorization revoke =
        engine.getAuthorizationService().createNewAuthorization(Authorization.AUTH_TYPE_REVOKE);
    revoke.setUserId(user);
    revoke.setResource(Resources.PROCESS_DEFINITION);
    revoke.setResourceId("order-process");
    revoke.setPermissions(new Permission[] {Permissions.UPDATE_INSTANCE});
    return engine.getAuthorizationService().saveAuthorization(revoke).getId();
  }

  @Test
  void peopleAndStrangersFetch() {
    Waiting person = waits("operator", OPERATORS, fetch("by-hand", RESERVE));
    String one = orders.place();
    complete(orders.fetch(one, CREATE));
    assertThat(person.orders()).containsExactly(one);
    assertThat(looks("by-hand")).isEqualTo(2);
    Waiting stranger = waits(null, fetch("unknown", RESERVE));
    String two = orders.place();
    complete(orders.fetch(two, CREATE));
    assertThat(stranger.orders()).containsExactly(two);
    assertThat(looks("unknown")).isEqualTo(2);
  }

  @Test
  void whoAsksForMoreThanTopicsFetches() {
    String order = orders.place();
    String task = orders.fetch(order, CREATE);
    FetchExternalTasksExtendedDto asked = fetch("reserving", RESERVE);
    asked.getTopics().get(0).setBusinessKey(order);
    Waiting worker = waits("inventory-worker", asked);
    complete(task);
    assertThat(worker.orders()).containsExactly(order);
    assertThat(looks("reserving")).isEqualTo(2);
  }

  @Test
  void aRequestWhoseTimeIsOverWaitsForTheTransactionThatHasClaimedIt() {
    String order = orders.place();
    String task = orders.fetch(order, CREATE);
    Waiting worker = waits("inventory-worker", fetch("reserving", RESERVE));
    try (Hold hold = new Hold(context)) {
      Future<?> creator = hold.inTransaction(() -> complete(task));
      worker.asked.setAsyncResponseTimeout(0L);
      handlerGoesRound();
      assertThat(worker.isAnswered()).isFalse();
      hold.release();
      end(creator);
    }
    assertThat(worker.orders()).containsExactly(order);
  }

  @Test
  void itDoesNotWaitForLongAndAnotherGetsTheTask() {
    handler.shutdown();
    start(Duration.ZERO);
    String order = orders.place();
    String task = orders.fetch(order, CREATE);
    Waiting worker = waits("inventory-worker", fetch("reserving", RESERVE));
    try (Hold hold = new Hold(context)) {
      Future<?> creator = hold.inTransaction(() -> complete(task));
      worker.asked.setAsyncResponseTimeout(0L);
      handlerGoesRound();
      assertThat(worker.orders()).isEmpty();
      hold.release();
      end(creator);
    }
    assertThat(add("inventory-worker", fetch("next", RESERVE)).orders()).containsExactly(order);
  }

  @Test
  void ofTwoTransactionsOneClaimsTheRequest() {
    String slow = orders.place();
    String taskOfSlow = orders.fetch(slow, CREATE);
    String fast = orders.place();
    String taskOfFast = orders.fetch(fast, CREATE);
    Waiting worker = waits("inventory-worker", fetch("reserving", RESERVE));
    try (Hold hold = new Hold(context)) {
      Future<?> creator = hold.inTransaction(() -> complete(taskOfSlow));
      complete(taskOfFast);
      handlerGoesRound();
      assertThat(worker.isAnswered()).isFalse();
      assertThat(holder(fast)).isEqualTo(NOBODY);
      hold.release();
      end(creator);
    }
    assertThat(worker.orders()).containsExactly(slow);
    assertThat(add("inventory-worker", fetch("next", RESERVE)).orders()).containsExactly(fast);
  }

  /** Whatever becomes of its claim, what was signalled meanwhile is looked for. */
  @Test
  void aSignalThatCameWhileItWasClaimedIsNotLost() {
    String slow = orders.place();
    String taskOfSlow = orders.fetch(slow, CREATE);
    String fast = orders.place();
    String taskOfFast = orders.fetch(fast, CREATE);
    Waiting worker = waits("inventory-worker", fetch("reserving", RESERVE));
    try (Hold hold = new Hold(context)) {
      Future<?> creator = hold.inTransaction(() -> complete(taskOfSlow));
      complete(taskOfFast);
      handlerGoesRound();
      hold.releaseToRollBack();
      assertThatThrownBy(() -> end(creator)).hasMessageContaining("rolled back by the test");
    }
    assertThat(worker.orders()).containsExactly(fast);
  }

  @Test
  void eachOfManyTasksIsDeliveredOnce() {
    List<String> ids = Stream.generate(orders::place).limit(8).toList();
    List<String> tasks = ids.stream().map(id -> orders.fetch(id, CREATE)).toList();
    Waiting first = waits("inventory-worker", fetch("reserving", RESERVE));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> creators = new ArrayList<>();
      tasks.forEach(task -> creators.add(threads.submit(() -> complete(task))));
      List<String> delivered = new ArrayList<>(first.orders());
      while (delivered.size() < ids.size()) {
        FetchExternalTasksExtendedDto next = fetch("reserving", RESERVE);
        next.setMaxTasks(2);
        delivered.addAll(add("inventory-worker", next).orders());
      }
      creators.forEach(HandOverTest::end);
      assertThat(delivered).containsExactlyInAnyOrderElementsOf(ids);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoWaitsLongestGetsAsManyAsItAskedForAndTheRestIsSignalled() {
    List<String> ids = Stream.generate(orders::place).limit(4).toList();
    List<String> tasks = ids.stream().map(id -> orders.fetch(id, CREATE)).toList();
    FetchExternalTasksExtendedDto two = fetch("two", RESERVE);
    two.setMaxTasks(2);
    Waiting first = waits("inventory-worker", two);
    Waiting second = waits("inventory-worker", fetch("one", RESERVE));
    inOneCommand(() -> tasks.forEach(this::complete));
    assertThat(first.orders()).containsExactly(ids.get(0), ids.get(1));
    assertThat(second.orders()).containsExactly(ids.get(2));
    assertThat(holder(ids.get(3))).isEqualTo(NOBODY);
    assertThat(add("inventory-worker", fetch("next", RESERVE)).orders())
        .containsExactly(ids.get(3));
  }

  @Test
  void whatNobodyTakesAnyMoreIsGivenBackAtOnce() {
    Waiting gone = waits("order-worker", fetch("gone", CREATE));
    gone.isGone = true;
    Waiting other = waits("order-worker", fetch("other", CREATE));
    String order = orders.place();
    assertThat(other.orders()).containsExactly(order);
    assertThat(holder(order)).isEqualTo("other");
    assertThat(gone.isAnswered()).isFalse();
  }

  @Test
  void aWorkersNextRequestTakesThePlaceOfOneThatIsClaimed() {
    handler.allowOneRequestOfEachWorker();
    String order = orders.place();
    String task = orders.fetch(order, CREATE);
    Waiting earlier = waits("inventory-worker", fetch("reserving", RESERVE));
    Waiting later;
    try (Hold hold = new Hold(context)) {
      Future<?> creator = hold.inTransaction(() -> complete(task));
      later = waits("inventory-worker", fetch("reserving", RESERVE));
      assertThat(earlier.answer).isCancelled();
      hold.release();
      end(creator);
    }
    assertThat(later.orders()).containsExactly(order);
  }

  private void complete(String task) {
    engine
        .getExternalTaskService()
        .complete(task, "test", Map.of("newCustomer", true, "country", "DE"));
  }

  private void abandon(String order) {
    String instance =
        jdbc.sql("select process_instance_id from order_view where order_id = ?")
            .param(order)
            .query(String.class)
            .single();
    engine.getRuntimeService().deleteProcessInstance(instance, "gone");
  }

  private void inOneCommand(Runnable work) {
    ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
        .getCommandExecutorTxRequired()
        .execute(
            command -> {
              work.run();
              return null;
            });
  }

  /** Who has the only task of the order. */
  private String holder(String order) {
    return jdbc.sql(
            """
            select coalesce(worker_id_, '-') from act_ru_ext_task where proc_inst_id_ =
              (select process_instance_id from order_view where order_id = ?)
            """)
        .param(order)
        .query(String.class)
        .single();
  }

  private int revision(String order) {
    return jdbc.sql(
            """
            select rev_ from act_ru_ext_task where proc_inst_id_ =
              (select process_instance_id from order_view where order_id = ?)
            """)
        .param(order)
        .query(Integer.class)
        .single();
  }

  /** Returns when it is offered, unless it is answered before. */
  private Waiting waits(String user, FetchExternalTasksExtendedDto asked) {
    return waits(user, WORKERS, asked);
  }

  private Waiting waits(String user, List<String> groups, FetchExternalTasksExtendedDto asked) {
    Waiting waiting = add(user, groups, asked);
    handlerGoesRound();
    return waiting;
  }

  private Waiting add(String user, FetchExternalTasksExtendedDto asked) {
    return add(user, WORKERS, asked);
  }

  private Waiting add(String user, List<String> groups, FetchExternalTasksExtendedDto asked) {
    Waiting waiting = new Waiting(asked);
    if (user != null) {
      engine.getIdentityService().setAuthentication(user, groups);
    }
    try {
      handler.addPendingRequest(asked, waiting.response, engine);
    } finally {
      engine.getIdentityService().clearAuthentication();
    }
    return waiting;
  }

  private static FetchExternalTasksExtendedDto fetch(String worker, String topic) {
    FetchExternalTasksExtendedDto request = new FetchExternalTasksExtendedDto();
    request.setWorkerId(worker);
    request.setMaxTasks(1);
    request.setAsyncResponseTimeout(REQUEST_MILLIS);
    FetchExternalTaskTopicDto wanted = new FetchExternalTaskTopicDto();
    wanted.setTopicName(topic);
    wanted.setLockDuration(10 * REQUEST_MILLIS);
    request.setTopics(List.of(wanted));
    SortingDto byAge = new SortingDto();
    byAge.setSortBy("createTime");
    byAge.setSortOrder("asc");
    request.setSorting(List.of(byAge));
    return request;
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

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void end(Future<?> transaction) {
    try {
      transaction.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A request, and what becomes of it; it is answered once. */
  private static final class Waiting {

    final FetchExternalTasksExtendedDto asked;
    final AsyncResponse response = mock(AsyncResponse.class);
    final CompletableFuture<Object> answer = new CompletableFuture<>();
    volatile boolean isGone;

    Waiting(FetchExternalTasksExtendedDto asked) {
      this.asked = asked;
      when(response.resume(any(Object.class)))
          .thenAnswer(call -> !isGone && answer.complete(call.getArgument(0)));
      when(response.resume(any(Throwable.class)))
          .thenAnswer(call -> answer.completeExceptionally(call.getArgument(0)));
      when(response.cancel()).thenAnswer(call -> answer.cancel(false));
    }

    boolean isAnswered() {
      return answer.isDone();
    }

    List<LockedExternalTaskDto> tasks() {
      Object told = answer.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
      return ((List<?>) told).stream().map(LockedExternalTaskDto.class::cast).toList();
    }

    List<String> orders() {
      return tasks().stream().map(LockedExternalTaskDto::getBusinessKey).toList();
    }
  }

  private final class CountingHandler extends TopicFetchHandler {

    CountingHandler(Duration patience) {
      super(new Looks(new AtomicLong()::get), patience);
    }

    void allowOneRequestOfEachWorker() {
      isUniqueWorkerRequest = true;
    }

    @Override
    protected List<LockedExternalTaskDto> executeFetchAndLock(
        FetchExternalTasksExtendedDto request, ProcessEngine engine) {
      Runnable event = duringLook.remove(request.getWorkerId());
      if (event != null) {
        event.run();
      }
      List<LockedExternalTaskDto> tasks = super.executeFetchAndLock(request, engine);
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
