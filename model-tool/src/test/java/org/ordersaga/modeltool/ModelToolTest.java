package org.ordersaga.modeltool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says and how it ends when the engine does not do as it is asked. */
class ModelToolTest {

  private static final Path MODEL =
      Path.of("../process-app/src/main/released/order-process-1.0.0.bpmn");
  private static final String LOST_RACE =
      "{\"type\":\"OptimisticLockingException\",\"message\":\"updated by another\",\"code\":1}";

  private FakeEngine engine;

  @BeforeEach
  void start() throws IOException {
    engine = new FakeEngine();
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"migrate", "replay --model " + "pom.xml"})
  void withoutAnInstallationItSaysWhatToDo(String command) {
    Run run = Run.in(Map.of(), command.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("\"./start\" starts it").hasLineCount(1);
  }

  @Test
  void anAddressThatIsNoneIsSaid() {
    assertThat(Run.on("localhost:8080", "migrate").err()).contains("must be an http or https URL");
  }

  @Test
  void whereNobodyAnswersThereIsNoFinding() {
    String url = engine.url();
    engine.close();
    Run run = Run.on(url, "migrate");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("could not be reached at /process-definition").hasLineCount(1);
  }

  @Test
  void aWrongPasswordIsNoFinding() {
    Run run = Run.on(engine.says("/process-definition", 401, "").url(), "migrate");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("check ORDERSAGA_PROCESS_OWNER_PASSWORD").hasLineCount(1);
  }

  @Test
  void aVersionThatIsNotThereIsAnsweredWithThoseThatAre() throws IOException {
    Run run = Run.on(withAnOrder().url(), "migrate", "--from", "9");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("is called 9")
        .contains("1.1.0 (version 2), 1.0.0 (version 1)")
        .hasLineCount(1);
  }

  @Test
  void anOrderThatMovesOnAtTheSameMomentIsTriedAgain() throws IOException {
    withAnOrder()
        .says("/migration/execute", 500, LOST_RACE)
        .says("/migration/execute", 500, LOST_RACE)
        .says("/migration/execute", 204, "");
    Run run = Run.on(engine.url(), "migrate", "--from", "1.0.0");
    assertThat(run.out()).contains("1 moved, 0 stay as they were");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void anOrderThatMovesOnForEverIsGivenUpAndSaid() throws IOException {
    Run run = Run.on(withAnOrder().says("/migration/execute", 500, LOST_RACE).url(), "migrate");
    assertThat(run.out().replaceAll("[|\\s]+", " ")).contains("it moved on all the time");
    assertThat(run.exitCode()).isOne();
  }

  @Test
  void theEnginesOwnReasonIsHandedOn() throws IOException {
    withAnOrder()
        .says(
            "/migration/execute",
            400,
            """
            {"validationReport":{"failures":[],"activityInstanceValidationReports":[
              {"sourceScopeId":"CreateOrder","failures":["Cannot migrate this"]}]}}""");
    Run run = Run.on(engine.url(), "migrate", "--json");
    assertThat(run.json().at("/from/0/orders/0/outcome").asText()).isEqualTo("STAYS");
    assertThat(run.json().at("/from/0/orders/0/reason").asText())
        .isEqualTo("the engine says: Cannot migrate this");
    assertThat(run.exitCode()).isOne();
  }

  @Test
  void anOrderThatWasFinishedMeanwhileIsNoFailure() throws IOException {
    withAnOrder()
        .says("/migration/execute", 400, "{\"message\":\"Process instance cannot be found\"}")
        .says("/process-instance", 200, "[]");
    Run run = Run.on(engine.url(), "migrate", "--json");
    assertThat(run.json().at("/from/0/orders/0/outcome").asText()).isEqualTo("ENDED");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void whereNothingRunsOnOldVersionsThereIsNothingToDo() throws IOException {
    engine.says("/process-definition", 200, "[{\"id\":\"new\",\"version\":1,\"versionTag\":null}]");
    Run run = Run.on(engine.url(), "migrate");
    assertThat(run.out()).contains("nothing to move to version 1");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aModelWhoseTableIsNotGivenIsNotReplayed() throws IOException {
    withAnOrder().says("/history/user-operation", 200, "[]");
    Run run =
        Run.on(
            engine.url(),
            "replay",
            "--model",
            "../process-app/src/main/resources/bpmn/order-process.bpmn");
    assertThat(run.err()).contains("asks the decision table order-review").contains("--dmn");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private FakeEngine withAnOrder() throws IOException {
    return engine.withAnOrder(Files.readString(MODEL));
  }
}
