package org.ordersaga.system;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;

/** One of the engine's web applications, as somebody in front of it uses it. */
final class Webapp {

  private final Page page;

  private Webapp(Page page) {
    this.page = page;
  }

  /** Opens the application and types the name and the password into its login. */
  static Webapp logIn(Page page, Installation installation, String application, String user) {
    page.navigate(
        "http://127.0.0.1:%d/camunda/app/%s/default/"
            .formatted(installation.port(0), application));
    page.getByPlaceholder("Username").fill(user);
    page.getByPlaceholder("Password").fill(Shop.PASSWORD);
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Log in")).click();
    return new Webapp(page);
  }

  Page page() {
    return page;
  }
}
