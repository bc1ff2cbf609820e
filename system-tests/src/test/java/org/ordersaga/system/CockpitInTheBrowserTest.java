package org.ordersaga.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cockpit as its users see it. */
@ExtendWith({Browser.class, AuditedInstallation.class})
class CockpitInTheBrowserTest {

  private static Installation installation;
  private static Shop shop;

  @BeforeAll
  static void meet(Installation running) {
    installation = running;
    shop = new Shop(running);
  }

  @Test
  void theOperatorFindsARunningOrderAndSeesWhereItStands(Page page) {
    shop.place(Shop.order("browser-cockpit"));
    shop.order("browser-cockpit", "CONFIRMED");

    Webapp.logIn(page, installation, "cockpit", "operator");
    link(page, "Processes").click();
    link(page, "Order process").click();
    page.getByRole(AriaRole.ROW)
        .filter(new Locator.FilterOptions().setHasText("browser-cockpit"))
        .getByRole(AriaRole.LINK)
        .first()
        .click();

    assertThat(page.locator(".ctn-sidebar")).containsText("browser-cockpit");
    Locator standing = page.locator("[data-container-id='WaitForDelivery'] .instance-count");
    assertThat(standing).hasText("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "reviewer"})
  void whoDoesNotOperateCannotLogInToCockpit(String user, Page page) {
    Webapp.logIn(page, installation, "cockpit", user);

    assertThat(page.getByText("Login Failed")).isVisible();
    assertThat(link(page, "Processes")).not().isVisible();
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
  }
}
