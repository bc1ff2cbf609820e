package org.ordersaga.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Orders that a reviewer decides on, by clicking in Tasklist. */
@ExtendWith({Browser.class, AuditedInstallation.class})
class ReviewInTheBrowserTest {

  private static Installation installation;
  private static Shop shop;

  @BeforeAll
  static void meet(Installation running) {
    installation = running;
    shop = new Shop(running);
  }

  @Test
  void anOrderThatTheReviewerApprovesIsConfirmed(Page page) {
    openReviewOf("browser-approved", page);
    page.getByLabel("Approve: the order goes on").check();
    button(page, "Complete");

    JsonNode order = shop.order("browser-approved", "CONFIRMED");
    assertThat(shop.standing("browser-approved")).isEqualTo(order.get("totalAmount").asLong());
  }

  @Test
  void anOrderThatTheReviewerRefusesWithAReasonIsRejectedAndTheCustomerReadsIt(Page page) {
    openReviewOf("browser-refused", page);
    page.getByLabel("Refuse: the order is rejected").check();
    button(page, "Complete");
    assertThat(page.getByText("Field is required.")).isVisible();
    // Tasklist says so too, in front of the button.
    page.locator(".page-notifications button.close:visible").first().click();
    page.getByLabel("Reason for the refusal").fill("We sell to readers, not to shops.");
    button(page, "Complete");

    JsonNode order = shop.order("browser-refused", "REJECTED");
    assertThat(order.get("failureReason").asText()).isEqualTo("REVIEW_REFUSED");
    assertThat(order.get("failureMessage").asText()).contains("We sell to readers, not to shops.");
    assertThat(shop.ledger("browser-refused")).isEmpty();
  }

  /** Places an order of many pieces, finds it in Tasklist and claims its review. */
  private static void openReviewOf(String orderId, Page page) {
    ObjectNode order = Shop.order(orderId);
    order.set("lines", Shop.parse("[{\"sku\":\"BOOK-002\",\"quantity\":25}]"));
    shop.place(order);
    shop.order(orderId, "IN_REVIEW");

    Webapp.logIn(page, installation, "tasklist", "reviewer");
    page.locator("li.task", new Page.LocatorOptions().setHasText(orderId)).click();
    assertThat(page.getByLabel("Order", new Page.GetByLabelOptions().setExact(true)))
        .hasValue(orderId);
    button(page, "Claim");
  }

  private static void button(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true)).click();
  }
}
