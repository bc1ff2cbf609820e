package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTest {

  @TempDir private Path home;

  @Test
  void dataSurvivesAKilledLauncherAndItsLeftoversAreCleared() throws Exception {
    try (TestLauncher launcher = new TestLauncher(home)) {
      TestLauncher.Run first = launcher.run().awaitReady();
      try (Connection connection = launcher.connect("orders", "orders");
          Statement statement = connection.createStatement()) {
        statement.execute("create table kept as select 42 as answer");
      }
      ProcessHandle worker = launcher.process("order-worker");
      ProcessHandle postgres = launcher.process("postgresql");
      first.kill();
      assertThat(worker.isAlive()).isTrue();
      assertThat(launcher.finished("status").output()).contains("A killed launcher left");

      TestLauncher.Run second = launcher.run().awaitReady();
      assertThat(second.output()).contains("Stopping what a killed launcher left running: ");
      assertThat(worker.isAlive()).isFalse();
      assertThat(postgres.isAlive()).isFalse();
      try (Connection connection = launcher.connect("orders", "orders");
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("select answer from kept")) {
        assertThat(result.next()).isTrue();
        assertThat(result.getInt(1)).isEqualTo(42);
      }

      assertThat(launcher.run("stop").awaitExit()).isZero();
      second.awaitExit();
      assertThat(second.output())
          .containsSubsequence(
              "Stopping order-worker, ",
              "Stopping process-app.",
              "Stopping sandbox.",
              "Stopping postgresql.");
      assertThat(Leftovers.find(launcher.data())).isEmpty();
      assertThat(launcher.data().log("order-worker")).content().contains("order-worker ends");
      assertThat(launcher.run("status").awaitExit()).isEqualTo(3);
      TestLauncher.Run audit = launcher.run("audit");
      assertThat(audit.awaitExit()).isEqualTo(2);
      assertThat(audit.output())
          .startsWith("Order Saga is not running from " + launcher.data().root())
          .hasLineCount(1);
    }
  }

  @Test
  void theSecondStartMapsTheClassesThatTheFirstOneArchived() throws Exception {
    try (TestLauncher launcher = new TestLauncher(home)) {
      launcher.run().awaitReady();
      Path services = launcher.data().services();
      await("every service's classes are archived")
          .atMost(Duration.ofMinutes(5))
          .until(() -> archives(services).size() == groups());
      assertThat(launcher.run("stop").awaitExit()).isZero();

      launcher.run().awaitReady();
      for (Service service : Service.values()) {
        assertThat(archive(launcher, service)).startsWith("-XX:SharedArchiveFile=");
        assertThat(launcher.data().log(service.id())).content().doesNotContain("[warning]");
      }
      assertThat(Service.workers().stream().map(worker -> archive(launcher, worker)).distinct())
          .as("one archive for all workers")
          .hasSize(1);
      if (Files.exists(Path.of("/proc/self/maps"))) {
        long worker = launcher.process("order-worker").pid();
        assertThat(Files.readString(Path.of("/proc/" + worker + "/maps")))
            .as("what was moved would be writable as a whole, and be in memory for each worker")
            .containsPattern(" r--p .*/workers-.*\\.jsa");
      }
    }
  }

  private static long groups() {
    return Stream.of(Service.values()).map(Service::group).distinct().count();
  }

  private static String archive(TestLauncher launcher, Service service) {
    return Stream.of(launcher.process(service.id()).info().arguments().orElseThrow())
        .filter(argument -> argument.contains("SharedArchiveFile"))
        .findFirst()
        .orElse("none");
  }

  private static List<Path> archives(Path services) throws IOException {
    try (Stream<Path> files = Files.walk(services)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  void resetForgetsEverythingAndCtrlCStopsEverything() throws Exception {
    try (TestLauncher launcher = new TestLauncher(home)) {
      launcher.data().create();
      Files.writeString(launcher.data().secrets(), "login.client=of-old\n");
      Path stranger = Files.createFile(launcher.data().root().resolve("not-ours.txt"));
      TestLauncher.Run run = launcher.run("--reset").awaitReady();
      assertThat(run.output()).doesNotContain("of-old");
      assertThat(stranger).exists();
      assertThat(run.interrupt().awaitExit()).isEqualTo(130);
      assertThat(run.output()).contains("Stopping postgresql.");
      assertThat(Leftovers.find(launcher.data())).isEmpty();
    }
  }
}
