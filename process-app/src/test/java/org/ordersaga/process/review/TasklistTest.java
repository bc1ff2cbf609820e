package org.ordersaga.process.review;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * A reviewer's work, by clicking in a real browser. Needs Chromium: without it the tests are
 * skipped, but under {@code CI=true} they fail.
 */
@ProcessAppTest
class TasklistTest {

  private static final List<String> CHROMIUM =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  @LocalServerPort int port;
  Orders orders;
  Playwright playwright;
  Page page;

  @BeforeEach
  void aReviewerLogsIn() {
    Optional<Path> chromium = CHROMIUM.stream().map(Path::of).filter(Files::exists).findFirst();
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(chromium.isPresent(), "Tasklist is not tried, because there is no Chromium.");
    }
    orders = new Orders(port);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.orElseThrow())
                    // Its own sandbox does not work for root, as whom containers build.
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
    page = browser.newPage();
    page.setDefaultTimeout(12_000);
    page.navigate("http://localhost:" + port + "/camunda/app/tasklist/default/");
    page.getByPlaceholder("Username").fill("reviewer");
    page.getByPlaceholder("Password").fill("reviewer-secret");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in")).click();
  }

  @AfterEach
  void theBrowserIsClosed() {
    if (playwright != null) {
      page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("/tmp/rv/shot.png")));
      try { Files.writeString(Path.of("/tmp/rv/page.html"), page.content()); } catch (Exception e) { throw new RuntimeException(e); }
      playwright.close();
    }
  }

  @Test
  void anOrderIsApproved() {
    String id = orders.placeAndReachReview();
    open(id);
    assertThat(page.getByLabel("Amount")).hasValue("649.90 EUR");
    assertThat(page.getByLabel("Lines")).hasValue("1 x BOOK-001");
    page.getByText("Approve: the order goes on").click();
    complete().click();
    assertThat(card(id)).hasCount(0);
    orders.step(id, "payment.charge");
  }

  @Test
  void anOrderIsRefusedWithAReasonAndNotWithoutOne() {
    String id = orders.placeAndReachReview();
    open(id);
    page.getByText("Refuse: the order is rejected").click();
    complete().click();
    assertThat(page.getByText("Field is required.")).isVisible();
    page.getByLabel("Reason for the refusal").fill("We do not ship pianos.");
    complete().click();
    assertThat(card(id)).hasCount(0);
    orders.complete(id, "inventory.release");
    orders.complete(id, "order.close");
    orders.await(id, "status", "REJECTED");
    assertThat(orders.get(id).get("failureMessage").textValue())
        .isEqualTo("We do not ship pianos.");
  }

  /** Finds the order's review in the list, and claims it. */
  private void open(String id) {
    page.getByText("Orders to review").first().click();
    card(id).click();
    page.getByText("Claim", new Page.GetByTextOptions().setExact(true)).click();
  }

  private Locator card(String id) {
    return page.locator(".task-card", new Page.LocatorOptions().setHasText(id));
  }

  private Locator complete() {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Complete"));
  }
}
