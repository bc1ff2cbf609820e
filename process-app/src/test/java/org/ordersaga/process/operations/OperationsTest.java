package org.ordersaga.process.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProcessAppTest
@ExtendWith(OutputCaptureExtension.class)
class OperationsTest {

  private static final String REASON = "{\"reason\":\"The bank is up again.\"}";
  private static final ObjectMapper JSON = new ObjectMapper();

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired RuntimeService runtime;
  @Autowired StuckOrders stuckOrders;
  Orders orders;
  Http operator;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
    operator = Http.as(port, "operator");
  }

  // Incidents by cause

  @Test
  void incidentsOfOneCauseAreCountedAndRaisedAtOnceWithProgress() {
    String code = newCode();
    String first = refundFailed(code);
    String second = refundFailed(code);
    String other = refundFailed(newCode());

    JsonNode cause = cause(code);
    assertThat(cause.get("topic").textValue()).isEqualTo("payment.refund");
    assertThat(cause.get("count").intValue()).isEqualTo(2);
    assertThat(texts(cause.get("orderIds"))).containsExactly(first, second);
    assertThat(cause.get("message").textValue()).startsWith(code + ": ");
    assertThat(cause.get("oldest").textValue()).endsWith("Z");

    Http.Reply begun = raise(code);
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.header("Location"))
        .isEqualTo("/api/operations/incidents/raises/" + begun.json().get("id").textValue());
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              JsonNode raise = operator.get(begun.header("Location")).json();
              assertThat(raise.get("state").textValue()).isEqualTo("DONE");
              assertThat(raise.get("done").intValue()).isEqualTo(2);
            });
    JsonNode done = operator.get(begun.header("Location")).json();
    assertThat(done.get("total").intValue()).isEqualTo(2);
    assertThat(done.get("failed").intValue()).isZero();
    assertThat(done.get("topic").textValue()).isEqualTo("payment.refund");
    assertThat(done.get("code").textValue()).isEqualTo(code);
    assertThat(done.get("by").textValue()).isEqualTo("operator");
    assertThat(done.get("reason").textValue()).isEqualTo("Up again.");
    assertThat(causes()).noneMatch(left -> left.get("code").asText().equals(code));

    for (String id : List.of(first, second)) {
      JsonNode event = event("operator", id, "RETRIES_RAISED");
      assertThat(event.get("by").textValue()).isEqualTo("operator");
      assertThat(event.get("reason").textValue()).isEqualTo("Up again.");
      assertThat(event.get("raise")).isEqualTo(done.get("id"));
      assertThat(event("client", id, "RETRIES_RAISED").has("reason")).isFalse();
      orders.complete(id, "payment.refund");
    }
    assertThat(orders.kinds(other)).doesNotContain("RETRIES_RAISED");
    assertThat(raise(code).status()).isEqualTo(409);
  }

  @Test
  void aRaiseThatRunsIsNotBegunTwice() {
    String code = newCode();
    refundFailed(code);
    String id = raise(code).json().get("id").textValue();
    Http.Reply again = raise(code);
    // It may be through already: then there is nothing left to raise.
    assertThat(again.status()).isIn(202, 409);
    if (again.status() == 202) {
      assertThat(again.json().get("id").textValue()).isEqualTo(id);
    }
    assertThat(
            jdbc.sql("select count(*) from incident_raise where code = ?")
                .param(code)
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void anUnknownRaiseIsNotFound() {
    assertThat(operator.get("/api/operations/incidents/raises/none").status()).isEqualTo(404);
    assertThat(raise("NO_SUCH_CAUSE").status()).isEqualTo(409);
  }

  // Retry

  @Test
  void anOrderInAnIncidentIsTriedAgainAtOnce() {
    String id = refundFailed(newCode());
    Http.Reply reply = act(id, "retry", REASON);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(texts(reply.json().get("steps"))).containsExactly("RefundPayment");
    JsonNode event = event("operator", id, "RETRY_REQUESTED");
    assertThat(event.get("step").textValue()).isEqualTo("RefundPayment");
    assertThat(event.get("by").textValue()).isEqualTo("operator");
    assertThat(event.get("reason").textValue()).isEqualTo("The bank is up again.");
    assertThat(event("client", id, "RETRY_REQUESTED").has("by")).isFalse();
    orders.complete(id, "payment.refund");
    assertThat(orders.kinds(id)).containsSubsequence("RETRY_REQUESTED", "STEP_UNDONE");
  }

  @Test
  void anOrderInAPauseIsTriedAgainAtOnce() {
    String id = orders.placeAndReach("inventory.reserve");
    orders.fail(id, "inventory.reserve", 3, Duration.ofHours(1));
    assertThat(act(id, "retry", REASON).status()).isEqualTo(200);
    orders.step(id, "inventory.reserve");
  }

  @Test
  void thereIsNothingToRetryWhereNothingFailed() {
    String waiting = orders.placeAndReach("inventory.reserve");
    assertThat(conflict(act(waiting, "retry", REASON)))
        .isEqualTo(
            "There is nothing to retry: ReserveInventory waits for its worker, or is with it.");
    String ended = orders.place();
    orders.refuse(ended, "order.create", "ORDER_INVALID", "No.");
    orders.complete(ended, "order.close");
    orders.complete(ended, "notification.send");
    assertThat(conflict(act(ended, "retry", REASON))).contains("has ended");
    String suspended = refundFailed(newCode());
    runtime.suspendProcessInstanceById(instance(suspended));
    assertThat(conflict(act(suspended, "retry", REASON))).contains("is suspended");
    for (String id : List.of(waiting, ended, suspended)) {
      assertThat(orders.kinds(id)).doesNotContain("RETRY_REQUESTED");
    }
  }

  // By hand

  @Test
  void anUndoStepInAnIncidentIsDeclaredDoneByHandAndItsWorkerIsTold() {
    String id = refundFailed(newCode());
    assertThat(undone(id, "RefundPayment").status()).isEqualTo(202);
    assertThat(undone(id, "RefundPayment").status()).isEqualTo(202);

    JsonNode task = fetch(id, "payment.refund", UndoMark.VARIABLE);
    assertThat(task.at("/variables/undoneByHand/value")).isEqualTo(task.get("id"));
    JsonNode event = event("operator", id, "UNDONE_BY_HAND");
    assertThat(event.get("step").textValue()).isEqualTo("RefundPayment");
    assertThat(event.get("topic").textValue()).isEqualTo("payment.refund");
    assertThat(event.get("by").textValue()).isEqualTo("operator");
    assertThat(event.get("reason").textValue()).isEqualTo("Paid back by transfer.");
    finish(task, "payment.refund");
    assertThat(orders.kinds(id))
        .containsOnlyOnce("UNDONE_BY_HAND")
        .containsSubsequence("INCIDENT_OPENED", "UNDONE_BY_HAND", "STEP_UNDONE");

    JsonNode next = fetch(id, "inventory.release", UndoMark.VARIABLE);
    assertThat(next.at("/variables/undoneByHand/value")).isNotEqualTo(next.get("id"));
  }

  @Test
  void onlyAnUndoStepWhoseWorkerHasGivenUpIsDeclaredDoneByHand() {
    String id = refundFailed(newCode());
    assertThat(conflict(undone(id, "ReleaseInventory")))
        .isEqualTo("The order does not stand at ReleaseInventory, but at RefundPayment.");
    act(id, "retry", REASON);
    assertThat(conflict(undone(id, "RefundPayment"))).contains("is in no incident");
    String forward = orders.placeAndReach("inventory.reserve");
    orders.fail(forward, "inventory.reserve", 0);
    assertThat(conflict(undone(forward, "ReserveInventory"))).contains("undoes nothing");
    assertThat(orders.kinds(id)).doesNotContain("UNDONE_BY_HAND");
    assertThat(orders.kinds(forward)).doesNotContain("UNDONE_BY_HAND");
  }

  @Test
  void nobodyElseCanForgeTheMarkByWhateverPath() {
    String id = refundFailed(newCode());
    String task = task(id);
    String value = "{\"value\":\"" + task + "\",\"type\":\"String\"}";
    for (String user : List.of("operator", "admin")) {
      Http.Reply set =
          Http.as(port, user)
              .put(
                  "/engine-rest/process-instance/" + instance(id) + "/variables/undoneByHand",
                  value);
      assertThat(set.status()).as(user).isEqualTo(400);
      assertThat(set.body()).contains("/undone only");
    }
    act(id, "retry", REASON);
    JsonNode fetched = fetch(id, "payment.refund", UndoMark.VARIABLE);
    for (String where : List.of("variables", "localVariables")) {
      assertThat(
              Http.as(port, "payment-worker")
                  .post(
                      "/engine-rest/external-task/" + fetched.get("id").textValue() + "/complete",
                      "{\"workerId\":\"test\",\"" + where + "\":{\"undoneByHand\":" + value + "}}")
                  .status())
          .as(where)
          .isEqualTo(400);
    }
    ObjectNode start = Orders.start(Orders.newId(), Orders.order(null));
    ((ObjectNode) start.get("variables"))
        .putObject("undoneByHand")
        .put("type", "String")
        .put("value", task);
    assertThat(
            Http.as(port, "client")
                .post("/engine-rest/process-definition/key/order-process/start", start.toString())
                .status())
        .isEqualTo(400);
    assertThat(fetched.at("/variables/undoneByHand").isMissingNode()).isTrue();
  }

  // Notifications

  @Test
  void aMessageThatWasSentIsSentAgainToAnOrderThatHasEndedToo() {
    String id = orders.place();
    orders.refuse(id, "order.create", "ORDER_INVALID", "No.");
    orders.complete(id, "order.close");
    assertThat(conflict(repeat(id, "REJECTED"))).contains("was never sent REJECTED");
    told(id, "REJECTED");
    orders.await(id, "status", "REJECTED");

    assertThat(repeat(id, "REJECTED").status()).isEqualTo(202);
    assertThat(repeat(id, "REJECTED").status()).isEqualTo(202);
    assertThat(orders.kinds(id)).containsOnlyOnce("NOTIFICATION_REPEATED");
    JsonNode task =
        fetch(
            id, "notification.send", "notificationEvent", "repetition", "email", "failureMessage");
    assertThat(task.at("/variables/notificationEvent/value").textValue()).isEqualTo("REJECTED");
    assertThat(task.at("/variables/repetition/value").textValue()).isEqualTo("repeat-1");
    assertThat(task.at("/variables/email/value").textValue()).isEqualTo("ada@example.com");
    assertThat(task.at("/variables/failureMessage/value").textValue()).isEqualTo("No.");
    finish(task, "notification.send");

    assertThat(repeat(id, "REJECTED").status()).isEqualTo(202);
    assertThat(
            fetch(id, "notification.send", "repetition")
                .at("/variables/repetition/value")
                .textValue())
        .isEqualTo("repeat-2");
    assertThat(conflict(repeat(id, "CONFIRMED"))).contains("was never sent CONFIRMED");
    JsonNode event = event("operator", id, "NOTIFICATION_REPEATED");
    assertThat(event.get("event").textValue()).isEqualTo("REJECTED");
    assertThat(event.get("by").textValue()).isEqualTo("operator");
  }

  // Settlements

  @Test
  void anOpenSettlementIsListedAndAcceptedThroughItsWorker() {
    String id = orders.place();
    Http worker = Http.as(port, "payment-worker");
    String settlement = "/api/orders/" + id + "/settlements/payment.charge";
    String accepted = "settlements/payment.charge/accepted";
    assertThat(act(id, accepted, REASON).status()).isEqualTo(404);
    assertThat(worker.put(settlement, "{\"state\":\"OPEN\"}").status()).isEqualTo(204);
    assertThat(settlement(id).get("topic").textValue()).isEqualTo("payment.charge");
    assertThat(settlement(id).get("old").booleanValue()).isFalse();
    jdbc.sql(
            "update order_settlement set opened_at = opened_at - interval '1 hour' where order_id ="
                + " ?")
        .param(id)
        .update();
    assertThat(settlement(id).get("old").booleanValue()).isTrue();

    assertThat(act(id, accepted, REASON).status()).isEqualTo(202);
    assertThat(act(id, accepted, REASON).status()).isEqualTo(202);
    assertThat(orders.kinds(id)).containsOnlyOnce("SETTLEMENT_ACCEPTED");
    assertThat(settlement(id).get("accepted").booleanValue()).isTrue();
    JsonNode task = fetch(id, "payment.refund", UndoMark.VARIABLE);
    assertThat(task.at("/variables/undoneByHand/value")).isEqualTo(task.get("id"));
    finish(task, "payment.refund");
    worker.put(settlement, "{\"state\":\"CONFIRMED\"}");

    assertThat(settlement(id)).isNull();
    assertThat(conflict(act(id, accepted, REASON))).contains("is confirmed already");
    JsonNode event = event("operator", id, "SETTLEMENT_ACCEPTED");
    assertThat(event.get("by").textValue()).isEqualTo("operator");
    assertThat(event.get("reason").textValue()).isEqualTo("The bank is up again.");
  }

  @Test
  void anAcceptedShipmentGoesToTheShippingWorker() {
    String id = orders.place();
    Http.as(port, "shipping-worker")
        .put("/api/orders/" + id + "/settlements/shipping.book", "{\"state\":\"OPEN\"}");
    assertThat(act(id, "settlements/shipping.book/accepted", REASON).status()).isEqualTo(202);
    JsonNode task = fetch(id, "shipping.cancel", UndoMark.VARIABLE);
    assertThat(task.at("/variables/undoneByHand/value")).isEqualTo(task.get("id"));
  }

  // Stuck orders

  @Test
  void anOrderThatIsLongerInAStepThanItsWarnAfterIsFoundAndWarnedOfOnce(CapturedOutput output) {
    String id = orders.placeAndReach("inventory.reserve");
    String young = orders.placeAndReach("inventory.reserve");
    jdbc.sql(
            "update act_ru_ext_task set create_time_ = create_time_ - interval '30 days'"
                + " where proc_inst_id_ = ?")
        .param(instance(id))
        .update();

    JsonNode stuck = stuck("ReserveInventory");
    assertThat(stuck.get("name").textValue()).isEqualTo("Reserve inventory");
    assertThat(texts(stuck.get("orderIds"))).contains(id).doesNotContain(young);
    stuckOrders.sweep();
    stuckOrders.sweep();
    assertThat(output.getAll())
        .containsOnlyOnce("ORDER_STUCK: order " + id + " is at ReserveInventory since ")
        .doesNotContain("ORDER_STUCK: order " + young);
    assertThat(gauge("ReserveInventory")).isGreaterThanOrEqualTo(1);

    orders.step(id, "inventory.reserve");
    stuckOrders.sweep();
    assertThat(
            jdbc.sql("select count(*) from order_stuck where order_id = ?")
                .param(id)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void aReviewThatWaitsForHalfOfItsTimeIsFoundAndWarnedOf(CapturedOutput output) {
    String id = orders.placeAndReachReview();
    String young = orders.placeAndReachReview();
    reviewIsOpenSince("12 hours 1 minute", id);
    reviewIsOpenSince("11 hours 59 minutes", young);

    JsonNode stuck = stuck("ReviewOrder");
    assertThat(stuck.get("name").textValue()).isEqualTo("Review order");
    assertThat(texts(stuck.get("orderIds"))).contains(id).doesNotContain(young);
    stuckOrders.sweep();
    assertThat(output.getAll())
        .containsOnlyOnce("ORDER_STUCK: order " + id + " is at ReviewOrder since ")
        .doesNotContain("ORDER_STUCK: order " + young);
    assertThat(gauge("ReviewOrder")).isGreaterThanOrEqualTo(1);

    assertThat(act(id, "give-up", REASON).status()).isEqualTo(202);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !operator.get("/api/operations/stuck-orders").body().contains(id));
  }

  // Everybody and everything

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/operations/orders/%s/give-up",
        "/api/operations/orders/%s/retry",
        "/api/operations/orders/%s/notifications",
        "/api/operations/orders/%s/undone",
        "/api/operations/orders/%s/settlements/payment.charge/accepted",
        "/api/operations/incidents/raises"
      })
  void onlyOperatorsAndTheAdministratorActAndWithAReason(String form) {
    String path = form.formatted(Orders.newId());
    String complete =
        "{\"event\":\"CONFIRMED\",\"elementId\":\"X\",\"topic\":\"x\",\"code\":\"NO_CODE\",%s}";
    String good = complete.formatted("\"reason\":\"Because.\"");
    for (String user : List.of("client", "reviewer", "process-owner", "payment-worker")) {
      assertThat(Http.as(port, user).post(path, good).status()).as(user).isEqualTo(403);
    }
    assertThat(Http.stranger(port).post(path, good).status()).isEqualTo(401);
    for (String user : List.of("operator", "admin")) {
      assertThat(Http.as(port, user).post(path, good).status()).as(user).isIn(404, 409);
    }
    for (String bad :
        List.of("\"x\":1", "\"reason\":null", "\"reason\":\" \"", "\"reason\":\"a\\nb\"")) {
      Http.Reply reply = operator.post(path, complete.formatted(bad));
      assertThat(reply.status()).as(bad).isEqualTo(400);
      assertThat(reply.json().at("/errors/0/field").textValue()).isEqualTo("reason");
    }
    assertThat(operator.post(path, "no").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"incidents/causes", "stuck-orders", "settlements"})
  void onlyOperatorsAndTheAdministratorSeeTheLists(String list) {
    String path = "/api/operations/" + list;
    assertIsForOperatorsAndTheAdministrator(path, 200);
  }

  @Test
  void onlyOperatorsAndTheAdministratorAskForARaise() {
    assertIsForOperatorsAndTheAdministrator("/api/operations/incidents/raises/none", 404);
  }

  private void assertIsForOperatorsAndTheAdministrator(String path, int answer) {
    for (String user : List.of("client", "reviewer", "process-owner", "order-worker")) {
      assertThat(Http.as(port, user).get(path).status()).as(user).isEqualTo(403);
    }
    assertThat(Http.stranger(port).get(path).status()).isEqualTo(401);
    for (String user : List.of("operator", "admin")) {
      assertThat(Http.as(port, user).get(path).status()).as(user).isEqualTo(answer);
    }
  }

  // Helpers

  private static String newCode() {
    return "T" + UUID.randomUUID().toString().replace("-", "_").toUpperCase(Locale.ROOT);
  }

  /** An order whose refund stands in an incident with that code. */
  private String refundFailed(String code) {
    String id = orders.placeAndReach("shipping.book");
    orders.refuse(id, "shipping.book", "SHIPPING_REJECTED", "No.");
    orders.fail(id, "payment.refund", code + ": it did not work.", 0, Duration.ZERO);
    return id;
  }

  private Http.Reply act(String id, String action, String body) {
    return operator.post("/api/operations/orders/" + id + "/" + action, body);
  }

  private Http.Reply undone(String id, String element) {
    return act(
        id, "undone", "{\"elementId\":\"" + element + "\",\"reason\":\"Paid back by transfer.\"}");
  }

  private Http.Reply repeat(String id, String event) {
    return act(
        id, "notifications", "{\"event\":\"" + event + "\",\"reason\":\"The mail was lost.\"}");
  }

  private Http.Reply raise(String code) {
    return operator.post(
        "/api/operations/incidents/raises",
        "{\"topic\":\"payment.refund\",\"code\":\"" + code + "\",\"reason\":\"Up again.\"}");
  }

  private static String conflict(Http.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(409);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    return reply.json().get("detail").textValue();
  }

  private List<JsonNode> causes() {
    return list(operator.get("/api/operations/incidents/causes").json());
  }

  private JsonNode cause(String code) {
    return causes().stream()
        .filter(cause -> cause.get("code").asText().equals(code))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode stuck(String element) {
    return list(operator.get("/api/operations/stuck-orders").json()).stream()
        .filter(stuck -> stuck.get("elementId").asText().equals(element))
        .findFirst()
        .orElseThrow();
  }

  private JsonNode settlement(String id) {
    return list(operator.get("/api/operations/settlements").json()).stream()
        .filter(open -> open.get("orderId").asText().equals(id))
        .findFirst()
        .orElse(null);
  }

  private double gauge(String step) {
    return operator
        .get("/actuator/metrics/ordersaga.orders.stuck?tag=step:" + step)
        .json()
        .at("/measurements/0/value")
        .doubleValue();
  }

  private JsonNode event(String user, String id, String kind) {
    return list(Http.as(port, user).get("/api/orders/" + id).json().get("timeline")).stream()
        .filter(entry -> entry.get("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow()
        .get("data");
  }

  private void reviewIsOpenSince(String interval, String id) {
    int changed =
        jdbc.sql(
                "update act_ru_task set create_time_ = create_time_ - ?::interval"
                    + " where proc_inst_id_ = ?")
            .params(interval, instance(id))
            .update();
    assertThat(changed).isEqualTo(1);
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

  /** The customer is told; the receipt is the Message-ID. */
  private void told(String id, String event) {
    ObjectNode local = JSON.createObjectNode();
    local
        .putObject("receipt")
        .put("type", "String")
        .put(
            "value",
            JSON.createObjectNode().put("reference", "<" + id + "." + event + ">").toString());
    orders.complete(id, "notification.send", "{}", local.toString());
  }

  private JsonNode fetch(String id, String topic, String... variables) {
    ObjectNode request = JSON.createObjectNode().put("workerId", "test").put("maxTasks", 1);
    ObjectNode wanted = request.putArray("topics").addObject();
    wanted.put("topicName", topic).put("lockDuration", 60_000).put("businessKey", id);
    List.of(variables).forEach(wanted.putArray("variables")::add);
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                orders
                    .worker(topic)
                    .post("/engine-rest/external-task/fetchAndLock", request.toString())
                    .json()
                    .get(0),
            task -> task != null);
  }

  private void finish(JsonNode task, String topic) {
    assertThat(
            orders
                .worker(topic)
                .post(
                    "/engine-rest/external-task/" + task.get("id").textValue() + "/complete",
                    "{\"workerId\":\"test\"}")
                .status())
        .isEqualTo(204);
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static List<String> texts(JsonNode array) {
    return list(array).stream().map(JsonNode::textValue).toList();
  }
}
