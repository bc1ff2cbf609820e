package org.ordersaga.process.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Hold;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.process.WebappSession;
import org.ordersaga.process.orderlog.StepRefused;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What happens at the review besides what is drawn, and who may do what there. */
@ProcessAppTest
class ReviewTest {

  private static final String APPROVE = "{\"reviewDecision\":{\"value\":\"approve\"}}";

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired TaskService tasks;
  @Autowired RuntimeService runtime;
  @Autowired ManagementService management;
  @Autowired HistoryService history;
  @Autowired ConfigurableApplicationContext context;
  Orders orders;
  Http reviewer;
  Http operator;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
    reviewer = Http.as(port, "reviewer");
    operator = Http.as(port, "operator");
  }

  @Test
  void anApprovedOrderIsInReviewUntilItIsConfirmedAndTheTimelineTellsIt() {
    String id = orders.placeAndReachReview();
    assertThat(decide(id, APPROVE).status()).isEqualTo(204);
    for (String topic : new String[] {"payment.charge", "shipping.book", "inventory.commit"}) {
      assertThat(orders.get(id).get("status").textValue()).isEqualTo("IN_REVIEW");
      orders.step(id, topic);
    }
    orders.step(id, "order.confirm");
    orders.await(id, "status", "CONFIRMED");
    assertThat(orders.kinds(id))
        .containsSubsequence(
            "STEP_COMPLETED",
            "STATUS_CHANGED",
            "REVIEW_REQUESTED",
            "REVIEW_DECIDED",
            "STEP_STARTED",
            "STATUS_CHANGED");
  }

  @Test
  void whoDecidedAndWhyItWasAskedIsForOperatorsOnly() {
    String id = orders.placeAndReachReview();
    decide(id, refusal("No."));
    assertThat(event(operator, id, "REVIEW_REQUESTED"))
        .isEqualTo(
            json(
                "{\"step\":\"ReviewOrder\",\"reason\":\"A new customer orders for 500.00 or more.\"}"));
    assertThat(event(operator, id, "REVIEW_DECIDED"))
        .isEqualTo(json("{\"step\":\"ReviewOrder\",\"decision\":\"REFUSED\",\"by\":\"reviewer\"}"));
    Http client = Http.as(port, "client");
    assertThat(event(client, id, "REVIEW_REQUESTED")).isEqualTo(json("{\"step\":\"ReviewOrder\"}"));
    assertThat(event(client, id, "REVIEW_DECIDED"))
        .isEqualTo(json("{\"step\":\"ReviewOrder\",\"decision\":\"REFUSED\"}"));
    assertThat(client.get("/api/orders/" + id).body()).doesNotContain("\"reviewer\"");
  }

  @Test
  void theCustomerReadsTheReviewersReason() {
    String id = orders.placeAndReachReview();
    assertThat(decide(id, refusal("  We do not ship pianos.\n")).status()).isEqualTo(204);
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
    orders.await(id, "status", "REJECTED");
    assertThat(orders.get(id).get("failureReason").textValue()).isEqualTo("REVIEW_REFUSED");
    assertThat(orders.get(id).get("failureMessage").textValue())
        .isEqualTo("We do not ship pianos.");
  }

  @Test
  void aRefusalByTheTableTellsTheCustomerWhatTheTableSays() {
    String id = orders.placeAndReach("inventory.reserve");
    orders.complete(
        id,
        "inventory.reserve",
        """
        {"totalAmount":{"value":1000000,"type":"Long"},
         "units":{"value":1,"type":"Integer"}}""");
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
    orders.await(id, "status", "REJECTED");
    assertThat(orders.get(id).get("failureReason").textValue()).isEqualTo("REVIEW_REFUSED");
    assertThat(orders.get(id).get("failureMessage").textValue())
        .startsWith("We are sorry, we do not take orders of 10,000.00 or more");
    assertThat(orders.kinds(id)).doesNotContain("REVIEW_REQUESTED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|Please decide",
        "{\"reviewDecision\":{\"value\":\"maybe\"}}|Please decide",
        "{\"reviewDecision\":{\"value\":true}}|Please decide",
        "{\"reviewDecision\":{\"value\":\"refuse\"}}|Please give a reason",
        "{\"reviewDecision\":{\"value\":\"refuse\"},\"reviewReason\":{\"value\":\"\"}}|Please give a reason",
        "{\"reviewDecision\":{\"value\":\"refuse\"},\"reviewReason\":{\"value\":\" \\n \"}}|Please give a reason",
        "{\"reviewDecision\":{\"value\":\"refuse\"},\"reviewReason\":{\"value\":1}}|must be a text",
        "{\"reviewDecision\":{\"value\":\"refuse\"},\"reviewReason\":{\"value\":\"a\\u0007b\"}}|plain text",
        "{\"reviewDecision\":{\"value\":\"approve\"},\"totalAmount\":{\"value\":1,\"type\":\"Long\"}}|no other variable",
        "{\"reviewDecision\":{\"value\":\"approve\"},\"new\":{\"value\":1}}|no other variable",
        "{\"reviewDecision\":{\"value\":\"approve\"},\"reviewAmount\":{\"value\":\"1\"}}|no other variable",
      })
  void whatIsNoDecisionIsRefusedWithASentenceAndNothingIsLost(String variables, String sentence) {
    String id = orders.placeAndReachReview();
    for (String way : new String[] {"complete", "submit-form"}) {
      Http.Reply reply = reviewer.post(path(id) + "/" + way, "{\"variables\":" + variables + "}");
      assertThat(reply.status()).as(way + " " + reply.body()).isEqualTo(400);
      assertThat(reply.json().get("message").textValue()).contains(sentence);
    }
    assertThat(runtime.getVariable(instance(id), "totalAmount")).isEqualTo(64990L);
    assertThat(runtime.getVariable(instance(id), "reviewDecision")).isNull();
    assertThat(orders.kinds(id)).doesNotContain("REVIEW_DECIDED");
    assertThat(decide(id, APPROVE).status()).isEqualTo(204);
  }

  @Test
  void aReasonHasAtMost500Characters() {
    String id = orders.placeAndReachReview();
    Http.Reply tooLong = decide(id, refusal("x".repeat(501)));
    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.body()).contains("at most 500 characters");
    assertThat(decide(id, refusal("x".repeat(500))).status()).isEqualTo(204);
  }

  @Test
  void theFormShowsAmountLinesAndAddressInWords() {
    String id = orders.placeAndReachReview();
    JsonNode shown = reviewer.get(path(id) + "/form-variables").json();
    assertThat(shown.get("reviewAmount").get("value").textValue()).isEqualTo("649.90 EUR");
    assertThat(shown.get("reviewLines").get("value").textValue()).isEqualTo("1 x BOOK-001");
    assertThat(shown.get("reviewAddress").get("value").textValue())
        .isEqualTo("Ada Lovelace\n1 Analytical Way\n10115 Berlin\nDE");
    assertThat(shown.get("assessmentReason").get("value").textValue())
        .isEqualTo("A new customer orders for 500.00 or more.");
    JsonNode form = reviewer.get(path(id) + "/deployed-form").json();
    assertThat(form.get("id").textValue()).isEqualTo("order-review-form");
  }

  @Test
  void aReviewHasItsOwnTimeAndWhatFollowsHasAsMuchAsAnOrder() {
    String id = orders.placeAndReachReview();
    assertThat(deadline(id)).isNull();
    decide(id, APPROVE);
    assertThat(deadline(id)).isAfter(OffsetDateTime.now().plusMinutes(59));
  }

  @Test
  void aReviewThatNobodyDecidesInTimeRefusesTheOrder() {
    String id = orders.placeAndReachReview();
    management.executeJob(
        management.createJobQuery().processInstanceId(instance(id)).singleResult().getId());
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
    orders.await(id, "status", "REJECTED");
    assertThat(orders.get(id).get("failureReason").textValue()).isEqualTo("REVIEW_EXPIRED");
    assertThat(orders.kinds(id)).contains("REVIEW_EXPIRED").doesNotContain("REVIEW_DECIDED");
    assertThat(deadline(id)).isNull();
  }

  @Test
  void howTheTableJudgedAndHowReviewsEndedIsCounted() {
    double asked = counted("assessed", "review");
    double accepted = counted("assessed", "accept");
    double turnedAway = counted("assessed", "refuse");
    double approved = counted("reviewed", "APPROVED");
    double refused = counted("reviewed", "REFUSED");
    double expired = counted("reviewed", "EXPIRED");

    orders.placeAndReach("payment.charge");
    assess("{\"totalAmount\":{\"value\":1000000,\"type\":\"Long\"},\"units\":{\"value\":1}}");
    String approvedOrder = orders.placeAndReachReview();
    decide(approvedOrder, "{\"reviewDecision\":{\"value\":\"maybe\"}}");
    decide(approvedOrder, APPROVE);
    decide(orders.placeAndReachReview(), refusal("No."));
    String expiredOrder = orders.placeAndReachReview();
    management.executeJob(
        management
            .createJobQuery()
            .processInstanceId(instance(expiredOrder))
            .singleResult()
            .getId());
    assertThat(giveUp(orders.placeAndReachReview()).status()).isEqualTo(202);

    assertThat(counted("assessed", "review") - asked).isEqualTo(4);
    assertThat(counted("assessed", "accept") - accepted).isEqualTo(1);
    assertThat(counted("assessed", "refuse") - turnedAway).isEqualTo(1);
    assertThat(counted("reviewed", "APPROVED") - approved).isEqualTo(1);
    assertThat(counted("reviewed", "REFUSED") - refused).isEqualTo(1);
    assertThat(counted("reviewed", "EXPIRED") - expired).isEqualTo(1);
  }

  private void assess(String facts) {
    orders.complete(orders.placeAndReach("inventory.reserve"), "inventory.reserve", facts);
  }

  private double counted(String what, String how) {
    return operator
        .get(
            "/actuator/metrics/ordersaga.orders.%s?tag=%s:%s"
                .formatted(what, what.equals("assessed") ? "assessment" : "outcome", how))
        .json()
        .at("/measurements/0/value")
        .asDouble();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CANCELLED", "GIVEN_UP", "EXPIRED"})
  void anOrderInReviewIsStoppedFromOutsideAndTheReviewerIsTooLate(String code) {
    String id = orders.placeAndReachReview();
    String task = path(id);
    stop(id, code);
    standsAt(id, "inventory.release");
    assertThat(deadline(id)).isAfter(OffsetDateTime.now().plusMinutes(59));
    assertThat(reviewer.get(task).status()).isEqualTo(404);
    assertThat(event(operator, id, "STEP_REFUSED").get("code").textValue()).isEqualTo(code);
    assertThat(event(operator, id, "STEP_REFUSED").get("step").textValue())
        .isEqualTo("ReviewOrder");
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
    orders.await(id, "status", code.equals("CANCELLED") ? "CANCELLED" : "REJECTED");
    assertThat(orders.get(id).get("failureReason").textValue()).isEqualTo(code);
    assertThat(orders.kinds(id)).doesNotContain("REVIEW_DECIDED");
  }

  @Test
  void aDecisionThatIsMadeFirstStandsAndTheStopEndsTheNextStep() throws Exception {
    String id = orders.placeAndReachReview();
    String task = task(id);
    try (Hold hold = new Hold(context)) {
      Future<?> decision =
          hold.inTransaction(() -> tasks.complete(task, Map.of("reviewDecision", "approve")));
      CompletableFuture<Http.Reply> giveUp = CompletableFuture.supplyAsync(() -> giveUp(id));
      hold.awaitBlocked(1);
      hold.release();
      decision.get();
      assertThat(giveUp.get().status()).isEqualTo(202);
    }
    assertThat(event(operator, id, "STEP_REFUSED").get("step").textValue())
        .isEqualTo("ChargePayment");
    assertThat(orders.kinds(id)).contains("REVIEW_DECIDED");
    standsAt(id, "payment.refund");
  }

  @Test
  void aStopThatComesFirstStandsAndTheDecisionIsRefused() throws Exception {
    String id = orders.placeAndReachReview();
    String task = path(id);
    Predicate<Object> stopped =
        event ->
            event instanceof StepRefused refused
                && instance(id).equals(refused.processInstanceId());
    try (Hold hold = new Hold(context, stopped)) {
      CompletableFuture<Http.Reply> giveUp = CompletableFuture.supplyAsync(() -> giveUp(id));
      hold.awaitArrival();
      CompletableFuture<Http.Reply> decision =
          CompletableFuture.supplyAsync(
              () -> reviewer.post(task + "/complete", "{\"variables\":" + APPROVE + "}"));
      hold.awaitBlocked(1);
      hold.release();
      assertThat(giveUp.get().status()).isEqualTo(202);
      assertThat(decision.get().status()).isGreaterThanOrEqualTo(400);
    }
    assertThat(orders.kinds(id)).doesNotContain("REVIEW_DECIDED");
    standsAt(id, "inventory.release");
  }

  @Test
  void aReviewerSeesReviewsInTasklistAndNothingElse() {
    String id = orders.placeAndReachReview();
    WebappSession tasklist = WebappSession.login(port, "reviewer", "tasklist");
    String api = "/camunda/api/engine/engine/default";
    JsonNode filters = json(tasklist.get(api + "/filter").body());
    assertThat(filters).hasSize(1);
    assertThat(filters.get(0).get("name").textValue()).isEqualTo("Orders to review");
    JsonNode found =
        json(
            tasklist.get(api + "/filter/" + filters.get(0).get("id").textValue() + "/list").body());
    assertThat(found)
        .extracting(task -> task.get("processInstanceId").textValue())
        .contains(instance(id));
    assertThat(
            tasklist
                .post(api + "/task/" + task(id) + "/claim", "{\"userId\":\"reviewer\"}")
                .status())
        .isEqualTo(204);
    assertThat(
            tasklist
                .post(api + "/task/" + task(id) + "/submit-form", "{\"variables\":" + APPROVE + "}")
                .status())
        .isEqualTo(204);

    assertThat(json(tasklist.get(api + "/process-instance").body())).isEmpty();
    assertThat(json(tasklist.get(api + "/history/process-instance").body())).isEmpty();
    assertThat(json(tasklist.get(api + "/external-task").body())).isEmpty();
    assertThat(json(tasklist.get(api + "/user").body())).hasSize(1);
    String other = Orders.newId();
    assertThat(
            tasklist
                .post(
                    api + "/process-definition/key/order-process/start",
                    Orders.start(other, Orders.order(other)).toString())
                .status())
        .isEqualTo(403);
    for (String path :
        new String[] {"/api/orders", "/actuator/info", "/engine-rest/process-instance"}) {
      assertThat(reviewer.get(path).status()).as(path).isEqualTo(403);
    }
  }

  @Test
  void aReviewerDoesNothingToATaskButDecide() {
    String id = orders.placeAndReachReview();
    String task = path(id);
    WebappSession tasklist = WebappSession.login(port, "reviewer", "tasklist");
    String api = "/camunda/api/engine/engine/default/task/" + task(id);
    for (String[] deed :
        new String[][] {
          {"PUT", "/variables/totalAmount", "{\"value\":1}"},
          {"POST", "/assignee", "{\"userId\":\"operator\"}"},
          {"POST", "/bpmnError", "{\"errorCode\":\"GIVEN_UP\"}"},
          {"POST", "/bpmnEscalation", "{\"escalationCode\":\"x\"}"}
        }) {
      assertThat(reviewer.send(reviewer.request(deed[0], task + deed[1], deed[2])).status())
          .isEqualTo(404);
      assertThat(tasklist.send(deed[0], api + deed[1], deed[2]).status())
          .as(deed[1])
          .isGreaterThanOrEqualTo(400);
    }
    assertThat(tasklist.send("PUT", api + "/variables/totalAmount", "{\"value\":1}").status())
        .isEqualTo(403);
    assertThat(tasklist.post(api + "/assignee", "{\"userId\":\"operator\"}").status())
        .isEqualTo(403);
    assertThat(reviewer.delete(task).status()).isGreaterThanOrEqualTo(400);
    for (String user : new String[] {"client", "order-worker"}) {
      assertThat(
              Http.as(port, user)
                  .post(task + "/complete", "{\"variables\":" + APPROVE + "}")
                  .status())
          .as(user)
          .isEqualTo(403);
    }
    assertThat(decide(id, APPROVE).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"country", "units", "assessment", "reviewDecision", "newCustomer"})
  void aClientDoesNotSetWhatTheOrderIsJudgedBy(String variable) {
    String id = Orders.newId();
    ObjectNode start = Orders.start(id, Orders.order(id));
    ((ObjectNode) start.get("variables")).putObject(variable).put("value", "DE");
    assertThat(
            Http.as(port, "client")
                .post("/engine-rest/process-definition/key/order-process/start", start.toString())
                .status())
        .isEqualTo(400);
    ObjectNode order = Orders.order(id);
    order.put(variable, "DE");
    assertThat(Http.as(port, "client").post("/api/orders", order.toString()).status())
        .isEqualTo(400);
  }

  @Test
  void theDecisionAndItsInputsAreKept() {
    String id = orders.placeAndReachReview();
    assertThat(
            history
                .createHistoricDecisionInstanceQuery()
                .processInstanceId(instance(id))
                .includeInputs()
                .singleResult()
                .getInputs())
        .hasSize(4);
  }

  private void standsAt(String id, String topic) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(orders.openTopics(id)).containsExactly(topic));
  }

  private Http.Reply giveUp(String id) {
    return operator.post(
        "/api/operations/orders/" + id + "/give-up", "{\"reason\":\"Nobody is there.\"}");
  }

  private void stop(String id, String code) {
    switch (code) {
      case "CANCELLED" ->
          assertThat(
                  Http.as(port, "client")
                      .post("/api/orders/" + id + "/cancellation", null)
                      .status())
              .isEqualTo(202);
      case "GIVEN_UP" -> assertThat(giveUp(id).status()).isEqualTo(202);
      // A review has no deadline; one that an operator sets is met all the same.
      default ->
          jdbc.sql("update order_view set deadline_at = now() where order_id = ?")
              .param(id)
              .update();
    }
  }

  private Http.Reply decide(String id, String variables) {
    return reviewer.post(path(id) + "/submit-form", "{\"variables\":" + variables + "}");
  }

  private static String refusal(String reason) {
    ObjectNode variables = new ObjectMapper().createObjectNode();
    variables.putObject("reviewDecision").put("value", "refuse");
    variables.putObject("reviewReason").put("value", reason);
    return variables.toString();
  }

  private String path(String id) {
    return "/engine-rest/task/" + task(id);
  }

  private String task(String id) {
    return tasks.createTaskQuery().processInstanceId(instance(id)).singleResult().getId();
  }

  private String instance(String id) {
    return jdbc.sql("select process_instance_id from order_view where order_id = ?")
        .param(id)
        .query(String.class)
        .single();
  }

  private OffsetDateTime deadline(String id) {
    return jdbc.sql("select deadline_at from order_view where order_id = ?")
        .param(id)
        .query((row, n) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
        .single()
        .orElse(null);
  }

  private JsonNode event(Http who, String id, String kind) {
    for (JsonNode entry : who.get("/api/orders/" + id).json().get("timeline")) {
      if (entry.get("kind").textValue().equals(kind)) {
        return entry.get("data");
      }
    }
    throw new AssertionError("No " + kind);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }
}
