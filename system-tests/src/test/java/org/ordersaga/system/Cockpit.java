package org.ordersaga.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import java.util.regex.Pattern;

/** Cockpit as its user has it before the eyes, and under the mouse. */
final class Cockpit {

  private final Page page;

  /** Of a page that somebody has logged in at. */
  Cockpit(Page page) {
    this.page = page;
  }

  /** Logs the operator in; the page shows the dashboard. */
  static Cockpit logIn(Page page, Installation installation) {
    Webapp.logIn(page, installation, "cockpit", "operator");
    Cockpit cockpit = new Cockpit(page);
    cockpit.awaitLists();
    return cockpit;
  }

  /** Goes to the view Orders, where the dashboard's lists are as long as no order is shown. */
  void orders() {
    link("Orders").click();
    awaitLists();
  }

  private void awaitLists() {
    assertThat(page.getByText("Orders that need somebody")).isVisible();
  }

  /** Looks the order up in the view Orders. */
  void show(String orderId) {
    link("Orders").click();
    // What is typed while another order is still shown would be lost with it.
    assertThat(page.locator(".order-story")).hasCount(0);
    page.getByLabel("Order id").fill(orderId);
    button("Show order").click();
    assertThat(page.locator(".order-story h1")).containsText(orderId);
  }

  /** A line of one of the lists of what needs somebody. */
  Locator line(String list, String text) {
    return page.locator(".os-tile section")
        .filter(text(list))
        .locator("tbody tr")
        .filter(text(text));
  }

  /** The line of a cause of incidents. */
  Locator cause(String text) {
    return line("Incidents by cause", text);
  }

  /** How far a raise is, below the list of causes. */
  Locator progress(String text) {
    return page.getByRole(AriaRole.STATUS).filter(text(text));
  }

  /** The status of the order that is shown. */
  Locator status() {
    return page.locator(".os-status");
  }

  /** An element of the diagram. */
  Locator element(String id) {
    return page.locator("g.djs-element[data-element-id='" + id + "']");
  }

  /** The mark at the element that needs an operator. */
  Locator badge() {
    return page.locator(".os-badge-incident");
  }

  /** What stands on top of the order: where it is, and what was said there last. */
  Locator token() {
    return page.locator(".os-token");
  }

  /** What stands on top of the order, in red. */
  Locator trouble() {
    return page.locator(".os-token-incident");
  }

  /** Lines of the order's timeline. */
  Locator told(String text) {
    return page.locator(".os-entries li").filter(text(text));
  }

  /** Clicks an action of the order that is shown, and gives the reason that it asks for. */
  void act(String action, String reason) {
    button(action).click();
    confirm(reason);
  }

  Locator dialog() {
    return page.getByRole(AriaRole.DIALOG);
  }

  /** Gives the reason that the open dialog asks for. */
  void confirm(String reason) {
    dialog().getByRole(AriaRole.TEXTBOX).fill(reason);
    dialog().getByRole(AriaRole.BUTTON).last().click();
    assertThat(dialog()).isHidden();
  }

  /** Edits a variable of the order that is shown, on the page of its process. */
  void correct(String variable, String type, String value) {
    tab("Variables");
    Locator name =
        page.locator(
            "td.col-name",
            new Page.LocatorOptions().setHasText(Pattern.compile("^\\s*" + variable + "\\s*$")));
    Locator row =
        page.locator("table.cam-table tbody tr").filter(new Locator.FilterOptions().setHas(name));
    row.locator("button:has(.glyphicon-pencil)").click();
    row.locator("td.col-type select").selectOption(new SelectOption().setLabel(type));
    row.locator("td.col-value input[type='text']").fill(value);
    row.locator("button:has(.glyphicon-ok)").click();
    String saved = "The variable '" + variable + "' has been changed successfully.";
    assertThat(page.getByText(saved).first()).isVisible();
  }

  /** Cockpit's own way to have the step tried again that the order which is shown stands at. */
  void incrementRetries() {
    tab("Incidents");
    page.locator(".incidents-tab .action-button:visible").click();
    button("Retry").click();
    button("OK").click();
  }

  /** A tab of the page of the process of the order that is shown. */
  private void tab(String name) {
    link("Open the running process").click();
    page.locator(".ctn-content-bottom .nav-tabs a").filter(text(name)).click();
  }

  /** Deletes the instance of a process that has the business key. */
  void delete(String process, String businessKey) {
    link("Processes").click();
    link(process).click();
    page.getByRole(AriaRole.ROW).filter(text(businessKey)).getByRole(AriaRole.LINK).first().click();
    assertThat(page.locator(".ctn-sidebar")).containsText(businessKey);
    page.locator(".ctn-toolbar .btn-toolbar:has(.glyphicon-remove)").click();
    button("Delete Process Instance").click();
    button("OK").click();
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
