package org.ordersaga.system;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test a page of this machine's Chromium, as somebody has it who was never here before.
 * What the page shows when the test fails is kept in {@code target/screenshots}. Without Chromium
 * the tests are skipped; under {@code CI=true} they fail.
 */
final class Browser implements ExecutionCondition, ParameterResolver, AfterTestExecutionCallback {

  private static final Namespace NAMESPACE = Namespace.create(Browser.class);

  private static final String NO_BROWSER =
      "Nothing is tried in a browser, because neither Chromium nor Chrome is installed;"
          + " CHROMIUM_PATH names one.";

  /** Once is enough, however many classes are skipped. */
  private static final AtomicBoolean SAID = new AtomicBoolean();

  /** How long a page may take to show something on a small, busy machine. */
  private static final double PATIENCE_MILLIS = 60_000;

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (executable().isPresent()) {
      return ConditionEvaluationResult.enabled("Chromium is installed");
    }
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(NO_BROWSER + " CI=true does not allow that.");
    }
    if (SAID.compareAndSet(false, true)) {
      System.out.println(NO_BROWSER);
    }
    return ConditionEvaluationResult.disabled(NO_BROWSER);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Page.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("visit", key -> new Visit(running(context).newContext()), Visit.class)
        .page();
  }

  /** Started at the first demand; the root's store closes it after the last test. */
  private static com.microsoft.playwright.Browser running(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("running", key -> Running.start(), Running.class)
        .browser();
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    Store store = context.getStore(NAMESPACE);
    Visit visit = store.get("visit", Visit.class);
    if (visit != null && context.getExecutionException().isPresent()) {
      String method = context.getRequiredTestMethod().getName();
      String display = context.getDisplayName();
      String name =
          context.getRequiredTestClass().getSimpleName()
              + "."
              + (display.startsWith(method) ? method : method + display.replaceAll("\\W+", "-"))
              + ".png";
      Path picture =
          Installation.projectRoot().resolve("system-tests/target/screenshots").resolve(name);
      visit.page().screenshot(new ScreenshotOptions().setPath(picture).setFullPage(true));
      System.out.println("What the browser showed: " + picture);
    }
  }

  private static Optional<Path> executable() {
    String named = System.getenv("CHROMIUM_PATH");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    Stream<Path> onPath =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .flatMap(
                folder ->
                    Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)));
    Path onMac = Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    return Stream.concat(onPath, Stream.of(onMac)).filter(Files::isExecutable).findFirst();
  }

  /** A page with cookies of its own. */
  private record Visit(BrowserContext context, Page page) implements CloseableResource {

    Visit(BrowserContext context) {
      this(context, context.newPage());
      context.setDefaultTimeout(PATIENCE_MILLIS);
    }

    @Override
    public void close() {
      context.close();
    }
  }

  private record Running(Playwright playwright, com.microsoft.playwright.Browser browser)
      implements CloseableResource {

    static Running start() {
      // Its own browsers are not wanted: hundreds of megabytes, for what the machine has.
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
      LaunchOptions options =
          new LaunchOptions().setExecutablePath(executable().orElseThrow()).setHeadless(true);
      return new Running(playwright, playwright.chromium().launch(options));
    }

    @Override
    public void close() {
      playwright.close();
    }
  }
}
