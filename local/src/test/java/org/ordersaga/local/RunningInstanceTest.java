package org.ordersaga.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningInstanceTest {

  @TempDir private static Path home;

  private static TestLauncher launcher;
  private static TestLauncher.Run run;
  private static String outputWhenReady;

  @BeforeAll
  static void start() throws Exception {
    launcher =
        new TestLauncher(home)
            .with("ORDERSAGA_OPERATOR_PASSWORD", "it's really me")
            .with("ORDERSAGA_CURRENCY", "CHF")
            .with("ORDERSAGA_LOG_FORMAT", "json");
    run = launcher.run().awaitReady();
    outputWhenReady = run.output();
  }

  @AfterAll
  static void stop() throws Exception {
    launcher.close();
  }

  @Test
  void tellsProgressAndAFirstOrderAndThenThatItIsReady() throws Exception {
    assertThat(outputWhenReady)
        .containsPattern("postgresql +healthy after +\\d+ s")
        .containsPattern("payment-worker +healthy after +\\d+ s")
        .contains("http://localhost:" + launcher.base() + "/camunda/app/cockpit/")
        .containsPattern("operator +it's really me")
        .doesNotContain("Exception");
    Matcher order = Pattern.compile("-d '(.*)' http").matcher(outputWhenReady);
    assertThat(order.find()).isTrue();
    assertThat(new ObjectMapper().readTree(order.group(1)).get("orderId").asText())
        .isEqualTo("ord-1");
    assertThat(outputWhenReady.lines().reduce((first, second) -> second).orElseThrow())
        .startsWith("Ready");
  }

  @Test
  void statusShowsEveryProcessAndSaysThatAllIsWell() throws Exception {
    TestLauncher.Run status = launcher.run("status");
    assertThat(status.awaitExit()).isZero();
    assertThat(status.output()).containsPattern("postgresql +\\d+ +\\d+ +UP");
    for (Service service : Service.values()) {
      assertThat(status.output())
          .containsPattern(service.id() + " +\\d+ +" + service.port(launcher.base()) + " +UP");
    }
  }

  @Test
  void onlyTheOwnerCanReadThePasswords() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(launcher.data().root())))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(launcher.data().secrets())))
        .isEqualTo("rw-------");
    assertThat(launcher.data().root().resolve("postgres-password")).doesNotExist();
  }

  @Test
  void passwordsAreOnNoCommandLineAndInNoLog() throws Exception {
    for (Object secret : launcher.secrets().values()) {
      assertThat(ProcessHandle.allProcesses())
          .noneMatch(handle -> handle.info().commandLine().orElse("").contains(secret.toString()));
      try (var logs = Files.list(launcher.data().logs())) {
        assertThat(logs)
            .isNotEmpty()
            .allSatisfy(log -> assertThat(log).content().doesNotContain(secret.toString()));
      }
    }
  }

  @Test
  void aServiceGetsWhatItNeedsAndNobodyElsesPasswords() throws Exception {
    int base = launcher.base();
    assertThat(launcher.environmentOf(Service.PAYMENT_WORKER))
        .contains(
            "SERVER_ADDRESS=127.0.0.1",
            "SERVER_PORT=" + (base + 3),
            "SPRING_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:" + (base + 32) + "/payments",
            "SPRING_DATASOURCE_USERNAME=payments",
            "SPRING_DATASOURCE_HIKARI_MINIMUM_IDLE=1",
            "ORDERSAGA_ENGINE_URL=http://127.0.0.1:" + base + "/engine-rest",
            "ORDERSAGA_PAYMENTS_URL=http://127.0.0.1:" + (base + 10),
            "ORDERSAGA_CURRENCY=CHF",
            "ORDERSAGA_OPERATOR_PASSWORD=it's really me",
            "LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs")
        .noneMatch(line -> line.startsWith("ORDERSAGA_ADMIN_PASSWORD"))
        .noneMatch(line -> line.startsWith("ORDERSAGA_ORDER_WORKER_PASSWORD"));
    String enginePassword = launcher.secrets().getProperty("login.payment-worker");
    assertThat(launcher.environmentOf(Service.PAYMENT_WORKER))
        .contains("ORDERSAGA_ENGINE_PASSWORD=" + enginePassword);
    assertThat(launcher.environmentOf(Service.PROCESS_APP))
        .contains("ORDERSAGA_PAYMENT_WORKER_PASSWORD=" + enginePassword)
        .anyMatch(line -> line.startsWith("ORDERSAGA_ADMIN_PASSWORD="));
    assertThat(launcher.environmentOf(Service.NOTIFICATION_WORKER))
        .contains("SPRING_MAIL_HOST=127.0.0.1", "SPRING_MAIL_PORT=" + (base + 25));
    assertThat(launcher.environmentOf(Service.SANDBOX))
        .contains(
            "ORDERSAGA_SANDBOX_OPEN=true",
            "ORDERSAGA_SMTP_PORT=" + (base + 25),
            "ORDERSAGA_API_URL=http://127.0.0.1:" + base);
  }

  @Test
  void aServicesUserOwnsItsDatabaseAndMayEnterNoOther() throws Exception {
    try (Connection own = launcher.connect("payments", "payments");
        Statement statement = own.createStatement()) {
      statement.execute("create table own_table (id int)");
    }
    assertThatThrownBy(() -> launcher.connect("orders", "payments"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void postgresKeepsWhatWasCommittedAndAsksForAPassword() throws Exception {
    try (Connection connection = launcher.connect("postgres", "postgres")) {
      assertThat(setting("fsync", connection)).isEqualTo("on");
      assertThat(setting("synchronous_commit", connection)).isEqualTo("on");
      assertThat(setting("full_page_writes", connection)).isEqualTo("on");
      assertThat(setting("listen_addresses", connection)).isEqualTo("127.0.0.1");
    }
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + (launcher.base() + 32) + "/postgres",
                    "postgres",
                    "postgres"))
        .hasMessageContaining("password authentication failed");
  }

  private static String setting(String name, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("show " + name)) {
      result.next();
      return result.getString(1);
    }
  }

  @Test
  void theAuditorGetsTheAddressesOfWhatRunsAndNoOtherPassword() throws Exception {
    TestLauncher.Run audit =
        launcher.finished("audit", "--order", "ord-1", "--json", "--at-rest", "1");
    assertThat(audit.awaitExit()).isOne();
    assertThat(audit.output().lines())
        .contains(
            "arguments [--order, ord-1, --json, --at-rest, 1]",
            "a word on standard error",
            "ORDERSAGA_DB_URL=jdbc:postgresql://127.0.0.1:" + (launcher.base() + 32) + "/",
            "ORDERSAGA_SANDBOX_URL=http://127.0.0.1:" + (launcher.base() + 10),
            "ORDERSAGA_AUDITOR_PASSWORD=" + launcher.secrets().getProperty("database.auditor"))
        .filteredOn(line -> line.matches("\\w*PASSWORD=.*"))
        .hasSize(1);
  }

  @Test
  void theAuditorsExitCodesAreHandedOn() throws Exception {
    for (int code : new int[] {0, 1, 2}) {
      assertThat(launcher.run("audit", "" + code).awaitExit()).isEqualTo(code);
    }
  }

  @Test
  void theAuditIsThatOfTheDataFolderWhateverThePortsOfThisTerminal() throws Exception {
    TestLauncher.Run audit = launcher.finishedWith("ORDERSAGA_PORT_BASE", "9000", "audit");
    assertThat(audit.awaitExit()).isZero();
    assertThat(audit.output())
        .contains("ORDERSAGA_SANDBOX_URL=http://127.0.0.1:" + (launcher.base() + 10));
  }

  @Test
  void theModelToolGetsTheAddressOfTheEngineAndTheProcessOwnersPasswordOnly() throws Exception {
    TestLauncher.Run tool = launcher.finished("model", "migrate", "--dry-run", "1");
    assertThat(tool.awaitExit()).isOne();
    assertThat(tool.output().lines())
        .contains(
            "arguments [migrate, --dry-run, 1]",
            "ORDERSAGA_PROCESS_APP_URL=http://127.0.0.1:" + launcher.base(),
            "ORDERSAGA_PROCESS_OWNER_PASSWORD="
                + launcher.secrets().getProperty("login.process-owner"))
        .filteredOn(line -> line.matches("\\w*PASSWORD=.*"))
        .hasSize(1);
  }

  @Test
  void theEraserGetsTheAddressesOfAllAndThePasswordsOfTwo() throws Exception {
    TestLauncher.Run tool = launcher.finished("erase", "--customer", "cust-1", "1");
    assertThat(tool.awaitExit()).isOne();
    assertThat(tool.output().lines())
        .contains(
            "arguments [--customer, cust-1, 1]",
            "ORDERSAGA_PROCESS_APP_URL=http://127.0.0.1:" + launcher.base(),
            "ORDERSAGA_ORDER_WORKER_URL=http://127.0.0.1:" + (launcher.base() + 1),
            "ORDERSAGA_NOTIFICATION_WORKER_URL=http://127.0.0.1:" + (launcher.base() + 5),
            "ORDERSAGA_SANDBOX_URL=http://127.0.0.1:" + (launcher.base() + 10),
            "ORDERSAGA_ADMIN_PASSWORD=" + launcher.secrets().getProperty("login.admin"),
            "ORDERSAGA_ERASER_PASSWORD=" + launcher.secrets().getProperty("login.eraser"))
        .filteredOn(line -> line.matches("\\w*PASSWORD=.*"))
        .hasSize(2);
  }

  @Test
  void theAuditorReadsWhatServicesWriteAndWritesNothing() throws Exception {
    try (Connection own = launcher.connect("shipping", "shipping");
        Statement statement = own.createStatement()) {
      statement.execute("create table told (id int)");
      statement.execute("insert into told values (7)");
    }
    try (Connection auditor = launcher.connect("shipping", "auditor");
        Statement statement = auditor.createStatement()) {
      try (ResultSet row = statement.executeQuery("select id from told")) {
        assertThat(row.next()).isTrue();
      }
      assertThatThrownBy(() -> statement.execute("create table of_mine (id int)"))
          .hasMessageContaining("read-only");
      statement.execute("set default_transaction_read_only = off");
      assertThatThrownBy(() -> statement.execute("delete from told"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void theSandboxsOwnDatabaseIsClosedToTheAuditor() {
    assertThatThrownBy(() -> launcher.connect("sandbox", "auditor"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void aSecondLauncherOnTheSameDataFolderIsRefused() throws Exception {
    TestLauncher.Run second = launcher.run();
    assertThat(second.awaitExit()).isOne();
    assertThat(second.output())
        .startsWith("Order Saga is already running from " + launcher.data().root())
        .hasLineCount(1);
  }

  @Test
  void nothingIsWipedWhileItRuns() throws Exception {
    TestLauncher.Run second = launcher.run("--reset");
    assertThat(second.awaitExit()).isOne();
    assertThat(second.output()).contains("already running");
    assertThat(launcher.data().secrets()).exists();
  }

  @Test
  void aProcessThatDiedIsStartedAgainAndThatIsSaid() {
    ProcessHandle before = launcher.process("shipping-worker");
    before.destroyForcibly();
    run.awaitOutput("shipping-worker died after ")
        .awaitOutput("(killed by signal 9); it is started again in 0.05 s")
        .awaitOutput("shipping-worker      healthy again after ");
    assertThat(launcher.process("shipping-worker").pid()).isNotEqualTo(before.pid());
  }

  @Test
  void postgresIsStartedAgainToo() {
    launcher.process("postgresql").destroyForcibly();
    run.awaitOutput("postgresql died after ").awaitOutput("postgresql           healthy again");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> launcher.connect("orders", "orders").close());
  }
}
