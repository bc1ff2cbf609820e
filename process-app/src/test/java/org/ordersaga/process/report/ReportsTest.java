package org.ordersaga.process.report;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.ExternalTaskService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Hold;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.orderlog.OrderLog;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reports that come together are done together, or each for itself as by engine-rest. */
@ProcessAppTest
class ReportsTest {

  private static final String PATH = "/api/external-tasks/reports";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String CREATED =
      """
      {"workerId":"test","variables":{"newCustomer":{"value":true,"type":"Boolean"},
       "country":{"value":"DE","type":"String"}}}""";
  private static final String RESERVED =
      """
      {"workerId":"test","variables":{"totalAmount":{"value":1999,"type":"Long"},
       "units":{"value":1,"type":"Integer"}},
       "localVariables":{"receipt":{"type":"String",
         "value":"{\\"reference\\":\\"r\\",\\"amount\\":1999,\\"currency\\":\\"EUR\\"}"}}}""";
  private static final String OUT_OF_STOCK =
      "{\"workerId\":\"test\",\"errorCode\":\"OUT_OF_STOCK\",\"errorMessage\":\"Sold out.\"}";
  private static final String DONE = "{\"workerId\":\"test\"}";

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired ExternalTaskService tasks;
  @Autowired OrderLog log;
  @Autowired ConfigurableApplicationContext context;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ObjectNode batch = JSON.createObjectNode();
  private final ArrayNode reports = batch.putArray("reports");
  private Orders orders;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void goodOnesAreOneTransaction() {
    List<String> ids = List.of(orders.place(), orders.place(), orders.place());
    ids.forEach(id -> complete(orders.fetch(id, "order.create"), CREATED));

    JsonNode answer = send("order-worker");

    assertThat(statuses(answer)).containsExactly(204, 204, 204);
    assertThat(answer.get("fetch").isNull()).isTrue();
    ids.forEach(id -> assertThat(orders.openTopics(id)).containsExactly("inventory.reserve"));
    assertThat(transactionsOfLastStep(ids)).isEqualTo(1);
    // And on from there by engine-rest.
    orders.step(ids.get(0), "inventory.reserve");
    assertThat(orders.openTopics(ids.get(0))).containsExactly("payment.charge");
  }

  @Test
  void resultsReceiptsAndRefusalsInOneTransactionMeanWhatTheyMeanAlone() {
    String reserved = orders.placeAndReach("inventory.reserve");
    String soldOut = orders.placeAndReach("inventory.reserve");
    bpmnError(orders.fetch(soldOut, "inventory.reserve"), OUT_OF_STOCK);
    complete(orders.fetch(reserved, "inventory.reserve"), RESERVED);

    assertThat(statuses(send("inventory-worker"))).containsExactly(204, 204);

    assertThat(transactionsOfLastStep(List.of(reserved, soldOut))).isEqualTo(1);
    assertThat(orders.get(reserved).get("totalAmount").longValue()).isEqualTo(1999);
    assertThat(orders.get(reserved).get("timeline").toString()).contains("STEP_COMPLETED");
    assertThat(orders.openTopics(reserved)).containsExactly("payment.charge");
    assertThat(orders.get(soldOut).get("failureReason").textValue()).isEqualTo("OUT_OF_STOCK");
    assertThat(orders.openTopics(soldOut)).containsExactly("order.close");
  }

