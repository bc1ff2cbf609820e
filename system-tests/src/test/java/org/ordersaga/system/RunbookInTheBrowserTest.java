package org.ordersaga.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the runbook says of its codes: each is brought about for real, seen in Cockpit, and mastered
 * there as its entry says. Another entry is another line of {@link #entries}.
 */
@ExtendWith({Browser.class, AuditedInstallation.class})
class RunbookInTheBrowserTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String REASON = "The runbook says so.";

  private static final String REPETITION = "repeat-notification.bpmn";

  private static final Step NOTIFY =
      new Step("notification.send", "NotifyOfConfirmation", "Notify customer");
  private static final Step NOTIFY_OF_DELIVERY =
      new Step("notification.send", "NotifyOfDelivery", "Notify of delivery");
  private static final Step CHARGE = new Step("payment.charge", "ChargePayment", "Charge payment");
  private static final Step REFUND = new Step("payment.refund", "RefundPayment", "Refund payment");
  private static final Step CANCEL =
      new Step("shipping.cancel", "CancelShipment", "Cancel shipment");
  private static final Step COMMIT =
      new Step("inventory.commit", "CommitInventory", "Commit inventory");
  private static final Step COMPLETE =
      new Step("order.complete", "CompleteOrder", "Complete order");
  private static final Step REMINDER = new Step("", "ReminderDue", "Reminder due");

  /** One of each way out; with all of them every build would take minutes longer. */
  private static final Set<String> EACH_BUILD =
      Set.of("PROVIDER_BUSY", "MAIL_ADDRESS_REFUSED", "INPUT_INVALID", "STEP_FAILED", "failedJob");

  /** What ends the causes of the running test, the last one first. */
  private static final Deque<Runnable> REPAIRS = new ArrayDeque<>();

  private static Installation installation;
  private static Shop shop;
  private static String model;

  /**
   * Where an order stands.
   *
   * @param topic empty where the engine itself is at work
   * @param element its id in the model
   * @param name as it is drawn
   */
  record Step(String topic, String element, String name) {}

  /**
   * An entry of the runbook.
   *
   * @param code as it is headed
   * @param says what the message on top of the order has
   * @param cause has the order with that id stand at the step
   * @param cure ends the cause
   * @param action what the operator does then
   * @param told what the order's timeline says of it in the end
   * @param status the order's, in the end
   */
  record Entry(
      String code,
      String says,
      Step step,
      Consumer<String> cause,
      Consumer<Cockpit> cure,
      BiConsumer<Cockpit, Entry> action,
      String told,
      String status) {

    Entry(
        String code,
        Step step,
        Consumer<String> cause,
        Consumer<Cockpit> cure,
        BiConsumer<Cockpit, Entry> action,
        String told,
        String status) {
      this(code, code + ":", step, cause, cure, action, told, status);
    }

    String orderId() {
      return "runbook-" + code.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
      return code;
    }
  }

  private static Stream<Entry> entries() {
    return Stream.of(
        new Entry(
            "PROVIDER_TIMEOUT",
            REFUND,
            id -> refundMeets(id, Map.of("timeoutRate", 1.0)),
            RunbookInTheBrowserTest::repaired,
            RunbookInTheBrowserTest::retry,
            "Refund payment: undone",
            "cancelled"),
        new Entry(
            "PROVIDER_UNREACHABLE",
            CANCEL,
            RunbookInTheBrowserTest::cancelledWithoutOutside,
            RunbookInTheBrowserTest::repaired,
            RunbookInTheBrowserTest::raise,
            "Cancel shipment: undone",
            "cancelled"),
        new Entry(
            "PROVIDER_BUSY",
            REFUND,
            id -> refundMeets(id, Map.of("failNext", 1, "failWith", 429)),
            RunbookInTheBrowserTest::repaired,
            RunbookInTheBrowserTest::incrementRetries,
            "Refund payment: undone",
            "cancelled"),
        new Entry(
            "PROVIDER_LOGIN_REFUSED",
            REFUND,
            id -> refundMeets(id, Map.of("failNext", 1, "failWith", 401)),
            RunbookInTheBrowserTest::repaired,
            RunbookInTheBrowserTest::raise,
            "Refund payment: undone",
            "cancelled"),
        new Entry(
            "PROVIDER_REJECTED_CALL",
            REFUND,
            id -> refundMeets(id, Map.of("failNext", 1, "failWith", 422)),
            RunbookInTheBrowserTest::stays,
            RunbookInTheBrowserTest::byHand,
            "Refund payment: undone",
            "cancelled"),
        new Entry(
            "AMOUNT_MISMATCH",
            CHARGE,
            RunbookInTheBrowserTest::chargedOverAnotherAmount,
            RunbookInTheBrowserTest::stays,
            RunbookInTheBrowserTest::giveUp,
            "Charge payment: refused",
            "rejected"),
        new Entry(
            "MAIL_SERVER_UNREACHABLE",
            NOTIFY_OF_DELIVERY,
            RunbookInTheBrowserTest::deliveredWithoutOutside,
            RunbookInTheBrowserTest::repaired,
            RunbookInTheBrowserTest::retry,
            "Notify of delivery: done",
            "delivered"),
        new Entry(
            "MAIL_ADDRESS_REFUSED",
            NOTIFY,
            RunbookInTheBrowserTest::confirmedToNobody,
            cockpit -> cockpit.correct("email", "String", "ada@example.com"),
            RunbookInTheBrowserTest::retry,
            "Notify customer: done",
            "confirmed"),
        new Entry(
            "MAIL_ADDRESS_INVALID",
            NOTIFY_OF_DELIVERY,
            id -> deliveredWith(id, "email", "no address"),
            cockpit -> cockpit.correct("email", "String", "ada@example.com"),
            RunbookInTheBrowserTest::retry,
            "Notify of delivery: done",
            "delivered"),
        new Entry(
            "INPUT_INVALID",
            NOTIFY_OF_DELIVERY,
            id -> deliveredWith(id, "lines", "one book"),
            cockpit ->
                cockpit.correct("lines", "String", "[{\"sku\":\"BOOK-001\",\"quantity\":1}]"),
            RunbookInTheBrowserTest::retry,
            "Notify of delivery: done",
            "delivered"),
        new Entry(
            "STEP_FAILED",
            COMPLETE,
            RunbookInTheBrowserTest::deliveredToADatabaseThatRefuses,
            RunbookInTheBrowserTest::repaired,
            RunbookInTheBrowserTest::raise,
            "Complete order: done",
            "delivered"),
        new Entry(
            "DELIVERIES_EXHAUSTED",
            CANCEL,
            RunbookInTheBrowserTest::cancelledByAWorkerThatDies,
            RunbookInTheBrowserTest::repaired,
            RunbookInTheBrowserTest::retry,
            "Cancel shipment: undone",
            "cancelled"),
        new Entry(
            "REPORT_REFUSED",
            CANCEL,
            RunbookInTheBrowserTest::cancelledTooLateWithoutACount,
            cockpit -> cockpit.correct("reminderCount", "Integer", "0"),
            RunbookInTheBrowserTest::retry,
            "Cancel shipment: refused",
            "confirmed"),
        new Entry(
            "ORDER_OVERDUE",
            COMMIT,
            RunbookInTheBrowserTest::overdueBehindTheBooking,
            RunbookInTheBrowserTest::repaired,
            RunbookInTheBrowserTest::retry,
            "Commit inventory: done",
            "confirmed"),
        new Entry(
            "failedJob",
            "reminderCount",
            REMINDER,
            RunbookInTheBrowserTest::dueForAReminderWithoutACount,
            cockpit -> cockpit.correct("reminderCount", "Integer", "0"),
            RunbookInTheBrowserTest::retry,
            "Remind of delivery: done",
            "confirmed"));
  }

  /**
   * The real model, but that it asks for an operator at once and not after an hour, does not refuse
   * an order for want of a charge, and takes a single death for the task's fault.
   */
  @BeforeAll
  static void meet(Installation running) {
    installation = running;
    shop = new Shop(running);
    model = Shop.resource("bpmn/order-process.bpmn");
    String hasty = ModelDeployment.set(model, "CommitInventory", "retryCycle", "PT1H");
    hasty = ModelDeployment.set(hasty, "ChargePayment", "onRetriesExhausted", "incident");
    hasty = ModelDeployment.set(hasty, "CancelShipment", "maxDeliveries", "1");
    hasty = ModelDeployment.set(hasty, "CancelShipment", "lockDuration", "PT5S");
    for (Step step : List.of(NOTIFY, NOTIFY_OF_DELIVERY, CHARGE, REFUND, CANCEL, COMPLETE)) {
      hasty = ModelDeployment.set(hasty, step.element(), "retryCycle", "R0/PT1S");
    }
    shop.deploy(hasty);
    String repetition = Shop.resource("operations/" + REPETITION);
    shop.deploy(
        REPETITION, ModelDeployment.set(repetition, "NotifyAgain", "retryCycle", "R0/PT1S"));
  }

  @AfterAll
  static void deployTheRealModels() {
    shop.deploy(model);
    shop.deploy(REPETITION, Shop.resource("operations/" + REPETITION));
  }

  @AfterEach
  void allIsWellAgain() {
    repair();
  }

  static Stream<Entry> entriesOfEachBuild() {
    return entries().filter(entry -> EACH_BUILD.contains(entry.code()));
  }

  static Stream<Entry> otherEntries() {
    return entries().filter(entry -> !EACH_BUILD.contains(entry.code()));
  }

  @ParameterizedTest
  @MethodSource("entriesOfEachBuild")
  void theOperatorSeesDoesAndBringsAboutWhatTheEntrySays(Entry entry, Page page) {
    operate(entry, page);
  }

  @Tag("runbook")
  @ParameterizedTest
  @MethodSource("otherEntries")
  void theOperatorSeesDoesAndBringsAboutWhatTheOtherEntriesSay(Entry entry, Page page) {
    operate(entry, page);
  }

  private static void operate(Entry entry, Page page) {
    String orderId = entry.orderId();
    entry.cause().accept(orderId);

    Cockpit cockpit = Cockpit.logIn(page, installation);
    Locator cause = cockpit.cause(orderId);
    assertThat(cause).containsText(entry.step().topic());
    assertThat(cause).containsText(entry.code());
    cause.getByRole(AriaRole.LINK).click();
    assertThat(cockpit.element(entry.step().element())).hasClass(Pattern.compile("os-is-incident"));
    assertThat(cockpit.badge()).hasText("!");
    assertThat(cockpit.trouble()).containsText(entry.step().name());
    assertThat(cockpit.trouble()).containsText(entry.says());

    entry.cure().accept(cockpit);
    cockpit.show(orderId);
    entry.action().accept(cockpit, entry);

    assertThat(cockpit.told(entry.told())).isVisible();
    assertThat(cockpit.status()).hasText(entry.status());
    assertThat(cockpit.trouble()).hasCount(0);
    cockpit.orders();
    assertThat(cockpit.cause(orderId)).hasCount(0);
  }

  @Tag("runbook")
  @Test
  void ordersWaitForAProviderThatIsDownAndGoOnByThemselvesWhenItIsBack(Page page) {
    faulty("payments", Map.of("errorRate", 1.0));
    List<String> failed = new ArrayList<>();
    String waiting = placeUntilOneWaits(failed);

    Cockpit cockpit = Cockpit.logIn(page, installation);
    // Those that found out that it is down; the one that waits is no incident.
    assertThat(cockpit.cause("PROVIDER_ERROR").locator("td").nth(2))
        .hasText(String.valueOf(failed.size()));
    assertThat(cockpit.cause("PROVIDER_DOWN")).hasCount(0);
    cockpit.show(waiting);
    assertThat(cockpit.element("ChargePayment")).hasClass(Pattern.compile("os-is-active"));
    assertThat(cockpit.token()).containsText("tries again at");
    assertThat(cockpit.token()).containsText("PROVIDER_DOWN:");
    assertThat(cockpit.trouble()).hasCount(0);

    repair();
    assertThat(cockpit.told("Charge payment: done")).isVisible();
    assertThat(cockpit.told("attempt 1 failed")).hasCount(0);
    assertThat(cockpit.status()).hasText("confirmed");
    cockpit.orders();
    raiseAll(cockpit, cockpit.cause("PROVIDER_ERROR"), failed.size());
    failed.forEach(orderId -> shop.order(orderId, "CONFIRMED"));
    failed.forEach(orderId -> assertThat(shop.ledger(orderId)).hasSize(1));
  }

  @Test
  void aRepetitionOfAMessageThatIsNotOnRecordIsDeletedByTheAdministrator(Page page) {
    String orderId = "runbook-nothing-to-repeat";
    confirmed(orderId);
    rename("<" + orderId + ".CONFIRMED>", "<" + orderId + ".restored>");
    REPAIRS.push(() -> rename("<" + orderId + ".restored>", "<" + orderId + ".CONFIRMED>"));
    Cockpit cockpit = Cockpit.logIn(page, installation);
    cockpit.show(orderId);
    cockpit.act("Repeat notification: confirmed", REASON);
    assertThat(cockpit.told("Notification repeated: CONFIRMED")).containsText(REASON);

    cockpit.orders();
    assertThat(cockpit.cause(orderId)).containsText("notification.send");
    assertThat(cockpit.cause(orderId)).containsText("NOTHING_TO_REPEAT");

    try (BrowserContext context = page.context().browser().newContext()) {
      Page visit = context.newPage();
      Webapp.logIn(visit, installation, "cockpit", "admin");
      new Cockpit(visit).delete("Repeat notification", orderId);
    }
    assertThat(cockpit.cause(orderId)).hasCount(0);
    cockpit.show(orderId);
    assertThat(cockpit.status()).hasText("confirmed");
  }

  // Causes

  private static void confirmed(String orderId) {
    shop.place(Shop.order(orderId));
    shop.order(orderId, "CONFIRMED");
    // What befalls the outside next is not meant for the confirmation's mail.
    await("the confirmation of " + orderId)
        .atMost(PATIENCE)
        .until(() -> shop.tasks(orderId).isEmpty());
  }

  /** Until it is repaired. */
  private static void faulty(String target, Map<String, Object> fault) {
    shop.fault(target, fault);
    REPAIRS.push(shop::noFaults);
  }

  private static void refundMeets(String orderId, Map<String, Object> fault) {
    confirmed(orderId);
    faulty("payments", fault);
    shop.cancel(orderId);
    awaitIncident(orderId);
  }

  private static void cancelledWithoutOutside(String orderId) {
    confirmed(orderId);
    takeTheOutsideDown();
    shop.cancel(orderId);
    awaitIncident(orderId);
  }

  private static void deliveredWithoutOutside(String orderId) {
    confirmed(orderId);
    takeTheOutsideDown();
    shop.deliver(orderId);
    awaitIncident(orderId);
  }

  /** Carrier, payment provider and mail server: nobody listens at their ports. */
  private static void takeTheOutsideDown() {
    REPAIRS.push(() -> installation.bringBack(10, 25));
    installation.takeDown("sandbox", 10);
  }

  private static void confirmedToNobody(String orderId) {
    ObjectNode order = Shop.order(orderId);
    order.put("email", "ada@shop.invalid");
    shop.place(order);
    awaitIncident(orderId);
  }

  /** With a variable that somebody has set to what it does not take. */
  private static void deliveredWith(String orderId, String variable, String value) {
    confirmed(orderId);
    shop.setVariable(orderId, variable, value);
    shop.deliver(orderId);
    awaitIncident(orderId);
  }

  private static void deliveredToADatabaseThatRefuses(String orderId) {
    confirmed(orderId);
    refuseRows("orders", "customer_order", "status <> 'DELIVERED'");
    shop.deliver(orderId);
    awaitIncident(orderId);
  }

  private static void overdueBehindTheBooking(String orderId) {
    refuseRows("inventory", "stock_movement", "kind <> 'COMMITTED'");
    shop.place(Shop.order(orderId));
    awaitProblem(orderId, "STEP_FAILED:");
    // The model gives it an hour.
    execute(
        "camunda",
        "update order_view set deadline_at = clock_timestamp() where order_id = ?",
        orderId);
    awaitIncident(orderId);
  }

  private static void cancelledByAWorkerThatDies(String orderId) {
    confirmed(orderId);
    faulty("carrier", Map.of("timeoutRate", 1.0));
    shop.cancel(orderId);
    await("the delivery of the task").atMost(PATIENCE).until(() -> isDelivered(orderId));
    installation.killAndAwaitReplacement("shipping-worker");
    awaitIncident(orderId);
  }

  private static boolean isDelivered(String orderId) {
    return shop.tasks(orderId).stream()
        .map(task -> task.get("id").asText())
        .anyMatch(
            task ->
                count("shipping", "select count(*) from task_delivery where task_id = ?", task)
                    == 1);
  }

  /** The carrier keeps the parcel, and then the timer of the wait for it cannot be computed. */
  private static void cancelledTooLateWithoutACount(String orderId) {
    confirmed(orderId);
    String parcel = shop.shipment(orderId).get("id").asText();
    Shop.ok(shop.send(null, "POST", 10, "/shipments/" + parcel + "/handover", null));
    shop.setVariable(orderId, "reminderCount", "many");
    shop.cancel(orderId);
    awaitIncident(orderId);
  }

  private static void dueForAReminderWithoutACount(String orderId) {
    confirmed(orderId);
    shop.setVariable(orderId, "reminderCount", "many");
    await("the incident of the timer")
        .atMost(PATIENCE)
        .until(
            () -> {
              shop.runTimers(orderId);
              return shop.kinds(orderId).contains("INCIDENT_OPENED");
            });
  }

  /** The reply is lost, and when the worker asks for the charge, the provider has another one. */
  private static void chargedOverAnotherAmount(String orderId) {
    faulty("payments", Map.of("loseNextReply", 1));
    shop.place(Shop.order(orderId));
    awaitProblem(orderId, "PROVIDER_ERROR:");
    enterAtTheProvider(orderId, 1);
    // The audit holds the provider to what was ordered: its books are put right when all is over.
    REPAIRS.push(() -> enterAtTheProvider(orderId, -1));
    shop.retry(orderId, "The provider is back.");
    awaitProblem(orderId, "AMOUNT_MISMATCH:");
  }

  private static void enterAtTheProvider(String orderId, long more) {
    execute(
        "sandbox",
        """
        update charge set amount = amount + ?, captured = captured + ?,
               refunded = case when refunded = captured then refunded + ? else refunded end
         where reference = ?""",
        more,
        more,
        more,
        orderId);
  }

  /** Has payments fail, and orders placed, until the provider is known to be down. */
  private static String placeUntilOneWaits(List<String> failed) {
    for (int n = 0; ; n++) {
      String orderId = "runbook-provider-down-" + n;
      shop.place(Shop.order(orderId));
      awaitProblem(orderId, "PROVIDER_");
      if (hasProblem(orderId, "PROVIDER_DOWN:")) {
        return orderId;
      }
      failed.add(orderId);
    }
  }

  private static void rename(String messageId, String newId) {
    execute(
        "notifications",
        "update notification set message_id = ? where message_id = ?",
        newId,
        messageId);
  }

  private static void awaitIncident(String orderId) {
    await("the incident of " + orderId)
        .atMost(PATIENCE)
        .until(() -> shop.kinds(orderId).contains("INCIDENT_OPENED"));
  }

  private static void awaitProblem(String orderId, String beginning) {
    await(beginning + " at " + orderId)
        .atMost(PATIENCE)
        .until(() -> hasProblem(orderId, beginning));
  }

  private static boolean hasProblem(String orderId, String beginning) {
    return shop.problems(orderId).stream().anyMatch(problem -> problem.startsWith(beginning));
  }

  /** A worker's database takes only such rows, until it is repaired. */
  private static void refuseRows(String database, String table, String taken) {
    execute(
        database,
        "alter table %s add constraint of_the_runbook check (%s) not valid"
            .formatted(table, taken));
    REPAIRS.push(
        () -> execute(database, "alter table %s drop constraint of_the_runbook".formatted(table)));
  }

  private static void execute(String database, String sql, Object... values) {
    try (Connection connection = installation.connect(database);
        PreparedStatement statement = prepare(connection, sql, values)) {
      statement.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(String database, String sql, Object... values) {
    try (Connection connection = installation.connect(database);
        PreparedStatement statement = prepare(connection, sql, values);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  // Cures

  private static void repair() {
    while (!REPAIRS.isEmpty()) {
      REPAIRS.pop().run();
    }
  }

  private static void repaired(Cockpit cockpit) {
    repair();
  }

  /** What is not for the operator to end. */
  private static void stays(Cockpit cockpit) {}

  // Actions

  private static void retry(Cockpit cockpit, Entry entry) {
    cockpit.act("Try again now", REASON);
    assertTold(cockpit, "Retry requested: " + entry.step().name());
  }

  private static void raise(Cockpit cockpit, Entry entry) {
    cockpit.orders();
    raiseAll(cockpit, cockpit.cause(entry.orderId()), 1);
    cockpit.show(entry.orderId());
    assertTold(cockpit, "Retries raised");
  }

  private static void raiseAll(Cockpit cockpit, Locator cause, int orders) {
    cause.getByRole(AriaRole.BUTTON).click();
    cockpit.confirm(REASON);
    assertThat(cockpit.progress("%1$d of %1$d raised".formatted(orders))).isVisible();
    assertThat(cause).hasCount(0);
  }

  private static void giveUp(Cockpit cockpit, Entry entry) {
    cockpit.act("Give up and undo", REASON);
    assertTold(cockpit, "Given up by an operator");
  }

  private static void byHand(Cockpit cockpit, Entry entry) {
    cockpit.act("Mark as undone by hand", REASON);
    assertTold(cockpit, "Undone by hand: " + entry.step().name());
  }

  private static void incrementRetries(Cockpit cockpit, Entry entry) {
    cockpit.incrementRetries();
    cockpit.show(entry.orderId());
  }

  private static void assertTold(Cockpit cockpit, String what) {
    Locator told = cockpit.told(what);
    assertThat(told).containsText(REASON);
    assertThat(told).containsText("by operator");
  }
}
