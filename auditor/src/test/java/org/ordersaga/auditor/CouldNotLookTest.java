package org.ordersaga.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.auditor.world.Orders;
import org.ordersaga.auditor.world.Schemas;
import org.ordersaga.auditor.world.World;

/** What the auditor cannot see it does not judge: exit code 2, and one sentence. */
class CouldNotLookTest {

  private static World world;
  private final Map<String, String> environment = new HashMap<>(world.environment());

  @BeforeAll
  static void someOrders() throws Exception {
    world = new World();
    Orders.atRest(world);
  }

  @AfterEach
  void forgetFaults() {
    world.sandbox().reset();
  }

  @AfterAll
  static void end() throws Exception {
    world.close();
  }

  private void cannotLook(String sentence, String... arguments) {
    World.Run run = World.run(Auditor.command(environment), arguments);
    assertThat(run.err()).contains(sentence).hasLineCount(1).doesNotContain(Schemas.PASSWORD);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "ORDERSAGA_DB_URL, , ORDERSAGA_DB_URL is not set",
    "ORDERSAGA_DB_URL, ' ', ORDERSAGA_DB_URL is not set",
    "ORDERSAGA_DB_URL, localhost:5432, ORDERSAGA_DB_URL must look like",
    "ORDERSAGA_DB_URL, jdbc:postgresql://localhost:5432/camunda, without the name of a database",
    "ORDERSAGA_AUDITOR_PASSWORD, , ORDERSAGA_AUDITOR_PASSWORD is not set",
    "ORDERSAGA_SANDBOX_URL, , ORDERSAGA_SANDBOX_URL is not set",
    "ORDERSAGA_SANDBOX_URL, ftp://localhost/, ORDERSAGA_SANDBOX_URL must be an http or https URL",
    "ORDERSAGA_SANDBOX_URL, 'not a url', ORDERSAGA_SANDBOX_URL must be an http or https URL"
  })
  void aSettingThatIsMissingOrWrongIsNamed(String variable, String value, String sentence) {
    environment.put(variable, value);
    cannotLook(sentence);
  }

  @Test
  void aSlashMoreOrLessAndParametersAreNoMistake() {
    environment.put("ORDERSAGA_DB_URL", Schemas.serverUrl().replaceFirst("/$", "?sslmode=disable"));
    environment.computeIfPresent("ORDERSAGA_SANDBOX_URL", (name, url) -> url + "/");
    assertThat(World.run(Auditor.command(environment)).exitCode()).isZero();
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws IOException {
    environment.put("ORDERSAGA_DB_URL", "jdbc:postgresql://localhost:" + freePort() + "/");
    cannotLook("The database camunda could not be read");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aWrongPasswordIsNamed() throws Exception {
    Path access = Path.of(setting("hba_file"));
    String before = Files.readString(access);
    Files.writeString(access, "host all auditor all scram-sha-256\n" + before);
    try {
      reloadAccess(1);
      assertThat(World.run(Auditor.command(environment)).exitCode()).isZero();
      environment.put("ORDERSAGA_AUDITOR_PASSWORD", "wrong");
      cannotLook("refused the login of the role auditor");
    } finally {
      Files.writeString(access, before);
      reloadAccess(0);
    }
  }

  private static void reloadAccess(int rulesOfTheAuditor) throws SQLException {
    try (Connection connection = Schemas.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_reload_conf()");
    }
    Awaitility.await()
        .until(
            () ->
                number("select count(*) from pg_hba_file_rules where 'auditor' = any (user_name)")
                    == rulesOfTheAuditor);
  }

  private static String setting(String name) throws SQLException {
    try (Connection connection = Schemas.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  private static int number(String query) throws SQLException {
    try (Connection connection = Schemas.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void aRoleThatMayNotReadIsNamed() throws SQLException {
    administer("revoke pg_read_all_data from auditor");
    try {
      cannotLook("grant it pg_read_all_data");
    } finally {
      administer("grant pg_read_all_data to auditor");
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() throws SQLException {
    world.disconnect();
    administer("alter database shipping rename to elsewhere");
    try {
      cannotLook("There is no database shipping");
    } finally {
      administer("alter database elsewhere rename to shipping");
    }
  }

  private static void administer(String sql) throws SQLException {
    try (Connection connection = Schemas.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CAMUNDA, order_settlement",
    "ORDERS, order_line",
    "INVENTORY, product_price",
    "PAYMENTS, settlement",
    "SHIPPING, step_execution",
    "NOTIFICATIONS, notification"
  })
  void aTableThatIsMissingIsNamed(Database database, String table) {
    world.sql(database, "alter table %s rename to moved".formatted(table));
    try {
      cannotLook(table);
      cannotLook("The database %s has not the tables".formatted(database.databaseName()));
    } finally {
      world.sql(database, "alter table moved rename to %s".formatted(table));
    }
  }

  @Test
  void aSandboxThatIsNotThereIsNamed() throws IOException {
    environment.put("ORDERSAGA_SANDBOX_URL", "http://localhost:" + freePort());
    cannotLook("The sandbox could not be read at /");
  }

  @ParameterizedTest
  @CsvSource({"401, ORDERSAGA_SANDBOX_PASSWORD", "403, ORDERSAGA_SANDBOX_PASSWORD", "500, 500"})
  void aSandboxThatRefusesIsNamed(int status, String sentence) {
    for (int i = 0; i < 12; i++) {
      world.sandbox().failNext(status);
    }
    cannotLook(sentence);
  }

  @Test
  void aConnectionThatBreaksIsNoReasonToGiveUp() {
    world.sandbox().breakNext();
    world.sandbox().failNext(503);
    assertThat(World.run(Auditor.command(environment)).exitCode()).isZero();
  }

  @Test
  void aSandboxWhoseAnswerMakesNoSenseIsNamed() {
    Map<String, Object> charge = world.ledger().get(0);
    Object at = charge.put("at", "yesterday");
    try {
      cannotLook("What the sandbox answered at /payments/ledger cannot be understood");
    } finally {
      charge.put("at", at);
    }
  }

  @Test
  void theSandboxsPasswordIsSent() {
    environment.put("ORDERSAGA_SANDBOX_PASSWORD", "open sesame");
    assertThat(World.run(Auditor.command(environment)).exitCode()).isZero();
    assertThat(world.sandbox().requests())
        .isNotEmpty()
        .allMatch(request -> "Basic c2FuZGJveDpvcGVuIHNlc2FtZQ==".equals(request.authorization()));
  }

  @ParameterizedTest
  @CsvSource({
    "--at-rest=-1",
    "--at-rest=soon",
    "--at-rest=9999999999999",
    "--whatever",
    "--order",
    "surplus"
  })
  void anOptionThatMakesNoSenseIsAMistake(String option) {
    World.Run run = World.run(Auditor.command(environment), option);
    assertThat(run.err()).contains("Usage:");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void oneOrdersStoryNeedsNoRest() {
    World.Run run = World.run(Auditor.command(environment), "--order=x", "--at-rest=1");
    assertThat(run.err()).contains("not together with --order");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void anAuditThatRunsOutOfMemoryHasNotLooked() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) {
            throw new OutOfMemoryError("no more");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    StringWriter err = new StringWriter();
    int exitCode =
        Auditor.run(
            Auditor.command(environment)
                .setOut(new PrintWriter(full))
                .setErr(new PrintWriter(err, true)));
    assertThat(err.toString()).contains("OutOfMemoryError").hasLineCount(1);
    assertThat(exitCode).isEqualTo(2);
  }

  @Test
  void helpSaysWhatTheExitCodesMean() {
    World.Run run = World.run(Auditor.command(Map.of()), "-h");
    assertThat(run.out())
        .contains("--json", "--order=ID", "--at-rest=SECONDS", "ORDERSAGA_AUDITOR_PASSWORD")
        .containsPattern("2 +it could not look");
    assertThat(run.exitCode()).isZero();
  }
}
