package org.ordersaga.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An order's story, as operators see it in Cockpit and customers on their page. */
@ExtendWith({Browser.class, AuditedInstallation.class})
class OrderStoryInTheBrowserTest {

  private static Installation installation;
  private static Shop shop;

  @BeforeAll
  static void meet(Installation running) {
    installation = running;
    shop = new Shop(running);
  }

  @Test
  void theOperatorFindsAnEndedOrderByItsIdAndReadsItsStory(Page page) {
    ObjectNode order = Shop.order("browser-declined");
    order.put("paymentMethod", "tok_declined");
    shop.place(order);
    shop.order("browser-declined", "REJECTED");

    open(page, "browser-declined");

    assertThat(page.locator(".os-status")).hasText("rejected");
    assertThat(element(page, "ChargePayment")).hasClass(marked("refused"));
    assertThat(element(page, "ReserveInventory")).hasClass(marked("undone"));
    Locator refusal = entry(page, "Charge payment: refused");
    assertThat(refusal).containsText("PAYMENT_DECLINED");
    refusal.getByRole(AriaRole.BUTTON).click();
    assertThat(element(page, "ChargePayment")).hasClass(chosen());
    // The diagram shows where the order ended; the first step is far to the left.
    page.getByText("Fit", new Page.GetByTextOptions().setExact(true)).click();
    element(page, "ReserveInventory").click();
    assertThat(entry(page, "Reserve inventory: done")).hasClass(chosen());
  }

  @Test
  void theOperatorGivesARunningOrderUpWithAReasonAndSeesTheUndo(Page page) {
    ObjectNode order = Shop.order("browser-given-up");
    order.set("lines", Shop.parse("[{\"sku\":\"BOOK-002\",\"quantity\":25}]"));
    shop.place(order);
    shop.order("browser-given-up", "IN_REVIEW");

    open(page, "browser-given-up");
    assertThat(element(page, "ReviewOrder")).hasClass(marked("active"));
    button(page, "Give up and undo");
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    dialog.getByRole(AriaRole.BUTTON).last().click();
    // Without a reason nothing is sent.
    assertThat(dialog).isVisible();
    assertThat(shop.kinds("browser-given-up")).doesNotContain("GIVE_UP_REQUESTED");
    dialog.getByRole(AriaRole.TEXTBOX).fill("The customer called.");
    dialog.getByRole(AriaRole.BUTTON).last().click();

    assertThat(dialog).isHidden();
    assertThat(page.locator(".os-status")).hasText("rejected");
    assertThat(element(page, "ReserveInventory")).hasClass(marked("undone"));
    assertThat(entry(page, "Given up by an operator")).containsText("The customer called.");
    assertThat(entry(page, "Given up by an operator")).containsText("by operator");
  }

  @Test
  void aCustomerFollowsTheOrderOnItsPage(Page page) {
    shop.place(Shop.order("browser-followed"));
    shop.order("browser-followed", "CONFIRMED");
    List<String> refused = new ArrayList<>();

    try (BrowserContext client =
        page.context()
            .browser()
            .newContext(new NewContextOptions().setHttpCredentials("client", Shop.PASSWORD))) {
      Page followed = client.newPage();
      followed.onConsoleMessage(
          message -> {
            if (message.text().contains("Content Security Policy")) {
              refused.add(message.text());
            }
          });
      followed.navigate(
          "http://127.0.0.1:%d/orders/browser-followed".formatted(installation.port(0)));
      assertThat(followed.locator(".os-headline")).containsText("on its way to you");
      assertThat(element(followed, "WaitForDelivery")).hasClass(marked("active"));

      shop.deliver("browser-followed");
      // Nobody reloads the page.
      assertThat(followed.locator(".os-headline")).containsText("was delivered");
      assertThat(element(followed, "OrderDelivered")).hasClass(marked("done"));
      assertThat(followed.getByRole(AriaRole.DIALOG)).hasCount(0);
      assertThat(followed.locator(".os-actions")).hasCount(0);
    }
    assertThat(refused).isEmpty();
  }

  private static void open(Page page, String orderId) {
    Webapp.logIn(page, installation, "cockpit", "operator");
    page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Orders").setExact(true)).click();
    page.getByLabel("Order id").fill(orderId);
    button(page, "Show order");
    assertThat(page.locator(".order-story h1")).containsText(orderId);
  }

  private static void button(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true)).click();
  }

  private static Locator element(Page page, String id) {
    return page.locator("g.djs-element[data-element-id='" + id + "']");
  }

  private static Locator entry(Page page, String title) {
    return page.locator(".os-entries li", new Page.LocatorOptions().setHasText(title));
  }

  private static Pattern marked(String state) {
    return Pattern.compile("os-is-" + state);
  }

  private static Pattern chosen() {
    return Pattern.compile("os-chosen");
  }
}
