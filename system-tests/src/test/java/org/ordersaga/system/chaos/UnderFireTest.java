package org.ordersaga.system.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The short version of the run that {@link LongRunTest} makes. The tests share their processes, and
 * the last one breaks the data for good.
 */
@Tag("chaos-short")
@TestMethodOrder(OrderAnnotation.class)
class UnderFireTest {

  private static final long SEED = 1;
  private static final int ORDERS = 40;

  /** A machine that builds has other things to do; the long run has a limit. */
  private static final Duration ANY_TIME = ChronoUnit.FOREVER.getDuration();

  private static Run run;

  @BeforeAll
  static void start() {
    run = Run.start(SEED, ORDERS, Shape.oneNode(true, false));
  }

  @AfterAll
  static void stop() {
    if (run != null) {
      run.close();
    }
  }

  @Test
  @Order(1)
  void whateverDiesAndBreaksNothingIsLostAndAllAddsUp() {
    run.playShort();

    assertThat(run.reckon(ANY_TIME)).isEmpty();
  }

  @Test
  @Order(2)
  void theAuditorFindsALedgerWriteLeftOutAndATombstoneIgnored() throws Exception {
    Stage stage = run.stage();
    Path folder = stage.cluster().folder();
    mutate(
        Service.INVENTORY,
        Mutant.of(
            "org.ordersaga.worker.execution.LocalExecution",
            Map.of(
                "!ledger.insert(key, StepState.DONE)",
                "key == null",
                "ledger.saveOutcome(key, recorder.mapper.toJson(output));",
                ""),
            folder.resolve("no-ledger")));
    mutate(
        Service.PAYMENT,
        Mutant.of(
            "org.ordersaga.worker.execution.RemoteExecution",
            Map.of(
                "earlier.get().state() != StepState.INTENDED",
                "earlier.get().state() != StepState.INTENDED"
                    + " && earlier.get().state() != StepState.TOMBSTONE"),
            folder.resolve("no-tombstone")));

    stage.placeRefused("mutant-no-ledger");
    stage.awaitRow(
        "mutant-no-ledger is closed",
        Service.ENGINE,
        "select order_id from order_view where order_id = ? and status = 'REJECTED'",
        "mutant-no-ledger");
    new Repeats(stage).undoFirst("payment.charge", "mutant-no-tombstone");
    stage.awaitRow(
        "mutant-no-tombstone is charged",
        Service.SANDBOX,
        "select reference from charge where reference = ?",
        "mutant-no-tombstone");

    Audit audit = Audit.run(stage.cluster(), Duration.ofSeconds(30), "--json");
    assertThat(audit.exitCode()).as(audit.report()).isEqualTo(1);
    assertThat(audit.report()).contains("mutant-no-ledger").contains("mutant-no-tombstone");
  }

  private static void mutate(Service service, Path classes) {
    for (Node node : run.stage().cluster().nodes(service)) {
      node.stop();
      node.patch(classes);
      node.start();
      node.awaitUp();
    }
  }
}