  @Test
  void theEventsOfAllOrdersAreOneStatement() {
    List<String> ids = List.of(orders.place(), orders.place(), orders.place());
    ids.forEach(id -> orders.step(id, "order.create"));
    ids.forEach(id -> complete(orders.fetch(id, "inventory.reserve"), RESERVED));
    long before = lastEvent();

    assertThat(statuses(send("inventory-worker"))).containsExactly(204, 204, 204);

    ids.forEach(
        id -> {
          assertThat(orders.kinds(id)).endsWith("STEP_COMPLETED", "STEP_STARTED");
          assertThat(orders.get(id).get("totalAmount").longValue()).isEqualTo(1999);
        });
    assertThat(
            jdbc.sql(
                    """
                    select count(distinct xmin::text || ' ' || cmin::text) from order_event
                     where sequence > ? and order_id = any(?)
                    """)
                .params(before, ids.toArray(String[]::new))
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }

  /** A new status locks its order's row at once, and the others' rows are locked in the end. */
  @Test
  void ordersOfWhichSomeGetANewStatusKeepTheirEventsInOrder() {
    List<String> ids =
        Stream.generate(orders::place).limit(4).sorted(comparing(this::instance)).toList();
    for (String id : List.of(ids.get(1), ids.get(3))) {
      for (String topic :
          List.of(
              "order.create",
              "inventory.reserve",
              "payment.charge",
              "shipping.book",
              "inventory.commit")) {
        orders.step(id, topic);
      }
    }
    complete(orders.fetch(ids.get(3), "order.confirm"), DONE);
    complete(orders.fetch(ids.get(2), "order.create"), CREATED);
    complete(orders.fetch(ids.get(1), "order.confirm"), DONE);
    complete(orders.fetch(ids.get(0), "order.create"), CREATED);

    assertThat(statuses(send("order-worker"))).containsExactly(204, 204, 204, 204);

    assertThat(transactionsOfLastStep(ids)).isEqualTo(1);
    for (String created : List.of(ids.get(0), ids.get(2))) {
      assertThat(orders.kinds(created))
          .containsExactly("ORDER_ACCEPTED", "STEP_STARTED", "STEP_COMPLETED", "STEP_STARTED");
    }
    for (String confirmed : List.of(ids.get(1), ids.get(3))) {
      assertThat(orders.get(confirmed).get("status").textValue()).isEqualTo("CONFIRMED");
      assertThat(orders.kinds(confirmed))
          .endsWith("STEP_STARTED", "STEP_COMPLETED", "STATUS_CHANGED", "STEP_STARTED");
    }
  }

  @Test
  void twoBatchesWithTheSameOrdersDoNotWaitForEachOther() throws Exception {
    List<String> both =
        Stream.of(orders.placeAndConfirm(), orders.placeAndConfirm())
            .sorted(comparing(this::instance))
            .toList();
    both.forEach(this::deliver);
    String first = both.get(0);
    String second = both.get(1);
    String one = notified(second, first);
    String other = notified(first, second);
    try (Hold hold = new Hold(context)) {
      Future<?> busy = hold.inTransaction(() -> log.lock(first));
      Future<JsonNode> answerToOne = threads.submit(() -> send("notification-worker", one));
      Future<JsonNode> answerToOther = threads.submit(() -> send("notification-worker", other));
      hold.awaitBlocked(2);
      assertThat(
              jdbc.sql(
                      """
                      select order_id from order_view
                       where order_id = ? for no key update skip locked
                      """)
                  .param(second)
                  .query(String.class)
                  .optional())
          .as("who waits for the first one has not locked the second one")
          .isPresent();
      hold.release();
      busy.get(30, TimeUnit.SECONDS);
      assertThat(statuses(answerToOne.get(30, TimeUnit.SECONDS))).containsExactly(204, 204);
      assertThat(statuses(answerToOther.get(30, TimeUnit.SECONDS))).containsExactly(204, 204);
    }
    for (String id : both) {
      orders.await(id, "status", "DELIVERED");
      assertThat(running(id)).isZero();
    }
  }

  @Test
  void aBadOneHasTheAnswerOfEngineRestAndTheGoodOnesAreDone() {
    List<String> good = List.of(orders.place(), orders.place());
    complete(orders.fetch(good.get(0), "order.create"), CREATED);
    List<String> bad = new ArrayList<>();
    List.of(
            "{\"workerId\":\"another\"}",
            "{\"workerId\":\"test\",\"variables\":{\"x\":{\"value\":\"y\",\"type\":\"Nothing\"}}}",
            "{\"workerId\":\"test\",\"variables\":{\"x\":{\"value\":\"y\",\"type\":\"Long\"}}}",
            "{\"workerId\":\"test\",\"variables\":[]}",
            "{\"workerId\":\"test\",\"variables\":"
                + "{\"outcome\":{\"value\":\"NONSENSE\",\"type\":\"String\"}}}",
            "{}")
        .forEach(body -> bad.add(complete(orders.fetch(orders.place(), "order.create"), body)));
    bad.add(complete("no-such-task", DONE));
    String charge = orders.fetch(orders.placeAndReach("payment.charge"), "payment.charge");
    bad.add(complete(charge, DONE));
    String uncaught = orders.fetch(orders.place(), "order.create");
    bad.add(bpmnError(uncaught, DONE.replace("}", ",\"errorCode\":\"NOBODY_CATCHES\"}")));
    complete(orders.fetch(good.get(1), "order.create"), CREATED);

    JsonNode results = send("order-worker").get("results");

    assertThat(results.get(0).get("status").intValue()).isEqualTo(204);
    assertThat(results.get(results.size() - 1).get("status").intValue()).isEqualTo(204);
    good.forEach(id -> assertThat(orders.openTopics(id)).containsExactly("inventory.reserve"));
    assertThat(transactionsOfLastStep(good)).isEqualTo(2);
    Http worker = Http.as(port, "order-worker");
    for (int i = 1; i < results.size() - 1; i++) {
      JsonNode sent = reports.get(i);
      String kind = sent.has("complete") ? "complete" : "bpmnError";
      String path = "/engine-rest/external-task/" + sent.get("taskId").textValue() + "/" + kind;
      Http.Reply alone = worker.post(path, sent.get(kind).toString());
      assertThat(alone.status()).as(sent.toString()).isGreaterThanOrEqualTo(400);
      assertThat(results.get(i).get("status").intValue())
          .as(sent.toString())
          .isEqualTo(alone.status());
      assertThat(alone.json().path("message").asText()).as(sent.toString()).isNotBlank();
      assertThat(results.get(i).get("error")).as(sent.toString()).isEqualTo(alone.json());
    }
    assertThat(statuses(JSON.createObjectNode().set("results", results)))
        .as("each kind of answer that a worker tells apart")
        .contains(204, 400, 403, 404, 500);
  }

  @Test
  void aTaskThatIsReportedOnTwiceIsGoneForTheSecond() {
    String id = orders.place();
    String task = orders.fetch(id, "order.create");
    complete(task, CREATED);
    complete(task, CREATED);

    assertThat(statuses(send("order-worker"))).containsExactly(204, 404);
    assertThat(orders.openTopics(id)).containsExactly("inventory.reserve");
  }

  /** The engine finds in its own transaction what it has ended there, and would end the order. */
  @Test
  void aTaskBesideAnOrderThatGoesOnIsReportedOnTwiceAndTheOrderGoesOn() {
    String id = orders.placeAndConfirm();
    String task = orders.fetch(id, "notification.send");
    complete(task, DONE);
    complete(task, DONE);

    assertThat(statuses(send("notification-worker"))).containsExactly(204, 404);
    assertThat(
            jdbc.sql(
                    """
                    select count(*) from act_hi_procinst join order_view
                        on process_instance_id = proc_inst_id_
                     where order_id = ? and end_time_ is null and not abandoned
                    """)
                .param(id)
                .query(Integer.class)
                .single())
        .isOne();
    deliver(id);
    orders.complete(id, "notification.send");
    orders.await(id, "status", "DELIVERED");
  }

  /** The last two branches of an order: who ends last ends the order. */
  @Test
  void parallelBranchesOfOneOrderEndInOneTransaction() {
    String id = orders.placeAndConfirm();
    deliver(id);
    String last = orders.fetch(id, "notification.send");
    String other = orders.fetch(id, "notification.send");
    complete(last, DONE);
    complete(other, DONE);

    assertThat(statuses(send("notification-worker"))).containsExactly(204, 204);
    orders.await(id, "status", "DELIVERED");
    assertThat(orders.openTopics(id)).isEmpty();
    assertThat(running(id)).isZero();
  }

  @Test
  void aRaceOfParallelBranchesThatABatchLosesEndsTheOrderAllTheSame() throws Exception {
    String raced = orders.placeAndConfirm();
    deliver(raced);
    String first = orders.fetch(raced, "notification.send");
    complete(orders.fetch(raced, "notification.send"), DONE);
    String beside = orders.placeAndConfirm();
    complete(orders.fetch(beside, "notification.send"), DONE);
    JsonNode answer;
    try (Hold hold = new Hold(context)) {
      Future<?> winner = hold.inTransaction(() -> tasks.complete(first, "test"));
      Future<JsonNode> loser = threads.submit(() -> send("notification-worker"));
      hold.awaitBlocked(1);
      hold.release();
      winner.get(30, TimeUnit.SECONDS);
      answer = loser.get(30, TimeUnit.SECONDS);
    }

    assertThat(statuses(answer)).containsExactly(204, 204);
    orders.await(raced, "status", "DELIVERED");
    assertThat(running(raced)).isZero();
    assertThat(orders.openTopics(beside)).isEmpty();
  }

  @Test
  void whatIsFetchedAlongIsNoMoreThanHasEnded() {
    List<String> ids = List.of(orders.place(), orders.place(), orders.place());
    ids.forEach(id -> orders.step(id, "order.create"));
    complete(orders.fetch(ids.get(0), "inventory.reserve"), RESERVED);
    complete("no-such-task", DONE);
    fetch("inventory.reserve", 20);

    JsonNode answer = send("inventory-worker");

    assertThat(statuses(answer)).containsExactly(204, 404);
    assertThat(answer.get("fetch").get("status").intValue()).isEqualTo(200);
    assertThat(answer.get("tasks")).hasSize(1);
    JsonNode task = answer.get("tasks").get(0);
    assertThat(task.get("topicName").textValue()).isEqualTo("inventory.reserve");
    assertThat(task.get("workerId").textValue()).isEqualTo("test");
    assertThat(task.get("variables").get("currency").get("value").textValue()).isEqualTo("EUR");
    tasks.unlock(task.get("id").textValue());
  }

  @Test
  void aFetchThatIsRefusedLeavesTheReportsDone() {
    String id = orders.place();
    complete(orders.fetch(id, "order.create"), CREATED);
    fetch("payment.charge", 1);

    JsonNode answer = send("order-worker");

    assertThat(statuses(answer)).containsExactly(204);
    assertThat(answer.get("fetch").get("status").intValue()).isEqualTo(403);
    assertThat(answer.get("fetch").get("error").get("message").textValue())
        .contains("payment.charge");
    assertThat(answer.get("tasks").isNull()).isTrue();
    assertThat(orders.openTopics(id)).containsExactly("inventory.reserve");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"\"",
        "7",
        "{\"maxTasks\":-1}",
        "{\"workerId\":\"w\",\"maxTasks\":1,\"topics\":\"x\"}",
        "{\"workerId\":\"w\",\"maxTasks\":1,\"topics\":[null]}",
        "{\"workerId\":\"w\",\"maxTasks\":1,\"topics\":[{\"topicName\":\"order.x\"}]}"
      })
  void aFetchThatMakesNoSenseIsTheCallersMistake(String fetch) throws Exception {
    complete(orders.fetch(orders.place(), "order.create"), CREATED);
    batch.set("fetch", JSON.readTree(fetch));

    JsonNode answer = send("order-worker");

    assertThat(statuses(answer)).containsExactly(204);
    assertThat(answer.get("fetch").get("status").intValue()).as(fetch).isBetween(400, 499);
  }

