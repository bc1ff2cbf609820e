package org.ordersaga.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.test.StubProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.client.RestClient;

@ExtendWith(OutputCaptureExtension.class)
class ProcessAppReporterTest extends SettlementTestCase {

  private final StubProvider processApp =
      new StubProvider(request -> new StubProvider.Reply(204, ""));
  private ProcessAppReporter reporter;

  @BeforeEach
  void connect() {
    reporter = reporter(processApp.url());
  }

  @AfterEach
  void close() {
    processApp.close();
  }

  private ProcessAppReporter reporter(String url) {
    return new ProcessAppReporter(
        new ReportQueue(jdbc),
        url,
        "money-worker",
        "geheim-ß",
        RestClient.builder(),
        new ObjectMapper());
  }

  @Test
  void anOpenAndAConfirmedSettlementAreToldOnceEach() {
    undoneWithoutAnswer();
    reporter.turn();
    reporter.turn();
    settle();
    receipt("{\"reference\": \"ch-1\", \"amount\": 250, \"currency\": \"EUR\"}");
    reporter.turn();
    reporter.turn();

    assertThat(processApp.requests())
        .extracting(StubProvider.Request::call)
        .containsOnly("PUT /api/orders/%s/settlements/money.charge".formatted(orderId))
        .hasSize(2);
    assertThat(bodies())
        .containsExactly(
            "{\"state\":\"OPEN\"}",
            "{\"state\":\"CONFIRMED\",\"receipt\":"
                + "{\"amount\":250,\"currency\":\"EUR\",\"reference\":\"ch-1\"}}");
    assertThat(settlement()).containsEntry("reported", "CONFIRMED");
  }

  @Test
  void aConfirmedSettlementWithoutAReceiptSaysSo() {
    undoneWithoutAnswer();
    settle();

    reporter.turn();

    assertThat(bodies()).containsExactly("{\"state\":\"CONFIRMED\",\"receipt\":null}");
  }

  @Test
  void theLoginIsTheWorkersOwn() {
    undoneWithoutAnswer();

    reporter.turn();

    String login =
        Base64.getEncoder()
            .encodeToString("money-worker:geheim-ß".getBytes(StandardCharsets.UTF_8));
    assertThat(processApp.requests().get(0).authorization()).isEqualTo("Basic " + login);
  }

  @Test
  void whatProcessAppDidNotTakeIsToldLaterAndSaidOncePerChange(CapturedOutput output) {
    undoneWithoutAnswer();
    processApp.failNext(503);
    processApp.failNext(503);
    processApp.failNext(500);

    reporter.turn();
    assertThat(settlement()).containsEntry("reported", null);
    reporter.turn();
    assertThat(processApp.requests()).as("waits a little").hasSize(1);
    reportDue();
    reporter.turn();
    reportDue();
    reporter.turn();
    reportDue();
    reporter.turn();

    assertThat(processApp.requests()).hasSize(4);
    assertThat(settlement()).containsEntry("reported", "OPEN");
    assertThat(output.getAll().lines().filter(line -> line.contains("PROCESS_APP_NOT_TOLD")))
        .satisfiesExactly(
            line -> assertThat(line).contains("it answers HTTP 503"),
            line -> assertThat(line).contains("it answers HTTP 500"));
    assertThat(output.getAll().lines().filter(line -> line.contains("is told of settlements")))
        .hasSize(1);
  }

  @Test
  void aProcessAppThatCannotBeReachedIsNotAskedForEveryOrder() {
    String url = processApp.url();
    processApp.close();
    reporter = reporter(url);
    undoneWithoutAnswer();
    jdbc.sql(
            """
            insert into settlement (order_id, step, occurrence, idempotency_key, input, state,
                                    next_attempt_at)
            values ('other', 'money.charge', '', 'k', '{}', 'OPEN', clock_timestamp())
            """)
        .update();

    reporter.turn();

    assertThat(
            jdbc.sql("select count(*) from settlement where next_report_at <= clock_timestamp()")
                .query(Long.class)
                .single())
        .as("not tried")
        .isOne();
  }

  @Test
  void anOrderThatProcessAppRefusesDoesNotHoldUpTheOthersAndIsNamedOnce(CapturedOutput output) {
    undoneWithoutAnswer();
    jdbc.sql(
            """
            insert into settlement (order_id, step, occurrence, idempotency_key, input, state,
                                    next_attempt_at, next_report_at)
            values ('refused', 'money.charge', '', 'k', '{}', 'OPEN', clock_timestamp(),
                    clock_timestamp() - interval '1 hour')
            """)
        .update();
    processApp.failNext(404);

    reporter.turn();

    assertThat(processApp.requests()).hasSize(2);
    assertThat(settlement()).containsEntry("reported", "OPEN");

    reportDue();
    processApp.failNext(404);
    reporter.turn();
    assertThat(processApp.requests()).hasSize(3);
    assertThat(output.getAll().lines().filter(line -> line.contains("PROCESS_APP_NOT_TOLD")))
        .singleElement()
        .asString()
        .contains("money.charge of order refused (HTTP 404)");
    assertThat(output.getAll()).doesNotContain("is told of settlements again");
  }

  @Test
  void aSettlementThatIsConfirmedWhileItsOpeningIsToldIsToldAgain() throws Exception {
    undoneWithoutAnswer();
    StubProvider.Held opening = processApp.holdNext();
    CompletableFuture<Void> telling = CompletableFuture.runAsync(reporter::turn);
    opening.awaitArrival();
    settle();
    opening.release();
    telling.get(10, TimeUnit.SECONDS);
    reporter.turn();

    assertThat(bodies())
        .containsExactly("{\"state\":\"OPEN\"}", "{\"state\":\"CONFIRMED\",\"receipt\":null}");
    assertThat(settlement()).containsEntry("reported", "CONFIRMED");
  }

  @Test
  void aLateAnswerToTheOpeningDoesNotHideWhatWasToldSince() throws Exception {
    undoneWithoutAnswer();
    StubProvider.Held opening = processApp.holdNext();
    CompletableFuture<Void> telling = CompletableFuture.runAsync(reporter::turn);
    opening.awaitArrival();
    settle();
    reporter(processApp.url()).turn();
    assertThat(settlement()).containsEntry("reported", "CONFIRMED");
    opening.release();
    telling.get(10, TimeUnit.SECONDS);

    assertThat(settlement()).containsEntry("reported", "CONFIRMED");
  }

  private void receipt(String json) {
    jdbc.sql("update settlement set receipt = cast(? as jsonb) where order_id = ?")
        .params(json, orderId)
        .update();
  }

  private void reportDue() {
    jdbc.sql("update settlement set next_report_at = clock_timestamp()").update();
  }

  private List<String> bodies() {
    return processApp.requests().stream().map(StubProvider.Request::body).toList();
  }
}
