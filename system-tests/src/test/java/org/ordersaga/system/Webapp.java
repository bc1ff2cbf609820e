package org.ordersaga.system;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;

/** The engine's web applications. */
final class Webapp {

  private Webapp() {}

  /** Opens the application and answers its login; the page shows what comes of it. */
  static void logIn(Page page, Installation installation, String application, String user) {
    page.navigate(
        "http://127.0.0.1:%d/camunda/app/%s/default/".formatted(installation.port(0), application));
    page.getByPlaceholder("Username").fill(user);
    page.getByPlaceholder("Password").fill(Shop.PASSWORD);
    page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Log in")).click();
  }
}
