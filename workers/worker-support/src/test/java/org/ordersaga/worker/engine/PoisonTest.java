package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordersaga.test.TestPostgres;

/** A task that kills its process, with real processes. */
class PoisonTest {

  @TempDir private Path folder;

  private final String run = UUID.randomUUID().toString();
  private final String database = TestPostgres.createDatabase("poison");
  private final TestEngine engine = TestEngine.running();
  private Process process;
  private int started;

  @AfterEach
  void stop() {
    if (process != null) {
      process.destroyForcibly();
    }
    engine.deleteAll();
  }

  @Test
  void aTaskThatKillsItsProcessAgainAndAgainBecomesAnIncidentAndItsNeighbourIsDone()
      throws Exception {
    String poison = "poison-" + run;
    String neighbour = "neighbour-" + run;
    engine.deploy("p-" + run, PoisonWorker.TOPIC, Map.of("maxDeliveries", "2"));
    engine.start("p-" + run, poison);
    engine.start("p-" + run, neighbour);

    startAndAwaitDeath();
    startAndAwaitDeath();
    start();

    await()
        .atMost(Duration.ofSeconds(180))
        .until(() -> Integer.valueOf(0).equals(engine.task(poison).getRetries()));
    assertThat(engine.task(poison).getErrorMessage())
        .isEqualTo(
            "DELIVERIES_EXHAUSTED: poison.take was delivered twice without a report, and may be"
                + " stopping its worker; check the worker's log for this task.");
    await().atMost(Duration.ofSeconds(180)).until(() -> "done".equals(engine.end(neighbour)));
    assertThat(process.isAlive()).isTrue();
  }

  private void startAndAwaitDeath() throws Exception {
    start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(PoisonWorker.EXIT_CODE);
  }

  private void start() throws IOException {
    started++;
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-Dpoison.first=" + (started == 1),
                    "-cp",
                    System.getProperty("java.class.path"),
                    PoisonWorker.class.getName(),
                    database,
                    "http://localhost:" + engine.port() + "/engine-rest"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("worker-" + started + ".log").toFile())
            .start();
  }
}
