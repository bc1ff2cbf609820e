package org.ordersaga.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ordersaga.auditor.source.Database.CAMUNDA;
import static org.ordersaga.auditor.source.Database.INVENTORY;
import static org.ordersaga.auditor.source.Database.ORDERS;
import static org.ordersaga.auditor.source.Database.PAYMENTS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ordersaga.auditor.world.Order;
import org.ordersaga.auditor.world.Orders;
import org.ordersaga.auditor.world.Schemas;
import org.ordersaga.auditor.world.World;

/** A world that goes on while it is looked at, and what the report says of it. */
class InMotionTest {

  private static World world;

  @BeforeAll
  static void ordersAtRest() throws Exception {
    world = new World();
    Orders.atRest(world);
    world.keep();
  }

  @AfterEach
  void asBefore() {
    world.restore();
  }

  @AfterAll
  static void end() throws Exception {
    world.close();
  }

  private static World.Run audit(String... arguments) {
    return World.run(Auditor.command(world.environment()), arguments);
  }

  private static JsonNode json(String... arguments) throws Exception {
    World.Run run = audit(arguments);
    assertThat(run.err()).isEmpty();
    return new ObjectMapper().readTree(run.out());
  }

  /** At the second look, and at each one after it, an order is asked for alone. */
  private static void onSecondLookAt(String orderId, Runnable action) {
    world.onRequest(
        request -> {
          if (request.path().equals("/payments/ledger")
              && request.query().startsWith("reference=" + orderId + "&")) {
            action.run();
          }
        });
  }

