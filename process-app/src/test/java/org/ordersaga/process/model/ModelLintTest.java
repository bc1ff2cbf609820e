package org.ordersaga.process.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Runs Camunda Modeler's own libraries over the models, see {@code modeler/package.json}. Needs
 * Node: without it the tests are skipped, but under {@code CI=true} they fail.
 */
class ModelLintTest {

  private static final Path MODELER =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("modeler");

  private static final String NO_NODE =
      "The models are not checked, because Node (npm) is not installed.";
  private static final String NO_BROWSER =
      "The pictures in docs/ are not held against the models, because neither Chromium nor Chrome is"
          + " installed.";

  /** How modeler/picture.js ends when it has nothing to draw with. */
  private static final int BROWSER_MISSING = 3;

  private static boolean node;

  @BeforeAll
  static void packagesAreInstalled() throws IOException, InterruptedException {
    node = nodeIsPresent();
    if (!node) {
      System.out.println(NO_NODE);
      return;
    }
    Path lock = MODELER.resolve("package-lock.json");
    Path installed = MODELER.resolve("node_modules/.package-lock.json");
    if (!Files.exists(installed) || lastChange(installed).compareTo(lastChange(lock)) < 0) {
      Run run = npm("ci", "--prefer-offline");
      assertThat(run.exitCode())
          .as("The packages that check the models could not be installed:%n%s", run.output())
          .isZero();
    }
  }

  @BeforeEach
  void nodeIsThere() {
    skipUnless(node, NO_NODE);
  }

  private static void skipUnless(boolean present, String sentence) {
    if ("true".equals(System.getenv("CI"))) {
      assertThat(present).as(sentence + " CI=true does not allow that.").isTrue();
    }
    assumeTrue(present, sentence);
  }

  @Test
  void everyModelIsAsCamundaModelerWouldSaveIt() throws IOException, InterruptedException {
    Run run = npm("run", "roundtrip");
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  @Test
  void everyModelKeepsTheModellingRules() throws IOException, InterruptedException {
    Run run = npm("run", "lint");
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  @Test
  void everyElementTemplateKeepsItsSchemaAndEveryStepFitsItsTemplate()
      throws IOException, InterruptedException {
    Run run = npm("run", "templates");
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  @Test
  void thePicturesInTheDocsAreTheModels() throws IOException, InterruptedException {
    Run run = npm("run", "picture:check");
    if (run.exitCode() == BROWSER_MISSING) {
      System.out.println(NO_BROWSER);
    }
    skipUnless(run.exitCode() != BROWSER_MISSING, NO_BROWSER);
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  @Test
  void theDecisionTablesInTheDocsAreTheOnesThatAreDeployed()
      throws IOException, InterruptedException {
    Run run = npm("run", "decisions:check");
    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  private static boolean nodeIsPresent() throws InterruptedException {
    try {
      return npm("--version").exitCode() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static FileTime lastChange(Path file) throws IOException {
    return Files.getLastModifiedTime(file);
  }

  private static Run npm(String... arguments) throws IOException, InterruptedException {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    ProcessBuilder builder = new ProcessBuilder(windows ? "npm.cmd" : "npm");
    builder.command().addAll(List.of(arguments));
    Process process = builder.directory(MODELER.toFile()).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Run(process.waitFor(), output);
  }

  private record Run(int exitCode, String output) {}
}
