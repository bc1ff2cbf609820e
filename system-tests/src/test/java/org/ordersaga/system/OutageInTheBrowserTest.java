package org.ordersaga.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
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
  static void meet(Installation running) throws IOException {
    installation = running;
    shop = new Shop(running);
    model =
        Files.readString(
            Installation.projectRoot()
                .resolve("process-app/src/main/resources/bpmn/order-process.bpmn"));
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
    logIn(page);
    open(page, "browser-incident");

    assertThat(element(page, "RefundPayment")).hasClass(Pattern.compile("os-is-incident"));
    assertThat(page.locator(".os-token-incident")).containsText("Refund payment");
    assertThat(page.locator(".os-token-incident")).containsText("PROVIDER_ERROR");
    assertThat(button(page, "Give up and undo")).isDisabled();
    assertThat(button(page, "Mark as undone by hand")).isEnabled();

    button(page, "Try again now").click();
    confirm(page, "The provider is back.");

    assertThat(page.locator(".os-status")).hasText("cancelled");
    assertThat(element(page, "ChargePayment")).hasClass(Pattern.compile("os-is-undone"));
    Locator retried =
        page.locator(
            ".os-entries li", new Page.LocatorOptions().setHasText("The provider is back."));
    assertThat(retried).containsText("by operator");
    assertThat(page.locator(".os-token-incident")).hasCount(0);
    assertThat(shop.standing("browser-incident")).isZero();
  }

  @Test
  void theOperatorMarksAnUndoAsDoneByHandAndTheOrderGoesOn(Page page) {
    refundFails("browser-by-hand");
    logIn(page);
    open(page, "browser-by-hand");
    button(page, "Mark as undone by hand").click();
    confirm(page, "Paid back by transfer 4711.");

    assertThat(page.locator(".os-status")).hasText("cancelled");
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

    logIn(page);
    Locator cause = row(page, "Incidents by cause", "notification.send");
    assertThat(cause).containsText("MAIL_SERVER_ERROR");
    assertThat(cause.locator("td").nth(2)).hasText("4");
    for (String id : orders) {
      assertThat(cause.getByRole(AriaRole.LINK, name(id))).isVisible();
    }

    shop.noFaults();
    cause.getByRole(AriaRole.BUTTON).click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("All 4 incidents of notification.send MAIL_SERVER_ERROR");
    dialog.getByRole(AriaRole.BUTTON).last().click();
    // Without a reason nothing is raised.
    assertThat(dialog).isVisible();
    assertThat(shop.kinds(orders.get(0))).doesNotContain("RETRIES_RAISED");
    confirm(page, "The mail server is back.");

    assertThat(page.getByRole(AriaRole.STATUS).filter(text("4 of 4 raised"))).isVisible();
    assertThat(cause).hasCount(0);
    orders.forEach(id -> shop.awaitMail(id, "CONFIRMED"));
    orders.forEach(id -> assertThat(shop.kinds(id)).contains("RETRIES_RAISED"));
  }

  @Test
  void theListLeadsToAStuckOrderAndShowsWhatIsOpenAfterItIsGivenUp(Page page) {
    bookingIsInDoubt("browser-stuck");
    logIn(page);
    Locator stuck = row(page, "Stuck orders by step", "browser-stuck");
    assertThat(stuck).containsText("Book shipment");
    stuck.getByRole(AriaRole.LINK, name("browser-stuck")).click();
    assertThat(element(page, "BookShipment")).hasClass(Pattern.compile("os-is-active"));
    giveUp(page);

    // The list is there too, as long as no order is shown.
    link(page, "Orders").click();
    Locator open = row(page, "Open settlements", "browser-stuck");
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
    logIn(page);
    open(page, "browser-accepted");
    giveUp(page);

    button(page, "Accept settlement: shipping.book").click();
    confirm(page, "The carrier keeps the parcel, agreed by phone.");

    Locator settled =
        page.locator(".os-entries li").filter(text("Outcome of shipping.book settled"));
    assertThat(settled).isVisible();
    assertThat(button(page, "Accept settlement: shipping.book")).hasCount(0);
    link(page, "Orders").click();
    assertThat(row(page, "Open settlements", "browser-accepted")).hasCount(0);
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

  private static void giveUp(Page page) {
    button(page, "Give up and undo").click();
    confirm(page, "The carrier does not answer.");
    assertThat(page.locator(".os-status")).hasText("rejected");
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

  private static void logIn(Page page) {
    Webapp.logIn(page, installation, "cockpit", "operator");
    assertThat(page.getByText("Orders that need somebody")).isVisible();
  }

  private static void open(Page page, String orderId) {
    link(page, "Orders").click();
    page.getByLabel("Order id").fill(orderId);
    button(page, "Show order").click();
  }

  /** Gives the reason that the open dialog asks for. */
  private static void confirm(Page page, String reason) {
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    dialog.getByRole(AriaRole.TEXTBOX).fill(reason);
    dialog.getByRole(AriaRole.BUTTON).last().click();
    assertThat(dialog).isHidden();
  }

  /** A line of one of the tile's tables. */
  private static Locator row(Page page, String table, String text) {
    return page.locator(".os-tile section")
        .filter(text(table))
        .locator("tbody tr")
        .filter(text(text));
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Locator.GetByRoleOptions name(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator element(Page page, String id) {
    return page.locator("g.djs-element[data-element-id='" + id + "']");
  }
}