  private String complete(String task, String body) {
    return report(task, "complete", body);
  }

  private String bpmnError(String task, String body) {
    return report(task, "bpmnError", body);
  }

  private String report(String task, String kind, String body) {
    try {
      reports.addObject().put("taskId", task).set(kind, JSON.readTree(body));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
    return task;
  }

  private void fetch(String topic, int most) {
    ObjectNode fetch = batch.putObject("fetch").put("workerId", "test").put("maxTasks", most);
    fetch
        .putArray("topics")
        .addObject()
        .put("topicName", topic)
        .put("lockDuration", 60_000)
        .putArray("variables")
        .add("currency");
  }

  private JsonNode send(String worker) {
    return send(worker, batch.toString());
  }

  private JsonNode send(String worker, String body) {
    Http.Reply reply = Http.as(port, worker).post(PATH, body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private static List<Integer> statuses(JsonNode answer) {
    return StreamSupport.stream(answer.get("results").spliterator(), false)
        .map(result -> result.get("status").intValue())
        .toList();
  }

  /** A batch of its own: these orders' customers are notified. */
  private String notified(String... ids) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode all = body.putArray("reports");
    for (String id : ids) {
      String task = orders.fetch(id, "notification.send");
      all.addObject().put("taskId", task).putObject("complete").put("workerId", "test");
    }
    return body.toString();
  }

  private void deliver(String id) {
    Http.as(port, "client").post("/api/orders/" + id + "/delivery", null);
    orders.complete(id, "order.complete");
  }

  private int running(String id) {
    return jdbc.sql("select count(*) from act_ru_execution where business_key_ = ?")
        .param(id)
        .query(Integer.class)
        .single();
  }

  private String instance(String id) {
    return jdbc.sql("select process_instance_id from order_view where order_id = ?")
        .param(id)
        .query(String.class)
        .single();
  }

  private long lastEvent() {
    return jdbc.sql("select max(sequence) from order_event").query(Long.class).single();
  }

  /** By how many transactions the last of their events were written. */
  private int transactionsOfLastStep(List<String> ids) {
    return jdbc.sql(
            """
            select count(distinct xmin::text) from order_event e
             where order_id = any(?) and sequence =
               (select max(sequence) from order_event where order_id = e.order_id)
            """)
        .param(ids.toArray(String[]::new))
        .query(Integer.class)
        .single();
  }
}
