package org.ordersaga.eraser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EraserTest {

  private FakeShop shop;
  private Map<String, String> environment;

  @BeforeEach
  void open() throws Exception {
    shop = new FakeShop();
    environment = shop.environment();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private record Run(int exitCode, String out, String err) {}

  private Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Eraser.command(environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new Run(command.execute(arguments), out.toString(), err.toString());
  }

  @Test
  void everyServiceIsAskedWithItsLoginAndProcessAppKeepsTheReport() {
    Run run = run("--customer", "cust-1");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(shop.places())
        .containsExactly(
            "process-app POST /api/erasures",
            "order POST /erasures",
            "inventory POST /erasures",
            "payment POST /erasures",
            "shipping POST /erasures",
            "notification POST /erasures",
            "sandbox POST /erasures",
            "process-app POST /api/erasures/orders",
            "process-app PUT /api/erasures/7");
    assertThat(shop.asked)
        .extracting(FakeShop.Asked::login)
        .containsExactly(
            "admin:admin-secret",
            "eraser:eraser-secret",
            "eraser:eraser-secret",
            "eraser:eraser-secret",
            "eraser:eraser-secret",
            "eraser:eraser-secret",
            null,
            "admin:admin-secret",
            "admin:admin-secret");
    assertThat(shop.asked.get(1).body().toString())
        .contains("\"orderIds\":[\"ord-1\",\"ord-2\"]", "\"dryRun\":false");
    assertThat(shop.asked.get(8).body().at("/erased/order-worker/some_table").asInt()).isEqualTo(2);
    assertThat(run.out())
        .contains("2 orders of customer cust-1 are erased.", "payment-worker", "some_table")
        .contains("Not reached from here:", "backups", "The sandbox stands for");
    assertThat(run.err()).contains("order-worker: 2 of 2 orders");
  }

  @Test
  void ordersOnTheirWayAreNamedAndMakeAnExitCodeOfTheirOwn() {
    shop.plan = "{\"id\":7,\"ended\":[],\"open\":[\"ord-3\"]}";

    Run run = run("--customer", "cust-1");

    assertThat(run.exitCode()).isOne();
    assertThat(run.out()).contains("still on their way", "ord-3");
    assertThat(shop.places())
        .containsExactly("process-app POST /api/erasures", "process-app PUT /api/erasures/7");
  }

  @Test
  void aDryRunSaysSoEverywhereAndIsNotKept() {
    shop.plan = "{\"id\":null,\"ended\":[\"ord-1\"],\"open\":[]}";

    Run run = run("--customer", "cust-1", "--dry-run");

    assertThat(run.exitCode()).isZero();
    assertThat(shop.asked).allMatch(asked -> asked.body().get("dryRun").asBoolean());
    assertThat(shop.asked).noneMatch(asked -> asked.what().startsWith("PUT"));
    assertThat(run.out()).contains("would be erased; nothing was changed");
  }

  @Test
  void manyOrdersAreErasedInPortionsAndCountedTogether() throws Exception {
    String ids =
        IntStream.range(0, 250).mapToObj(n -> "\"o-" + n + "\"").collect(Collectors.joining(","));
    shop.plan = "{\"id\":7,\"ended\":[" + ids + "],\"open\":[]}";

    Run run = run("--customer", "cust-1", "--json");

    assertThat(shop.asked)
        .filteredOn(asked -> asked.place().equals("payment"))
        .extracting(asked -> asked.body().get("orderIds").size())
        .containsExactly(100, 100, 50);
    JsonNode report = new ObjectMapper().readTree(run.out());
    assertThat(report.get("orders")).hasSize(250);
    assertThat(report.at("/erased/payment-worker/some_table").asInt()).isEqualTo(6);
  }

  @Test
  void whereTheOutsideIsNoSandboxItIsNotAsked() {
    environment.remove("ORDERSAGA_SANDBOX_URL");

    Run run = run("--customer", "cust-1");

    assertThat(run.exitCode()).isZero();
    assertThat(shop.asked).noneMatch(asked -> asked.place().equals("sandbox"));
    assertThat(run.out()).contains("the payment provider").doesNotContain("The sandbox stands");
  }

  @Test
  void aSandboxThatAsksForALoginGetsIt() {
    environment.put("ORDERSAGA_SANDBOX_PASSWORD", "s3cret");

    run("--customer", "cust-1");

    assertThat(shop.asked)
        .filteredOn(asked -> asked.place().equals("sandbox"))
        .extracting(FakeShop.Asked::login)
        .containsExactly("sandbox:s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "payment|503|payment-worker answered /erasures with status 503: No, not now.",
        "shipping|401|shipping-worker refused the login; check ORDERSAGA_ERASER_PASSWORD.",
        "process-app|403|process-app refused the login; check ORDERSAGA_ADMIN_PASSWORD."
      })
  void aServiceThatDoesNotDoItBreaksTheCommandOffAndItIsNotKeptAsEnded(
      String place, int status, String sentence) {
    shop.statuses.put(place, status);

    Run run = run("--customer", "cust-1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(sentence).doesNotContain("-secret");
    assertThat(shop.asked).noneMatch(asked -> asked.what().startsWith("PUT"));
  }

  @Test
  void aServiceThatCannotBeReachedIsNamed() {
    environment.put("ORDERSAGA_SHIPPING_WORKER_URL", "http://127.0.0.1:1");

    Run run = run("--customer", "cust-1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("shipping-worker could not be reached at http://127.0.0.1:1");
  }

  @Test
  void aCustomerThatNobodyKnowsIsNoSuccess() {
    shop.plan = "{\"id\":null,\"ended\":[],\"open\":[]}";

    Run run = run("--customer", "cust-9");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("There is no order of a customer cust-9.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ORDERSAGA_PROCESS_APP_URL",
        "ORDERSAGA_ADMIN_PASSWORD",
        "ORDERSAGA_ERASER_PASSWORD",
        "ORDERSAGA_NOTIFICATION_WORKER_URL"
      })
  void aMissingSettingIsNamedBeforeAnythingIsErased(String variable) {
    environment.remove(variable);

    Run run = run("--customer", "cust-1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(variable + " is missing");
    assertThat(shop.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host", "not a url", "http:///path"})
  void aBadAddressIsNamed(String url) {
    environment.put("ORDERSAGA_ORDER_WORKER_URL", url);

    Run run = run("--customer", "cust-1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("ORDERSAGA_ORDER_WORKER_URL must be an http or https URL.");
  }

  @Test
  void everyErasureIsListedBeforeItBeginsSoThatItCanBeRepeatedAfterARestore(@TempDir Path folder)
      throws Exception {
    Path list = folder.resolve("erasures");
    environment.put("ORDERSAGA_ERASURE_LIST", list.toString());

    run("--customer", "cust-1", "--dry-run");
    assertThat(list).doesNotExist();
    shop.statuses.put("order", 503);
    assertThat(run("--customer", "cust-1").exitCode()).isEqualTo(2);
    shop.statuses.clear();
    assertThat(run("--customer", "cust-2").exitCode()).isZero();

    assertThat(Files.readAllLines(list))
        .satisfiesExactly(
            line -> assertThat(line).matches("\\d{4}-\\S+Z cust-1"),
            line -> assertThat(line).matches("\\d{4}-\\S+Z cust-2"));
  }

  @Test
  void aListThatCannotBeWrittenIsNamedBeforeAnythingIsErased(@TempDir Path folder) {
    environment.put("ORDERSAGA_ERASURE_LIST", folder.toString());

    Run run = run("--customer", "cust-1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("The list of erasures " + folder + " cannot be written");
    assertThat(shop.places()).containsExactly("process-app POST /api/erasures");
  }

  @Test
  void wrongUsageErasesNothing() {
    for (List<String> arguments : List.of(List.<String>of(), List.of("--customer", "a b"))) {
      Run run = run(arguments.toArray(String[]::new));
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("--customer");
    }
    assertThat(shop.asked).isEmpty();
    assertThat(run("--help").out()).contains("Exit codes", "ORDERSAGA_ERASER_PASSWORD");
  }
}
