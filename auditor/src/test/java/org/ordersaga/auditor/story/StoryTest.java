package org.ordersaga.auditor.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.auditor.generator.GeneratedWorld;
import org.ordersaga.auditor.source.CannotLook;
import org.ordersaga.auditor.source.Databases;
import org.ordersaga.auditor.source.Outside;
import org.ordersaga.auditor.world.Schemas;

/** On a hundred generated orders, some of which were tampered with for the rarer chapters. */
class StoryTest {

  private static final Pattern DIAGRAM_LINE =
      Pattern.compile(
          "sequenceDiagram"
              + "|  participant [a-z_]+ as [a-z -]+"
              + "|  Note over [a-z_]+: ([^#;<>\\n]|#\\d+;)+"
              + "|  [a-z_]+(->>|-->>|--x)[a-z_]+: ([^#;<>\\n]|#\\d+;)+");

  private static GeneratedWorld world;

  @BeforeAll
  static void generate() throws Exception {
    world = new GeneratedWorld(100);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void aDeliveredOrderIsToldFromTheCustomerToTheLastMail() throws Exception {
    String order = orderThatIs("DELIVERED");

    assertThat(tell(order))
        .startsWith("Order " + order + " is DELIVERED, ")
        .containsSubsequence(
            "process-app intake          order taken in",
            "process-app log             ORDER_ACCEPTED",
            "process-app engine          process instance ",
            "process-app log             STEP_STARTED CreateOrder, order.create",
            "order-worker ledger         order.create began",
            "order-worker                order written down",
            "inventory-worker ledger     inventory.reserve began",
            "inventory-worker            reservation over ",
            "payment-worker              payment of ",
            "payment provider            ch_",
            "payment-worker ledger       payment.charge done",
            "payment-worker              payment is CAPTURED, captured ",
            "carrier                     shipment shp_",
            "shipping-worker ledger      shipping.book done",
            "inventory-worker stock      COMMITTED ",
            "process-app log             STATUS_CHANGED PENDING to CONFIRMED",
            "notification-worker         message <" + order + ".CONFIRMED> intended",
            "mail server                 mail <" + order + ".CONFIRMED> in the inbox",
            "notification-worker         message <" + order + ".CONFIRMED> sent",
            "process-app log             DELIVERY_REQUESTED",
            "process-app messages        DELIVERY stored",
            "process-app messages        DELIVERY APPLIED",
            "order-worker                order is DELIVERED",
            "process-app log             STATUS_CHANGED CONFIRMED to DELIVERED",
            "mail server                 mail <" + order + ".DELIVERED> in the inbox",
            " COMPLETED at OrderDelivered");
  }

  @Test
  void aCancelledOrderShowsWhatWasUndoneAndInWhichOrder() throws Exception {
    String order = orderThatIs("CANCELLED");

    assertThat(tell(order))
        .startsWith("Order " + order + " is CANCELLED, CANCELLED, cancellation DONE, ")
        .contains("given back since: ")
        .containsSubsequence(
            "CANCELLATION_REQUESTED",
            "shipping.book undone",
            "STEP_UNDONE CancelShipment, shipping.cancel, shp_",
            "UNCOMMITTED ",
            "inventory.commit undone",
            "payment.charge undone",
            "STEP_UNDONE RefundPayment, payment.refund, re_",
            "RELEASED ",
            "inventory.reserve undone",
            "order is CANCELLED, CANCELLED",
            "CANCELLATION_DONE");
  }

  @Test
  void aWaitingOrderSaysWhereItStands() throws Exception {
    assertThat(tell(orderThatIs("CONFIRMED"))).contains("\nIt stands at WaitForDelivery\n");
  }

  @Test
  void anOrderInReviewSaysThatItWaitsForAPersonAndNotWhoDecided() throws Exception {
    String order = orderThatIs("CONFIRMED", 2);
    change(
        "camunda",
        """
        insert into act_ru_task (id_, rev_, execution_id_, proc_inst_id_, task_def_key_)
        select 'review', 1, id_, proc_inst_id_, 'ReviewOrder'
          from act_ru_execution where act_id_ is not null and proc_inst_id_ =
               (select process_instance_id from order_view where order_id = '%s')
        """
            .formatted(order),
        """
        insert into order_event (order_id, time, kind, data) values
          ('%1$s', now(), 'REVIEW_REQUESTED', '{"step":"ReviewOrder","reason":"Call Ada."}'),
          ('%1$s', now(), 'REVIEW_DECIDED', '{"step":"ReviewOrder","decision":"APPROVED","by":"eve"}')
        """
            .formatted(order));

    assertThat(tell(order))
        .contains(
            "It stands at WaitForDelivery, waits for a person\n",
            "process-app log             REVIEW_REQUESTED ReviewOrder\n",
            "process-app log             REVIEW_DECIDED ReviewOrder, APPROVED\n")
        .doesNotContain("Ada", "eve");
  }

  @Test
  void anOrderStuckInAnIncidentSaysItsCodeAndNotItsSentence() throws Exception {
    String order = orderThatIs("CONFIRMED", 1);
    change(
        "camunda",
        """
        insert into act_ru_incident (id_, rev_, incident_timestamp_, incident_msg_, incident_type_,
            execution_id_, activity_id_, proc_inst_id_, proc_def_id_)
        select 'incident', 1, localtimestamp, 'PROVIDER_TIMEOUT: call Ada at home', 'failedExternalTask',
            id_, act_id_, proc_inst_id_, proc_def_id_
          from act_ru_execution where act_id_ is not null and proc_inst_id_ =
               (select process_instance_id from order_view where order_id = '%s')
        """
            .formatted(order));

    assertThat(tell(order))
        .contains(
            "It stands at WaitForDelivery, incident PROVIDER_TIMEOUT\n",
            "process-app engine          incident at WaitForDelivery: PROVIDER_TIMEOUT\n")
        .doesNotContain("Ada");
  }

  @Test
  void aStepInDoubtAndItsSettlementAreTold() throws Exception {
    String order = orderThatIs("PAYMENT_UNAVAILABLE");
    change(
        "payments",
        "update step_execution set state = 'GIVEN_UP' where order_id = '%s'".formatted(order),
        """
        insert into settlement (order_id, step, occurrence, idempotency_key, input, state, attempts,
            last_problem, next_attempt_at, opened_at)
        values ('%s', 'payment.charge', '', 'key', '{}', 'OPEN', 3,
                'PROVIDER_UNREACHABLE: no answer', now(), now())
        """
            .formatted(order));
    change(
        "camunda",
        """
        insert into order_settlement (order_id, topic, state, opened_at, confirmed_at)
        values ('%1$s', 'payment.charge', 'CONFIRMED', now(), now());
        insert into order_event (order_id, time, kind, data)
        values ('%1$s', now(), 'SETTLEMENT_OPENED', '{"topic": "payment.charge"}'),
               ('%1$s', now(), 'GIVE_UP_REQUESTED', '{"by": "operator", "reason": "Ada phoned"}')
        """
            .formatted(order));

    assertThat(tell(order))
        .contains(
            "payment.charge given up with PAYMENT_UNAVAILABLE, its outcome is in doubt",
            "settlement of payment.charge opened, 3 attempt(s) so far, last PROVIDER_UNREACHABLE",
            "settlement of payment.charge OPEN",
            "settlement of payment.charge CONFIRMED",
            "SETTLEMENT_OPENED payment.charge",
            "GIVE_UP_REQUESTED\n",
            "  payment_worker-->>process_app: SETTLEMENT_OPENED payment.charge")
        .doesNotContain("Ada");
  }

  @Test
  void aStepThatWasUndoneBeforeItCameIsToldAsTombstone() throws Exception {
    change(
        "shipping",
        """
        insert into step_execution (order_id, step, occurrence, state, undone_at)
        values ('ghost', 'shipping.book', '', 'TOMBSTONE', now())
        """);

    assertThat(tell("ghost"))
        .startsWith("Order ghost is unknown to process-app\n")
        .contains("shipping.book was undone before it came", "shipping.book will never run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELIVERED",
        "CONFIRMED",
        "CANCELLED",
        "OUT_OF_STOCK",
        "PAYMENT_DECLINED",
        "SHIPPING_REJECTED",
        "PAYMENT_UNAVAILABLE"
      })
  void theDiagramIsMermaidAndHasOnlyWhoTookPart(String path) throws Exception {
    String diagram = json(orderThatIs(path)).get("mermaid").asText();

    assertThat(diagram.lines()).allMatch(line -> DIAGRAM_LINE.matcher(line).matches());
    List<String> participants =
        diagram
            .lines()
            .filter(line -> line.startsWith("  participant "))
            .map(line -> line.split(" ")[3])
            .toList();
    assertThat(participants).contains("customer", "process_app").doesNotHaveDuplicates();
    String rest =
        diagram
            .lines()
            .filter(line -> !line.startsWith("  participant "))
            .collect(Collectors.joining("\n"));
    assertThat(participants).allMatch(rest::contains);
    assertThat(diagram.contains("shipping_worker")).isEqualTo(!path.matches("OUT.*|PAYMENT.*"));
  }

  @Test
  void whoSaidNoIsDrawnAsNo() throws Exception {
    assertThat(tell(orderThatIs("PAYMENT_DECLINED")))
        .contains(
            "  payment_provider--xpayment_worker: payment is DECLINED",
            "  payment_worker--xprocess_app: STEP_REFUSED ChargePayment",
            "  mail_server-->>notification_worker: message #60;");
  }

  @Test
  void jsonSaysTheSameAsTheText() throws Exception {
    String order = orderThatIs("DELIVERED");
    String text = tell(order);
    JsonNode json = json(order);

    assertThat(json.get("orderId").asText()).isEqualTo(order);
    assertThat(json.at("/order/status").asText()).isEqualTo("DELIVERED");
    assertThat(json.get("standsAt")).isEmpty();
    assertThat(text).contains("```mermaid\n" + json.get("mermaid").asText() + "```\n");
    assertThat(json.get("facts").size()).isGreaterThan(40);
    json.get("facts").forEach(fact -> assertThat(text).contains(fact.get("what").asText()));
    assertThat(json.get("facts").findValuesAsText("time")).isSorted();
  }

  @Test
  void nobodysNameMailOrAddressIsToldInAnyStory() throws Exception {
    String oneOfEachKind =
        "select min(order_id) from customer_order group by status, failure_reason";
    for (String order : ask("orders", oneOfEachKind)) {
      assertThat(tell(order))
          .doesNotContain("@", "Customer ", "Example Street", "10115", "Berlin", "cust-", "tok_");
    }
  }

  @Test
  void anOrderThatNobodyKnowsIsOneSentence() {
    assertThatThrownBy(() -> tell("nope"))
        .isInstanceOf(CannotLook.class)
        .hasMessage("There is no order nope, in no database and not outside.");
  }

  @Test
  void aDatabaseOfBeforeSettlementsIsReadAsWell() throws Exception {
    change("shipping", "alter table settlement rename to settlement_of_later");
    try {
      assertThat(tell(orderThatIs("DELIVERED"))).contains("shipping.book done");
    } finally {
      change("shipping", "alter table settlement_of_later rename to settlement");
    }
  }

  private static String tell(String order) {
    return tell(order, false);
  }

  private static JsonNode json(String order) throws Exception {
    return new ObjectMapper().readTree(tell(order, true));
  }

  private static String tell(String order, boolean json) {
    StringWriter text = new StringWriter();
    try (Databases databases = new Databases(world.settings());
        PrintWriter out = new PrintWriter(text)) {
      assertThat(new Story(databases, new Outside(world.settings())).tell(order, json, out))
          .isZero();
    }
    return text.toString();
  }

  private static String orderThatIs(String statusOrReason) throws SQLException {
    return orderThatIs(statusOrReason, 0);
  }

  private static String orderThatIs(String statusOrReason, int number) throws SQLException {
    return ask(
            "camunda",
            "select order_id from order_view where '%s' in (status, failure_reason) order by order_id"
                .formatted(statusOrReason))
        .get(number);
  }

  private static List<String> ask(String database, String sql) throws SQLException {
    try (Connection connection = Schemas.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  private static void change(String database, String... statements) throws SQLException {
    try (Connection connection = Schemas.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
