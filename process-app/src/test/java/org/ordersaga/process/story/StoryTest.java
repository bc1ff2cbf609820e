package org.ordersaga.process.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProcessAppTest
class StoryTest {

  @LocalServerPort int port;
  Orders orders;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
  }

  @Test
  void aDeliveredOrdersStoryTellsItsStepsMoneyAndDecisionInOrder() {
    String id = orders.placeAndConfirm();
    Http.as(port, "client").post("/api/orders/" + id + "/delivery", null);
    orders.complete(id, "order.complete");
    orders.await(id, "status", "DELIVERED");
    orders.complete(id, "notification.send");

    JsonNode story = story(id);
    assertThat(story.get("status").textValue()).isEqualTo("DELIVERED");
    assertThat(story.get("ended").booleanValue()).isTrue();
    assertThat(story.get("totalAmount").longValue()).isEqualTo(1999);
    assertThat(story.get("modelVersion").textValue()).isNotBlank();
    assertThat(titles(story))
        .startsWith("Order placed", "Create order: done", "Reserve inventory: done")
        .containsSubsequence(
            "Charge payment: done",
            "Book shipment: done",
            "The order is confirmed",
            "The carrier reports the delivery",
            "The order is delivered");
    assertThat(story.get("entries").get(3).get("kind").textValue())
        .as("between the reservation, which it is made of, and the charge")
        .isEqualTo("DECISION_MADE");
    JsonNode charge = entry(story, "STEP_COMPLETED", "ChargePayment");
    assertThat(charge.get("reference").textValue()).isEqualTo("ch-1");
    assertThat(charge.get("amount").longValue()).isEqualTo(1999);
    assertThat(charge.get("attempt").intValue()).isEqualTo(1);
    assertThat(entry(story, "DECISION_MADE", "AssessOrder").get("detail").textValue())
        .contains("1999");
    assertThat(story.get("decisions").get(0).get("inputs")).isNotEmpty();
    assertThat(state(story, "BookShipment")).isEqualTo("done");
    assertThat(state(story, "OrderPlaced")).isEqualTo("done");
    assertInOrder(story);
    assertThat(action(story, "give-up").get("allowed").booleanValue()).isFalse();
    assertThat(action(story, "give-up").get("whyNot").textValue()).isEqualTo("The order is over.");
    assertThat(story.toString()).doesNotContain("ada@example.com", "Lovelace", "tok_visa");
  }

  @Test
  void aDeclinedOrdersStoryShowsTheRefusalAndWhatWasTakenBack() {
    String id = orders.placeAndReach("payment.charge");
    orders.refuse(id, "payment.charge", "PAYMENT_DECLINED", "Your card was declined.");
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
    orders.await(id, "status", "REJECTED");

    JsonNode story = story(id);
    assertThat(state(story, "ChargePayment")).isEqualTo("refused");
    assertThat(state(story, "ReserveInventory")).isEqualTo("undone");
    assertThat(state(story, "ReleaseInventory")).isEqualTo("done");
    assertThat(story.get("failureReason").textValue()).isEqualTo("PAYMENT_DECLINED");
    assertThat(entry(story, "STEP_REFUSED", "ChargePayment").get("detail").textValue())
        .isEqualTo("PAYMENT_DECLINED: Your card was declined.");
    assertThat(titles(story)).contains("Release inventory: undone");
  }

  @Test
  void aCancelledOrdersStoryTellsWhoWantedIt() {
    String id = orders.placeAndReach("payment.charge");
    Http.as(port, "client").post("/api/orders/" + id + "/cancellation", null);
    orders.complete(id, "payment.refund");
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
    orders.await(id, "status", "CANCELLED");

    JsonNode story = story(id);
    assertThat(story.get("cancellation").textValue()).isEqualTo("DONE");
    assertThat(titles(story))
        .containsSubsequence("The customer wants to cancel", "Cancelled as the customer wished");
    assertThat(titles(client(id)))
        .containsSubsequence("You asked us to cancel", "Your order is cancelled");
  }

  @Test
  void aFailedStepIsATokenWithItsMessageAndCanBeTriedAgain() {
    String id = orders.place();
    orders.fail(id, "order.create", "DATABASE_DOWN: no connection", 1, Duration.ZERO);
    orders.fail(id, "order.create", "DATABASE_DOWN: still none", 0, Duration.ZERO);

    JsonNode story = story(id);
    JsonNode token = story.get("tokens").get(0);
    assertThat(token.get("elementId").textValue()).isEqualTo("CreateOrder");
    assertThat(token.get("name").textValue()).isEqualTo("Create order");
    assertThat(token.get("incident").booleanValue()).isTrue();
    assertThat(token.get("message").textValue()).contains("still none");
    assertThat(state(story, "CreateOrder")).isEqualTo("incident");
    assertThat(titles(story))
        .containsSubsequence(
            "Create order: attempt 1 failed",
            "Create order: attempt 2 failed",
            "Create order: needs an operator");
    assertThat(entry(story, "STEP_ATTEMPT_FAILED", "CreateOrder").get("detail").textValue())
        .isEqualTo("DATABASE_DOWN: no connection");
    assertThat(action(story, "retry").get("allowed").booleanValue()).isTrue();
    assertThat(action(story, "retry").get("elementId").textValue()).isEqualTo("CreateOrder");
    assertThat(action(story, "undone").get("allowed").booleanValue()).isFalse();
  }

  @Test
  void aStepInItsPauseSaysWhenItIsTriedAgain() {
    String id = orders.place();
    Instant before = Instant.now();
    orders.fail(id, "order.create", "DATABASE_DOWN: no connection", 1, Duration.ofHours(1));

    JsonNode token = story(id).get("tokens").get(0);
    assertThat(token.get("incident").booleanValue()).isFalse();
    assertThat(Instant.parse(token.get("nextAttempt").textValue())).isAfter(before);
    assertThat(action(story(id), "retry").get("allowed").booleanValue()).isTrue();
  }

  @Test
  void aTimerThatFailedStandsOnTopWithItsMessageAndCanBeTriedAgain() {
    String id = orders.placeAndConfirm();
    Http operator = Http.as(port, "operator");
    String instance = story(id).get("processInstanceId").textValue();
    String variable = "/engine-rest/process-instance/" + instance + "/variables/reminderCount";
    assertThat(operator.put(variable, "{\"value\":\"many\",\"type\":\"String\"}").status())
        .isEqualTo(204);
    String timer =
        operator
            .get("/engine-rest/job?processInstanceId=" + instance)
            .json()
            .get(0)
            .get("id")
            .textValue();
    Awaitility.await("the timer's retries are used up")
        .until(
            () -> {
              operator.post("/engine-rest/job/" + timer + "/execute", null);
              return orders.kinds(id).contains("INCIDENT_OPENED");
            });

    JsonNode story = story(id);
    JsonNode token = find(story.get("tokens"), "elementId", "ReminderDue");
    assertThat(token.get("name").textValue()).isEqualTo("Reminder due");
    assertThat(token.get("incident").booleanValue()).isTrue();
    assertThat(token.get("message").textValue()).contains("reminderCount");
    assertThat(state(story, "ReminderDue")).isEqualTo("incident");
    assertThat(state(story, "WaitForDelivery")).isEqualTo("active");
    assertThat(action(story, "retry").get("allowed").booleanValue()).isTrue();
    assertThat(action(story, "retry").get("elementId").textValue()).isEqualTo("ReminderDue");

    operator.put(variable, "{\"value\":0,\"type\":\"Integer\"}");
    Http.Reply retried =
        operator.post(
            "/api/operations/orders/" + id + "/retry", "{\"reason\":\"The count is right.\"}");
    assertThat(retried.status()).as(retried.body()).isEqualTo(200);
    Awaitility.await("the reminder")
        .untilAsserted(
            () ->
                assertThat(elementIds(story(id).get("tokens")))
                    .contains("RemindOfDelivery")
                    .doesNotContain("ReminderDue"));
  }

  @Test
  void anUndoStepInAnIncidentCanBeMarkedAsDoneByHand() {
    String id = orders.placeAndReach("payment.charge");
    orders.refuse(id, "payment.charge", "PAYMENT_DECLINED", "Your card was declined.");
    orders.fail(id, "inventory.release", 0);

    JsonNode story = story(id);
    assertThat(action(story, "undone").get("allowed").booleanValue()).isTrue();
    assertThat(action(story, "undone").get("elementId").textValue()).isEqualTo("ReleaseInventory");
    assertThat(elementIds(story.get("tokens"))).containsExactly("ReleaseInventory");
  }

  @Test
  void anOrderInReviewStandsAtItsReviewAndWhoDecidedIsTold() {
    String id = orders.placeAndReachReview();
    JsonNode story = story(id);
    assertThat(elementIds(story.get("tokens"))).containsExactly("ReviewOrder");
    assertThat(action(story, "give-up").get("allowed").booleanValue()).isTrue();
    assertThat(action(story, "notifications").get("allowed").booleanValue()).isFalse();

    Http.Reply given =
        Http.as(port, "operator")
            .post("/api/operations/orders/" + id + "/give-up", "{\"reason\":\"Asked by phone.\"}");
    assertThat(given.status()).as(given.body()).isEqualTo(202);
    JsonNode after = story(id);
    JsonNode entry = entry(after, "GIVE_UP_REQUESTED", null);
    assertThat(entry.get("by").textValue()).isEqualTo("operator");
    assertThat(entry.get("detail").textValue()).isEqualTo("Asked by phone.");
    assertThat(client(id).toString()).doesNotContain("operator", "Asked by phone");
  }

  @Test
  void whatTheCustomerWasToldCanBeToldAgain() {
    String id = orders.placeAndConfirm();
    orders.complete(id, "notification.send");
    JsonNode action = action(story(id), "notifications");
    assertThat(action.get("allowed").booleanValue()).isTrue();
    assertThat(action.get("event").textValue()).isEqualTo("CONFIRMED");
  }

  @Test
  void anOpenSettlementIsPartOfTheStory() {
    String id = orders.placeAndReach("payment.charge");
    Http.as(port, "payment-worker")
        .put("/api/orders/" + id + "/settlements/payment.charge", "{\"state\":\"OPEN\"}");
    JsonNode settlement = story(id).get("settlements").get(0);
    assertThat(settlement.get("topic").textValue()).isEqualTo("payment.charge");
    assertThat(settlement.get("state").textValue()).isEqualTo("OPEN");
    assertThat(settlement.get("confirmedAt").isNull()).isTrue();
  }

  @Test
  void aSettlementCanBeAcceptedWhileItIsOpen() {
    String id = orders.placeAndReach("payment.charge");
    String accepted = "settlements/payment.charge/accepted";
    String report = "/api/orders/" + id + "/settlements/payment.charge";
    assertThat(names(story(id))).doesNotContain(accepted);
    Http worker = Http.as(port, "payment-worker");
    worker.put(report, "{\"state\":\"OPEN\"}");
    assertThat(action(story(id), accepted).get("allowed").booleanValue()).isTrue();

    worker.put(report, "{\"state\":\"CONFIRMED\"}");
    assertThat(names(story(id))).doesNotContain(accepted);
  }

  private static List<String> names(JsonNode story) {
    return story.get("actions").findValuesAsText("name");
  }

  @Test
  void aClientsStoryHoldsNothingInternal() {
    String id = orders.placeAndReach("payment.charge");
    orders.fail(id, "payment.charge", "PROVIDER_ERROR: answered 503", 0, Duration.ZERO);
    Http.as(port, "payment-worker")
        .put("/api/orders/" + id + "/settlements/payment.charge", "{\"state\":\"OPEN\"}");

    JsonNode story = client(id);
    assertThat(story.toString())
        .doesNotContain("PROVIDER_ERROR", "503", "incident", "payment.charge", "res-1");
    assertThat(story.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "orderId",
            "status",
            "headline",
            "cancellation",
            "failureMessage",
            "totalAmount",
            "currency",
            "lines",
            "ended",
            "elements",
            "entries");
    assertThat(story.get("headline").textValue()).isEqualTo("We are working on your order.");
    assertThat(state(story, "ChargePayment")).isEqualTo("active");
    assertThat(titles(story)).endsWith("Your items are set aside for you");
  }

  @Test
  void theModelIsTheOneTheOrderRunsOnAndAClientsOneSaysNothingOfHowItIsCarriedOut() {
    String id = orders.place();
    String whole = get("operator", "/api/operations/orders/" + id + "/model").body();
    assertThat(whole).contains("retryCycle", "id=\"ChargePayment\"", "BPMNShape");
    Http.Reply drawn = get("client", "/api/orders/" + id + "/model");
    assertThat(drawn.status()).isEqualTo(200);
    assertThat(drawn.body())
        .contains("id=\"ChargePayment\"", "BPMNShape")
        .doesNotContain("retryCycle", "payment.charge", "failureReason", "conditionExpression");
  }

  @Test
  void aStoryThatHasNotChangedIsNotSentAgain() {
    String id = orders.place();
    String path = "/api/orders/" + id + "/story";
    String tag = get("client", path).header("ETag");
    Http client = Http.as(port, "client");
    Http.Reply again = client.send(client.request("GET", path, null, "If-None-Match", tag));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    orders.step(id, "order.create");
    assertThat(client.send(client.request("GET", path, null, "If-None-Match", tag)).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"story", "model"})
  void anUnknownOrderIsNotFound(String what) {
    Http.Reply operators = get("operator", "/api/operations/orders/ord-nobody/" + what);
    assertThat(operators.status()).isEqualTo(404);
    assertThat(get("client", "/api/orders/ord-nobody/" + what).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "operator, 200, 200",
    "admin, 200, 200",
    "client, 403, 200",
    "reviewer, 403, 403",
    "process-owner, 403, 403",
    "payment-worker, 403, 403",
    ", 401, 401"
  })
  void eachRoleReadsItsOwnStory(String user, int operators, int clients) {
    Http reader = user == null ? Http.stranger(port) : Http.as(port, user);
    String id = orders.place();
    for (String what : List.of("/story", "/model")) {
      assertThat(reader.get("/api/operations/orders/" + id + what).status()).isEqualTo(operators);
      assertThat(reader.get("/api/orders/" + id + what).status()).isEqualTo(clients);
    }
    assertThat(reader.get("/orders/" + id).status()).isEqualTo(clients);
    assertThat(reader.get("/orders/assets/page.js").status()).isEqualTo(clients);
  }

  @Test
  void thePageRunsItsOwnScriptsOnlyAndAsksForALogin() {
    Http.Reply page = get("client", "/orders/ord-1");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("default-src 'none'; script-src 'self'; style-src 'self';")
        .doesNotContain("unsafe-eval");
    assertThat(page.body()).doesNotContain("<script>", "style=", "onclick");
    for (String file : List.of("page.js", "story.js", "bpmn-viewer.js", "story.css")) {
      Http.Reply asset = get("client", "/orders/assets/" + file);
      assertThat(asset.status()).as(file).isEqualTo(200);
      assertThat(asset.header("Content-Type")).startsWith("text/");
    }
    assertThat(get("client", "/orders/assets/plugin.js").status()).isEqualTo(404);
    Http.Reply stranger = Http.stranger(port).get("/orders/ord-1");
    assertThat(stranger.status()).isEqualTo(401);
    assertThat(stranger.header("WWW-Authenticate")).startsWith("Basic");
  }

  private Http.Reply get(String user, String path) {
    return Http.as(port, user).get(path);
  }

  private JsonNode story(String id) {
    Http.Reply reply = get("operator", "/api/operations/orders/" + id + "/story");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private JsonNode client(String id) {
    Http.Reply reply = get("client", "/api/orders/" + id + "/story");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private static List<String> titles(JsonNode story) {
    return story.get("entries").findValuesAsText("title");
  }

  private static List<String> elementIds(JsonNode nodes) {
    return nodes.findValuesAsText("elementId");
  }

  private static String state(JsonNode story, String elementId) {
    return find(story.get("elements"), "elementId", elementId).get("state").textValue();
  }

  private static JsonNode action(JsonNode story, String name) {
    return find(story.get("actions"), "name", name);
  }

  private static JsonNode entry(JsonNode story, String kind, String elementId) {
    return StreamSupport.stream(story.get("entries").spliterator(), false)
        .filter(entry -> entry.get("kind").textValue().equals(kind))
        .filter(entry -> elementId == null || elementId.equals(entry.get("elementId").textValue()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + kind + " in " + story.get("entries")));
  }

  private static JsonNode find(JsonNode nodes, String field, String value) {
    return StreamSupport.stream(nodes.spliterator(), false)
        .filter(node -> node.get(field).textValue().equals(value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + value + " in " + nodes));
  }

  private static void assertInOrder(JsonNode story) {
    List<Instant> times =
        story.get("entries").findValuesAsText("at").stream().map(Instant::parse).toList();
    assertThat(times).isSorted();
  }
}
