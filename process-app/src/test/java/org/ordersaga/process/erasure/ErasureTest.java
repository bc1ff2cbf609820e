package org.ordersaga.process.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.ordersaga.test.DatabaseSearch;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProcessAppTest
class ErasureTest {

  @LocalServerPort int port;
  @Autowired DataSource database;
  @Autowired JdbcClient jdbc;
  @Autowired TaskService tasks;
  @Autowired HistoryService history;

  /** Stands wherever somebody could write who the customer is. */
  private final String marker = "Q" + Orders.newId().substring(4, 12);

  private final String customer = "cust-" + Orders.newId().substring(4, 16);
  private Orders orders;
  private Http admin;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
    admin = Http.as(port, "admin");
  }

  @Test
  void nothingInTheDatabaseTellsWhoTheCustomerOfEndedOrdersWas() throws Exception {
    List<String> ended =
        List.of(reviewedAndRefused(), failedAndDelivered(), refused(), givenUpByAnOperator());
    assertThat(found())
        .as("the search finds what is there")
        .anyMatch(place -> place.startsWith("public.act_hi_varinst.text_"))
        .anyMatch(place -> place.startsWith("public.act_hi_detail.text_"))
        .anyMatch(place -> place.startsWith("public.act_hi_comment.full_msg_"))
        .anyMatch(place -> place.startsWith("public.act_hi_attachment.name_"))
        .anyMatch(place -> place.startsWith("public.act_hi_op_log.annotation_"))
        .anyMatch(place -> place.startsWith("public.act_hi_ext_task_log.error_msg_"))
        .anyMatch(place -> place.startsWith("public.act_hi_incident.incident_msg_"))
        .anyMatch(place -> place.startsWith("public.act_ge_bytearray.bytes_"))
        .anyMatch(place -> place.startsWith("public.incident_raise.reason"))
        .anyMatch(place -> place.startsWith("public.order_event.data"))
        .anyMatch(place -> place.startsWith("public.order_view.failure_message"));
    List<List<String>> kinds = ended.stream().map(orders::kinds).toList();

    JsonNode plan = begin(false);
    assertThat(texts(plan.get("ended"))).containsExactlyInAnyOrderElementsOf(ended);
    assertThat(plan.get("open")).isEmpty();
    JsonNode erased = erase(ended, false).json();

    assertThat(erased.get("engine: process instances with their history").asInt()).isEqualTo(4);
    assertThat(found()).isEmpty();
    assertThat(ended.stream().map(orders::kinds).toList()).isEqualTo(kinds);
    assertThat(orders.get(ended.get(2)).get("failureReason").textValue())
        .isEqualTo("PAYMENT_DECLINED");
    assertThat(orders.get(ended.get(2)).get("failureMessage").textValue()).isEqualTo("(erased)");
    assertThat(erase(ended, false).json()).as("a repeat").allMatch(count -> count.asInt() == 0);
  }

  @Test
  void aRepeatOfAStartIsStillAnsweredAsOneAndAnotherContentIsRefused() {
    String id = Orders.newId();
    Http.Reply first = place(id);
    end(id, "payment.charge");

    erase(List.of(id), false);

    Http.Reply again = place(id);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    Http client = Http.as(port, "client");
    assertThat(client.post("/api/orders", Orders.order(id).toString()).status()).isEqualTo(409);
  }

  @Test
  void anOrderOnItsWayIsNamedAndRefusedTogetherWithTheOthers() throws Exception {
    String ended = Orders.newId();
    place(ended);
    end(ended, "order.create");
    String open = Orders.newId();
    place(open);
    String unsettled = Orders.newId();
    place(unsettled);
    end(unsettled, "order.create");
    jdbc.sql(
            """
            insert into order_settlement (order_id, topic, state, opened_at)
            values (?, 'payment.charge', 'OPEN', now())
            """)
        .param(unsettled)
        .update();
    List<String> before = found();

    JsonNode plan = begin(false);

    assertThat(texts(plan.get("ended"))).containsExactly(ended);
    assertThat(texts(plan.get("open"))).containsExactlyInAnyOrder(open, unsettled);
    for (String other : List.of(open, unsettled, "ord-unknown")) {
      Http.Reply refused = erase(List.of(ended, other), false);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body()).contains(other).doesNotContain(ended);
    }
    assertThat(found()).isEqualTo(before);
    jdbc.sql("update order_settlement set state = 'CONFIRMED' where order_id = ?")
        .param(unsettled)
        .update();
    assertThat(texts(begin(true).get("ended"))).contains(unsettled);
  }

  @Test
  void aDryRunCountsChangesNothingAndLeavesNoTrace() throws Exception {
    String id = Orders.newId();
    place(id);
    end(id, "payment.charge");
    List<String> before = found();

    assertThat(begin(true).get("id").isNull()).isTrue();
    JsonNode counted = erase(List.of(id), true).json();

    assertThat(counted.get("engine: process instances with their history").asInt()).isOne();
    assertThat(counted.get("order_event").asInt()).isOne();
    assertThat(found()).isEqualTo(before);
    assertThat(erasures()).isZero();
  }

  @Test
  void theLogOfErasuresSaysWhatWasErasedOnceAndNothingAboutThePerson() {
    String id = Orders.newId();
    place(id);
    end(id, "payment.charge");
    long erasure = begin(false).get("id").asLong();

    assertThat(begin(false).get("id").asLong()).as("after a crash").isEqualTo(erasure);
    String report = "{\"erased\":{\"order-worker\":{\"customer_order\":1}}}";
    assertThat(admin.put("/api/erasures/" + erasure, report).status()).isEqualTo(204);
    assertThat(admin.put("/api/erasures/" + erasure, report).status()).isEqualTo(404);

    assertThat(
            jdbc.sql("select * from erasure where customer_id = ?")
                .param(customer)
                .query()
                .singleRow())
        .containsEntry("requested_by", "admin")
        .containsEntry("orders", 1)
        .containsEntry("open_orders", 0)
        .hasEntrySatisfying(
            "erased",
            erased ->
                assertThat(erased.toString())
                    .isEqualTo("{\"order-worker\": {\"customer_order\": 1}}"));
    assertThat(begin(false).get("id").asLong()).as("another time").isNotEqualTo(erasure);
  }

  @Test
  void aCustomerWithoutOrdersLeavesNoTrace() {
    JsonNode plan = begin(false);

    assertThat(plan.get("id").isNull()).isTrue();
    assertThat(plan.get("ended")).isEmpty();
    assertThat(erasures()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "client", "reviewer", "process-owner", "order-worker"})
  void nobodyButAnAdministratorErases(String user) {
    assertErasesNothing(Http.as(port, user), 403);
  }

  @Test
  void aStrangerErasesNothing() {
    assertErasesNothing(Http.stranger(port), 401);
  }

  private static void assertErasesNothing(Http other, int status) {
    assertThat(other.post("/api/erasures", "{\"customerId\":\"c\"}").status()).isEqualTo(status);
    assertThat(other.post("/api/erasures/orders", "{\"orderIds\":[\"o\"]}").status())
        .isEqualTo(status);
    assertThat(other.put("/api/erasures/1", "{\"erased\":{}}").status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "|{}",
        "|{\"customerId\":\"a b\"}",
        "|{\"customerId\":7,\"dryRun\":[]}",
        "/orders|{\"orderIds\":[]}",
        "/orders|{\"orderIds\":[null]}",
        "/orders|{\"orderIds\":[\"a'b\"]}"
      })
  void aBadRequestIsRefused(String path, String body) {
    Http.Reply reply = admin.post("/api/erasures" + (path == null ? "" : path), body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
  }

  @Test
  void aReportThatIsMoreThanCountsIsRefused() {
    for (String erased :
        List.of("null", "{\"a\":{\"b\":-1}}", "{\"a\":{\"ada@example.com\":1}}", "{\"a\":null}")) {
      assertThat(admin.put("/api/erasures/1", "{\"erased\":" + erased + "}").status())
          .as(erased)
          .isEqualTo(400);
    }
  }

  @Test
  void theOrderLogStaysAppendOnlyForEverythingElse() {
    String id = Orders.newId();
    place(id);
    for (String change :
        List.of(
            "data = '{}'", "kind = 'ORDER_ABANDONED'", "data = data || '{\"message\":\"x\"}'")) {
      assertThatThrownBy(
              () ->
                  jdbc.sql("update order_event set " + change + " where order_id = ?")
                      .param(id)
                      .update())
          .as(change)
          .hasMessageContaining("append-only");
    }
  }

  private Http.Reply place(String id) {
    ObjectNode order = Orders.order(id).put("customerId", customer);
    order.put("email", marker + "@example.com");
    ObjectNode address = order.withObject("/shippingAddress");
    for (String field : List.of("name", "street", "postalCode", "city")) {
      address.put(field, marker + " of " + field.charAt(0));
    }
    return Http.as(port, "client").post("/api/orders", order.toString());
  }

  private String reviewedAndRefused() {
    String id = Orders.newId();
    place(id);
    orders.step(id, "order.create");
    orders.complete(
        id,
        "inventory.reserve",
        """
        {"totalAmount":{"value":64990,"type":"Long"},
         "units":{"value":1,"type":"Integer"}}""");
    orders.await(id, "status", "IN_REVIEW");
    String task = tasks.createTaskQuery().processInstanceBusinessKey(id).singleResult().getId();
    tasks.createComment(task, null, "Called " + marker);
    tasks.createAttachment("text", task, null, marker, marker, "https://example.com");
    Http.as(port, "reviewer")
        .post(
            "/engine-rest/task/" + task + "/complete",
            """
            {"variables":{"reviewDecision":{"value":"refuse"},
                          "reviewReason":{"value":"Not to %s."}}}"""
                .formatted(marker));
    String operation =
        history.createUserOperationLogQuery().taskId(task).list().get(0).getOperationId();
    history.setAnnotationForOperationLogById(operation, "Asked for by " + marker);
    return ended(id);
  }

  private String failedAndDelivered() {
    String id = Orders.newId();
    place(id);
    orders.step(id, "order.create");
    String task = orders.fetch(id, "inventory.reserve");
    orders
        .worker("inventory.reserve")
        .post(
            "/engine-rest/external-task/" + task + "/failure",
            """
            {"workerId":"test","errorMessage":"BROKEN: %1$s","errorDetails":"at %1$s.java",
             "retries":0,"retryTimeout":0}"""
                .formatted(marker));
    Http.Reply raised =
        Http.as(port, "operator")
            .post(
                "/api/operations/incidents/raises",
                """
                {"topic":"inventory.reserve","code":"BROKEN","reason":"%s says it is mended."}"""
                    .formatted(marker));
    assertThat(raised.status()).as(raised.body()).isEqualTo(202);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                jdbc.sql("select retries_ from act_ru_ext_task where id_ = ?")
                    .param(task)
                    .query(Integer.class)
                    .single(),
            retries -> retries > 0);
    for (String topic :
        List.of(
            "inventory.reserve",
            "payment.charge",
            "shipping.book",
            "inventory.commit",
            "order.confirm")) {
      orders.step(id, topic);
    }
    orders.await(id, "status", "CONFIRMED");
    Http.as(port, "client").post("/api/orders/" + id + "/delivery", null);
    orders.complete(id, "order.complete");
    return ended(id);
  }

  private String refused() {
    String id = Orders.newId();
    place(id);
    return end(id, "payment.charge");
  }

  /** Brings an order to a step, and has it refused there. */
  private String end(String id, String topic) {
    for (String earlier : List.of("order.create", "inventory.reserve")) {
      if (!earlier.equals(topic)) {
        orders.step(id, earlier);
      } else {
        break;
      }
    }
    String code = topic.equals("order.create") ? "ORDER_INVALID" : "PAYMENT_DECLINED";
    orders.refuse(id, topic, code, "Not from " + marker + ".");
    return ended(id);
  }

  private String givenUpByAnOperator() {
    String id = Orders.newId();
    place(id);
    orders.step(id, "order.create");
    orders.fetch(id, "inventory.reserve");
    Http.as(port, "operator")
        .post(
            "/api/operations/orders/" + id + "/give-up",
            "{\"reason\":\"" + marker + " asked for it.\"}");
    return ended(id);
  }

  /** Carries out whatever the order still stands at, until its process has ended. */
  private String ended(String id) {
    Awaitility.await()
        .until(
            () -> {
              orders.openTopics(id).forEach(topic -> orders.complete(id, topic));
              return history
                      .createHistoricProcessInstanceQuery()
                      .processInstanceBusinessKey(id)
                      .finished()
                      .count()
                  == 1;
            });
    return id;
  }

  private JsonNode begin(boolean dryRun) {
    Http.Reply reply =
        admin.post(
            "/api/erasures", "{\"customerId\":\"" + customer + "\",\"dryRun\":" + dryRun + "}");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private Http.Reply erase(List<String> orderIds, boolean dryRun) {
    return admin.post(
        "/api/erasures/orders",
        "{\"orderIds\":[\"" + String.join("\",\"", orderIds) + "\"],\"dryRun\":" + dryRun + "}");
  }

  private long erasures() {
    return jdbc.sql("select count(*) from erasure where customer_id = ?")
        .param(customer)
        .query(Long.class)
        .single();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).forEach(texts::add);
    return texts;
  }

  private List<String> found() throws SQLException {
    try (Connection connection = database.getConnection()) {
      return DatabaseSearch.find(connection, marker);
    }
  }
}
