package org.ordersaga.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An outage of the outside, as an operator masters it in Cockpit. */
@ExtendWith({Browser.class, AuditedInstallation.class})
class OutageInTheBrowserTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static Installation installation;
  private static Shop shop;
  private static String model;

  /** The real model, but that it asks for an operator at once and not after an hour. */
  @BeforeAll
  static void meet(Installation running) {
    installation = running;
    shop = new Shop(running);
    model = Shop.resource("bpmn/order-process.bpmn");
    String hasty = ModelDeployment.set(model, "RefundPayment", "retryCycle", "R0/PT1S");
    hasty = ModelDeployment.set(hasty, "NotifyOfConfirmation", "retryCycle", "R0/PT1S");
    shop.deploy(ModelDeployment.set(hasty, "BookShipment", "warnAfter", "PT1S"));
  }

  @AfterAll
  static void deployTheRealModel() {
    shop.deploy(model);
  }

  @AfterEach
  void outsideIsWellAgain() {
    shop.noFaults();
  }

  @Test
  void theOperatorFindsTheIncidentOnTheDiagramReadsItAndRetriesUntilTheOrderIsThrough(Page page) {
    refundFails("browser-incident");
    Cockpit cockpit = Cockpit.logIn(page, installation);
    cockpit.show("browser-incident");

    assertThat(cockpit.element("RefundPayment")).hasClass(Pattern.compile("os-is-incident"));
    assertThat(cockpit.trouble()).containsText("Refund payment");
    assertThat(cockpit.trouble()).containsText("PROVIDER_ERROR");
    assertThat(cockpit.button("Give up and undo")).isDisabled();
    assertThat(cockpit.button("Mark as undone by hand")).isEnabled();

    cockpit.act("Try again now", "The provider is back.");

    assertThat(cockpit.status()).hasText("cancelled");
    assertThat(cockpit.element("ChargePayment")).hasClass(Pattern.compile("os-is-undone"));
    assertThat(cockpit.told("The provider is back.")).containsText("by operator");
    assertThat(cockpit.trouble()).hasCount(0);
    assertThat(shop.standing("browser-incident")).isZero();
  }

  @Test
  void theOperatorMarksAnUndoAsDoneByHandAndTheOrderGoesOn(Page page) {
    refundFails("browser-by-hand");
    Cockpit cockpit = Cockpit.logIn(page, installation);
    cockpit.show("browser-by-hand");
    cockpit.act("Mark as undone by hand", "Paid back by transfer 4711.");

    assertThat(cockpit.status()).hasText("cancelled");
    assertThat(shop.kinds("browser-by-hand")).contains("UNDONE_BY_HAND");
    // Nobody else paid back.
    assertThat(shop.standing("browser-by-hand")).isPositive();
  }

  @Test
  void allIncidentsOfOneCauseAreRaisedOnTheDashboardAfterTheOutage(Page page) {
    shop.fault("mail", Map.of("errorRate", 1.0));
    List<String> orders = IntStream.range(0, 4).mapToObj(n -> "browser-outage-" + n).toList();
    orders.forEach(id -> shop.place(Shop.order(id)));
    orders.forEach(OutageInTheBrowserTest::awaitIncident);

    Cockpit cockpit = Cockpit.logIn(page, installation);
    Locator cause = cockpit.cause("notification.send");
    assertThat(cause).containsText("MAIL_SERVER_ERROR");
    assertThat(cause.locator("td").nth(2)).hasText("4");
    for (String id : orders) {
      assertThat(cause.getByRole(AriaRole.LINK, name(id))).isVisible();
    }

    shop.noFaults();
    cause.getByRole(AriaRole.BUTTON).click();
    Locator dialog = cockpit.dialog();
    assertThat(dialog).containsText("All 4 incidents of notification.send MAIL_SERVER_ERROR");
    dialog.getByRole(AriaRole.BUTTON).last().click();
    // Without a reason nothing is raised.
    assertThat(dialog).isVisible();
    assertThat(shop.kinds(orders.get(0))).doesNotContain("RETRIES_RAISED");
    cockpit.confirm("The mail server is back.");

    assertThat(cockpit.progress("4 of 4 raised")).isVisible();
    assertThat(cause).hasCount(0);
    orders.forEach(id -> shop.awaitMail(id, "CONFIRMED"));
    orders.forEach(id -> assertThat(shop.kinds(id)).contains("RETRIES_RAISED"));
  }

  @Test
  void theListLeadsToAStuckOrderAndShowsWhatIsOpenAfterItIsGivenUp(Page page) {
    bookingIsInDoubt("browser-stuck");
    Cockpit cockpit = Cockpit.logIn(page, installation);
    Locator stuck = cockpit.line("Stuck orders by step", "browser-stuck");
    assertThat(stuck).containsText("Book shipment");
    stuck.getByRole(AriaRole.LINK, name("browser-stuck")).click();
    assertThat(cockpit.element("BookShipment")).hasClass(Pattern.compile("os-is-active"));
    giveUp(cockpit);

    cockpit.orders();
    Locator open = cockpit.line("Open settlements", "browser-stuck");
    assertThat(open).containsText("shipping.book");
    assertThat(stuck).hasCount(0);

    shop.noFaults();
    // The worker learns from the carrier what became of the call; nobody reloads the page.
    assertThat(open).hasCount(0);
    assertThat(shop.kinds("browser-stuck")).contains("SETTLEMENT_CONFIRMED");
  }

  @Test
  void theOperatorAcceptsASettlementThatTheOutsideDoesNotConfirm(Page page) {
    bookingIsInDoubt("browser-accepted");
    Cockpit cockpit = Cockpit.logIn(page, installation);
    cockpit.show("browser-accepted");
    giveUp(cockpit);

    cockpit.act(
        "Accept settlement: shipping.book", "The carrier keeps the parcel, agreed by phone.");

    assertThat(cockpit.told("Outcome of shipping.book settled")).isVisible();
    assertThat(cockpit.button("Accept settlement: shipping.book")).hasCount(0);
    cockpit.orders();
    assertThat(cockpit.line("Open settlements", "browser-accepted")).hasCount(0);
    assertThat(shop.kinds("browser-accepted")).contains("SETTLEMENT_ACCEPTED");
  }

  /** The carrier books the parcel, and nobody hears of it. */
  private static void bookingIsInDoubt(String orderId) {
    shop.fault("carrier", Map.of("lostReplyRate", 1.0));
    shop.place(Shop.order(orderId));
    await("a call of unknown outcome")
        .atMost(PATIENCE)
        .until(() -> shop.problems(orderId).stream().anyMatch(p -> p.startsWith("PROV")));
  }

  private static void giveUp(Cockpit cockpit) {
    cockpit.act("Give up and undo", "The carrier does not answer.");
    assertThat(cockpit.status()).hasText("rejected");
  }

  /** A confirmed order is cancelled, and the provider cannot give its money back. */
  private static void refundFails(String orderId) {
    shop.place(Shop.order(orderId));
    shop.order(orderId, "CONFIRMED");
    // Of more failures the provider would be taken for down, and the undo would wait for it.
    shop.fault("payments", Map.of("failNext", 1));
    shop.cancel(orderId);
    awaitIncident(orderId);
  }

  private static void awaitIncident(String orderId) {
    await("the incident of " + orderId)
        .atMost(PATIENCE)
        .until(() -> shop.kinds(orderId).contains("INCIDENT_OPENED"));
  }

  private static Locator.GetByRoleOptions name(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }
}
