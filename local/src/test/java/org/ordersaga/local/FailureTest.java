package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a PostgreSQL of somebody else, whose administrator is no superuser. */
class FailureTest {

  private static EmbeddedPostgres server;

  @TempDir private Path home;

  @BeforeAll
  static void startServer() throws Exception {
    server = EmbeddedPostgres.start();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create role boss login createdb createrole password 'secret'");
    }
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  private TestLauncher launcher() throws Exception {
    return new TestLauncher(home).with("ORDERSAGA_DB_URL", url("boss"));
  }

  private static String url(String user) {
    return "jdbc:postgresql://localhost:%d/postgres?user=%s&password=secret&ApplicationName=saga"
        .formatted(server.getPort(), user);
  }

  @Test
  void anotherPostgresIsUsedWhenItsUrlIsGiven() throws Exception {
    try (TestLauncher launcher = launcher()) {
      TestLauncher.Run run = launcher.run().awaitReady();
      assertThat(run.output()).doesNotContain("postgresql ");
      assertThat(launcher.environmentOf(Service.ORDER_WORKER))
          .contains(
              "SPRING_DATASOURCE_URL=jdbc:postgresql://localhost:%d/orders?ApplicationName=saga"
                  .formatted(server.getPort()))
          .noneMatch(line -> line.startsWith("ORDERSAGA_DB_URL"));
      try (Connection connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://localhost:%d/orders".formatted(server.getPort()),
                  "orders",
                  launcher.secrets().getProperty("database.orders"));
          Statement statement = connection.createStatement()) {
        statement.execute("create table own_table (id int)");
      }
      assertThat(launcher.data().postgres()).doesNotExist();
      assertThat(launcher.run("status").awaitExit()).isZero();
      assertThat(launcher.finished("audit").output())
          .contains(
              "ORDERSAGA_DB_URL=jdbc:postgresql://localhost:%d/?ApplicationName=saga"
                  .formatted(server.getPort()));
      theAuditorReadsWhatWasCreatedLater(launcher);
    }
  }

  private static void theAuditorReadsWhatWasCreatedLater(TestLauncher launcher) throws Exception {
    String url = "jdbc:postgresql://localhost:%d/orders".formatted(server.getPort());
    try (Connection auditor =
            DriverManager.getConnection(
                url, "auditor", launcher.secrets().getProperty("database.auditor"));
        Statement statement = auditor.createStatement()) {
      statement.execute("select * from own_table");
      assertThatThrownBy(() -> statement.execute("drop table own_table"))
          .hasMessageContaining("read-only");
    }
  }

  @Test
  void fiveQuickDeathsOfOneStopEverythingAndNameItsLog() throws Exception {
    try (TestLauncher launcher = launcher()) {
      launcher.letDie(Service.INVENTORY_WORKER);
      TestLauncher.Run run = launcher.run();
      assertThat(run.awaitExit()).isOne();
      assertThat(run.output())
          .containsSubsequence("started again in 0.05 s", "0.1 s", "0.2 s", "0.4 s")
          .endsWith(
              "inventory-worker died 5 times in a row within 60 s of its start (exit code 7), so"
                  + " everything is stopped; its log: "
                  + launcher.data().log("inventory-worker")
                  + "\n");
      assertThat(launcher.data().log("inventory-worker")).content().contains("cannot go on");
      assertThat(Leftovers.find(launcher.data())).isEmpty();
    }
  }

  @Test
  void aTakenPortIsNamedBeforeAnythingStarts() throws Exception {
    try (TestLauncher launcher = launcher();
        ServerSocket socket =
            new ServerSocket(launcher.base() + 4, 1, InetAddress.getLoopbackAddress())) {
      TestLauncher.Run run = launcher.run();
      assertThat(run.awaitExit()).isOne();
      assertThat(run.output())
          .startsWith(
              "Port %d is taken, and shipping-worker needs it".formatted(socket.getLocalPort()))
          .hasLineCount(1);
    }
  }

  @Test
  void anUnusableDatabaseIsOneSentence() throws Exception {
    try (TestLauncher launcher = launcher().with("ORDERSAGA_DB_URL", url("nobody"))) {
      TestLauncher.Run run = launcher.run();
      assertThat(run.awaitExit()).isOne();
      assertThat(run.output().lines().reduce((first, second) -> second).orElseThrow())
          .startsWith("The PostgreSQL that ORDERSAGA_DB_URL names cannot be used: ")
          .doesNotContain("secret");
    }
  }

  @Test
  void aServiceThatWasNotBuiltIsOneSentence() throws Exception {
    try (TestLauncher launcher = launcher()) {
      Path jar = home.toRealPath().resolve(Service.SANDBOX.jar());
      Files.delete(jar);
      TestLauncher.Run run = launcher.run();
      assertThat(run.awaitExit()).isOne();
      assertThat(run.output()).endsWith(jar + " is missing; \"./start\" builds it.\n");
    }
  }

  @Test
  void aBadSettingIsOneSentence() throws Exception {
    try (TestLauncher launcher = launcher().with("ORDERSAGA_PORT_BASE", "eighty")) {
      TestLauncher.Run run = launcher.run();
      assertThat(run.awaitExit()).isOne();
      assertThat(run.output())
          .isEqualTo("ORDERSAGA_PORT_BASE must be a number from 1024 to 65503, not \"eighty\".\n");
    }
  }
}