  @Test
  void whatIsRightAtTheSecondLookIsNoViolation() {
    world.sql(ORDERS, "update customer_order set status = 'PENDING' where order_id = 'confirmed'");
    onSecondLookAt(
        "confirmed",
        () ->
            world.sql(
                ORDERS,
                "update customer_order set status = 'CONFIRMED' where order_id = 'confirmed'"));
    World.Run run = audit();
    assertThat(run.out()).contains("All invariants hold.");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aMailThatArrivesAfterTheInboxWasReadIsNoViolation() {
    world.inbox().removeIf(mail -> mail.get("messageId").equals("<confirmed.CONFIRMED>"));
    onSecondLookAt("confirmed", () -> world.mail("<confirmed.CONFIRMED>"));
    assertThat(audit().exitCode()).isZero();
  }

  @Test
  void anOrderThatMovesWheneverItIsLookedAtIsNotJudged() throws Exception {
    world.sql(ORDERS, "update customer_order set status = 'PENDING' where order_id = 'confirmed'");
    AtomicInteger looks = new AtomicInteger();
    onSecondLookAt(
        "confirmed",
        () ->
            world.sql(
                ORDERS,
                "update customer_order set total_amount = ? where order_id = 'confirmed'",
                looks.incrementAndGet()));
    JsonNode report = json("--json");
    assertThat(report.path("violated").asBoolean()).isFalse();
    assertThat(report.path("notAtRest")).hasSize(1);
    assertThat(report.path("notAtRest").get(0).path("reasons").get(0).asText())
        .isEqualTo("moved whenever it was looked at");
    assertThat(looks).hasValueGreaterThan(2);
  }

  @Test
  void anOrderThatMovedOnceAndIsWrongStillIsNamed() throws Exception {
    world.sql(ORDERS, "update customer_order set status = 'PENDING' where order_id = 'confirmed'");
    onSecondLookAt(
        "confirmed",
        () ->
            world.sql(
                ORDERS, "update customer_order set total_amount = 7 where order_id = 'confirmed'"));
    assertThat(audit("--json").exitCode()).isEqualTo(1);
  }

  @Test
  void anOrderAcceptedWhileOthersAreReadIsNoStranger() {
    world.sql(
        PAYMENTS,
        "insert into step_execution (order_id, step, occurrence, state) values ('brandnew',"
            + " 'payment.charge', '', 'REFUSED')");
    onSecondLookAt(
        "brandnew",
        () -> Order.accepted(world, "brandnew").standsAt("CreateOrder", "order.create"));
    World.Run run = audit();
    assertThat(run.out()).contains("not at rest: 1").contains("brandnew: step CreateOrder");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aPageThatShiftsIsReadOnce() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    world.onRequest(
        request -> {
          if (request.path().equals("/inbox") && pages.incrementAndGet() == 2) {
            world.mail("<confirmed.CONFIRMED>");
          }
        });
    JsonNode report = json("--json");
    assertThat(report.path("violated").asBoolean()).isFalse();
    assertThat(report.path("mailRepeats").path("count").asInt()).isZero();
  }

  @Test
  void repeatedMailsAreCountedApart() throws Exception {
    world.mail("<confirmed.CONFIRMED>");
    world.mail("<confirmed.CONFIRMED>");
    world.mail("<delivered.DELIVERED>");
    World.Run run = audit();
    assertThat(run.out())
        .contains("Mails repeated with one Message-ID: 3")
        .contains("<confirmed.CONFIRMED> <delivered.DELIVERED>");
    assertThat(run.exitCode()).isZero();
    assertThat(json("--json").path("mailRepeats").path("messageIds")).hasSize(2);
  }

  @Test
  void theTableNamesTenAndCountsTheRest() {
    world.sql(INVENTORY, "delete from product_price");
    World.Run run = audit();
    assertThat(run.out())
        .contains("catalogue's price", "and 3 more")
        .contains("VIOLATED")
        .contains("I10 afterall: the price of BOOK-001 when it was reserved: expected null, found");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void jsonHasEverything() throws Exception {
    Orders.inMotion(world);
    world.sql(INVENTORY, "delete from product_price");
    JsonNode report = json("--json");
    assertThat(report.path("orders").asInt()).isEqualTo(22);
    assertThat(report.path("notAtRest")).hasSize(5);
    assertThat(report.path("invariants")).hasSize(10);
    JsonNode prices = report.path("invariants").get(9);
    assertThat(prices.path("id").asText()).isEqualTo("I10");
    assertThat(prices.path("checked").asInt()).isEqualTo(17);
    assertThat(prices.path("violated").asInt()).isEqualTo(prices.path("violatedBy").size());
    assertThat(prices.path("violations").size()).isGreaterThan(prices.path("violated").asInt());
    assertThat(report.path("money").path("EUR").path("kept").asLong())
        .isEqualTo(report.path("money").path("EUR").path("due").asLong())
        .isEqualTo(7 * Order.TOTAL);
  }

  @Test
  void whoDemandsRestIsToldWhatIsNotAtRestAndWhy() {
    Orders.inMotion(world);
    World.Run run = audit("--at-rest", "0");
    assertThat(run.out())
        .contains("NOT AT REST in the time given")
        .contains("paying: step ChargePayment (payment.charge)")
        .contains("settling: settlement of payment.charge open")
        .contains("stuck: incident failedExternalTask at ReserveInventory")
        .contains("not at rest: 5, of these 2 with an incident");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void whoDemandsRestWaitsForIt() throws Exception {
    Order.accepted(world, "nearlythere").standsAt("CreateOrder", "order.create");
    CompletableFuture<World.Run> audit =
        CompletableFuture.supplyAsync(() -> audit("--at-rest", "120"));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> auditorHasLooked());
    assertThat(audit).isNotDone();
    Orders.closes(world, "nearlythere");
    world.sql(CAMUNDA, "delete from act_ru_ext_task");
    World.Run run = audit.join();
    assertThat(run.out()).contains("All invariants hold.");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void nobodyWaitsForWhatWillNeverComeToRest() {
    endWithoutEnd("confirmed");
    Order.accepted(world, "lost");
    endWithoutEnd("lost");
    World.Run run = audit("--at-rest", "60");
    assertThat(run.out())
        .contains("I1 confirmed: its process is gone", "I1 lost: its process is gone");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(wholeLooks()).isOne();
  }

  /** As an administrator does who deletes a process. */
  private static void endWithoutEnd(String orderId) {
    String instance = "'instance-of-" + orderId + "'";
    world.sql(CAMUNDA, "delete from act_ru_execution where proc_inst_id_ = " + instance);
    world.sql(CAMUNDA, "delete from act_ru_event_subscr where proc_inst_id_ = " + instance);
    world.sql(CAMUNDA, "delete from act_ru_job where process_instance_id_ = " + instance);
    world.sql(CAMUNDA, "update act_hi_procinst set end_time_ = now() where id_ = " + instance);
  }

  @Test
  void betweenTwoAuditsThereIsAPause() {
    world.sql(ORDERS, "update customer_order set status = 'PENDING' where order_id = 'confirmed'");
    AtomicInteger looks = new AtomicInteger();
    onSecondLookAt(
        "confirmed",
        () ->
            world.sql(
                ORDERS,
                "update customer_order set total_amount = ? where order_id = 'confirmed'",
                looks.incrementAndGet()));
    World.Run run = audit("--at-rest", "3");
    assertThat(run.out()).contains("confirmed: moved whenever it was looked at");
    assertThat(wholeLooks()).isBetween(1L, 4L);
  }

  private static long wholeLooks() {
    return world.sandbox().requests().stream()
        .filter(request -> request.path().equals("/payments/ledger"))
        .filter(
            request -> request.query().startsWith("size=") && request.query().endsWith("page=0"))
        .count();
  }

  private static boolean auditorHasLooked() throws Exception {
    try (Connection connection = Schemas.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select exists (select from pg_stat_activity where usename = 'auditor'"
                    + " and datname = 'camunda' and query like '%act_ru_ext_task%')")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  @Test
  void anUntoldSettlementAndAPendingMessageAreNoRest() {
    world.sql(PAYMENTS, "update settlement set reported = 'OPEN' where order_id = 'settled'");
    world.sql(CAMUNDA, "update order_settlement set state = 'OPEN' where order_id = 'settled'");
    world.sql(
        CAMUNDA,
        "delete from order_event where order_id = 'settled' and kind = 'SETTLEMENT_CONFIRMED'");
    world.sql(
        CAMUNDA,
        "insert into order_message (order_id, kind, state, answer_status, answer, requested_at,"
            + " next_attempt_at) values ('confirmed', 'DELIVERY', 'PENDING', 202,"
            + " '{\"orderId\":\"confirmed\",\"delivery\":\"REQUESTED\"}', now(), now())");
    world.sql(
        CAMUNDA,
        "insert into order_event (order_id, time, kind, data) values ('confirmed', now(),"
            + " 'DELIVERY_REQUESTED', '{}')");
    World.Run run = audit();
    assertThat(run.out())
        .contains("settled: settlement of payment.charge not yet told to process-app")
        .contains("confirmed: DELIVERY not yet decided");
    assertThat(run.exitCode()).isZero();
  }
}
