package org.ordersaga.sandbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.sandbox.Answer;
import org.ordersaga.sandbox.HeldRequests;
import org.ordersaga.sandbox.MailClient;
import org.ordersaga.sandbox.SandboxTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

class FaultsTest extends SandboxTest {

  private static final String CHARGES = "/payments/charges";

  @Autowired private ApplicationContext sandbox;

  private final String order = newOrderId();
  private final String key = order + ":payment.charge";
  private final String to = order + "@example.com";

  @Test
  void theNextRequestsFailBeforeAnyWorkAndThenNoMore() {
    set("{\"target\":\"payments\",\"failNext\":2}");
    for (int i = 0; i < 2; i++) {
      Answer failed = charge(key);
      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.text("code")).isEqualTo("unavailable");
      assertThat(failed.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
    }
    assertThat(client.get(CHARGES + "?idempotencyKey=" + key).status()).isEqualTo(404);
    assertThat(charge(key).status()).isEqualTo(201);
  }

  @Test
  void aFailureHasTheStatusThatIsWishedFor() {
    set("{\"target\":\"payments\",\"failNext\":1,\"failWith\":429}");
    Answer busy = charge(key);
    assertThat(busy.status()).isEqualTo(429);
    assertThat(busy.number("status")).isEqualTo(429);
    assertThat(busy.text("title")).isEqualTo("Too Many Requests");
    assertThat(charge(key).status()).isEqualTo(201);
  }

  @Test
  void aDelayedFailureHasTheStatusThatIsWishedForToo() {
    set("{\"target\":\"payments\",\"failNext\":1,\"failWith\":599,\"delayMillis\":10}");
    assertThat(charge(key).status()).isEqualTo(599);
  }

  @Test
  void aLostReplyDoesTheWorkAndNeverAnswers() {
    set("{\"target\":\"payments\",\"loseNextReply\":1}");
    assertThatThrownBy(() -> charge(key)).isInstanceOf(UncheckedIOException.class);
    Answer repeat = charge(key);
    assertThat(repeat.status()).isEqualTo(201);
    assertThat(client.get("/payments/ledger?reference=" + order).number("total")).isEqualTo(1);
  }

  @Test
  void theLostReplyOfADeclineIsLostToo() {
    set("{\"target\":\"payments\",\"loseNextReply\":1}");
    assertThatThrownBy(() -> client.post(CHARGES, key, charge(order, "tok_declined")))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(client.get(CHARGES + "?idempotencyKey=" + key).text("status")).isEqualTo("declined");
  }

  @Test
  void aHeldRequestIsNeitherWorkedOnNorAnswered() {
    set("{\"target\":\"payments\",\"timeoutRate\":1}");
    Instant start = Instant.now();
    assertThatThrownBy(() -> charge(key)).hasCauseInstanceOf(IOException.class);
    assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(1900));
    client.delete("/faults");
    assertThat(client.get(CHARGES + "?idempotencyKey=" + key).status()).isEqualTo(404);
  }

  @Test
  void manyHeldRequestsLeaveTheSandboxFreeForOthers() {
    set("{\"target\":\"payments\",\"timeoutRate\":1}");
    List<CompletableFuture<Answer>> held = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      held.add(client.postAsync(CHARGES, key + i, charge(order, "tok_visa")));
    }
    // More than the server has threads.
    await().until(() -> HeldRequests.of(sandbox) > 40);
    assertThat(client.post("/shipments", key, shipment(order, "DE")).status()).isEqualTo(201);
    assertThat(client.get("/payments/ledger?reference=" + order).number("total")).isZero();
    assertThat(held)
        .allSatisfy(answer -> assertThat(answer.handle((a, e) -> e).join()).isNotNull());
  }

  @Test
  void aDelayedRequestIsAnsweredLater() {
    set("{\"target\":\"payments\",\"delayMillis\":400}");
    Instant start = Instant.now();
    assertThat(charge(key).status()).isEqualTo(201);
    assertThat(Duration.between(start, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(400));
  }

  @Test
  void aDelayComesOnTopOfOtherFaults() {
    set("{\"target\":\"payments\",\"delayMillis\":300,\"failNext\":1,\"loseNextReply\":1}");
    Instant start = Instant.now();
    assertThat(charge(key).status()).isEqualTo(503);
    assertThatThrownBy(() -> charge(key)).isInstanceOf(UncheckedIOException.class);
    assertThat(Duration.between(start, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(600));
    assertThat(charge(key).status()).isEqualTo(201);
  }

  @Test
  void theSameSeedGivesTheSameFaults() {
    List<Integer> first = statuses("a");
    assertThat(first).contains(201, 503);
    assertThat(statuses("b")).isEqualTo(first);
  }

  @Test
  void everyOperationOnMoneyMeetsFaultsButNotTheLedger() {
    String id = charge(key).text("id");
    set("{\"target\":\"payments\",\"errorRate\":1}");
    assertThat(charge(key).status()).isEqualTo(503);
    assertThat(client.get(CHARGES + "?idempotencyKey=" + key).status()).isEqualTo(503);
    assertThat(client.post(CHARGES + "/" + id + "/refunds", key, null).status()).isEqualTo(503);
    assertThat(client.post("/payments/voids", null, key(key)).status()).isEqualTo(503);
    assertThat(client.get("/payments/ledger?reference=" + order).number("total")).isEqualTo(1);
  }

  @Test
  void theCarriersOfficeMeetsFaultsButNotAParcelOnItsWay() {
    String id = client.post("/shipments", key, shipment(order, "DE")).text("id");
    set("{\"target\":\"carrier\",\"errorRate\":1}");
    assertThat(client.post("/shipments", key, shipment(order, "DE")).status()).isEqualTo(503);
    assertThat(client.get("/shipments?idempotencyKey=" + key).status()).isEqualTo(503);
    assertThat(client.post("/shipments/" + id + "/cancel", null, null).status()).isEqualTo(503);
    assertThat(client.post("/shipments/voids", null, key(key)).status()).isEqualTo(503);
    assertThat(client.post("/shipments/" + id + "/handover", null, null).status()).isEqualTo(200);
    assertThat(client.post("/shipments/" + id + "/deliver", null, null).status()).isEqualTo(200);
  }

  @Test
  void theFaultsOfOneTargetLeaveTheOthersAlone() {
    set("{\"target\":\"carrier\",\"errorRate\":1}");
    assertThat(charge(key).status()).isEqualTo(201);
  }

  @Test
  void aFailingMailServerKeepsNothingAndSays451() throws Exception {
    set("{\"target\":\"mail\",\"failNext\":1}");
    assertThatThrownBy(this::send)
        .hasMessage("451 A fault that was wished for: nothing was done.\n");
    assertThat(received()).isZero();
    send();
    assertThat(received()).isEqualTo(1);
  }

  @Test
  void aMailServerFailsWithTheStatusThatIsWishedFor() {
    set("{\"target\":\"mail\",\"failNext\":1,\"failWith\":554}");
    assertThatThrownBy(this::send)
        .hasMessage("554 A fault that was wished for: nothing was done.\n");
    assertThat(received()).isZero();
  }

  @Test
  void aMailServerThatLosesItsReplyKeepsTheMessage() throws Exception {
    set("{\"target\":\"mail\",\"loseNextReply\":1}");
    assertThatThrownBy(this::send).isInstanceOf(MessagingException.class);
    assertThat(received()).isEqualTo(1);
    send();
    assertThat(received()).isEqualTo(2);
  }

  @Test
  void aMailServerThatHoldsAMessageKeepsNothing() {
    set("{\"target\":\"mail\",\"timeoutRate\":1}");
    Instant start = Instant.now();
    assertThatThrownBy(this::send).isInstanceOf(MessagingException.class);
    assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(1900));
    assertThat(received()).isZero();
  }

  @Test
  void faultsAreShownAsTheyCountDownAndCanBeEnded() {
    set(
        "{\"target\":\"payments\",\"failNext\":2,\"loseNextReply\":3,\"errorRate\":0.25,\"seed\":7}");
    charge(key);
    Answer shown = client.get("/faults");
    assertThat(shown.json()).hasSize(3);
    assertThat(shown.json().at("/0/target").asText()).isEqualTo("payments");
    assertThat(shown.json().at("/0/failNext").asLong()).isEqualTo(1);
    assertThat(shown.json().at("/0/loseNextReply").asLong()).isEqualTo(3);
    assertThat(shown.json().at("/0/errorRate").asDouble()).isEqualTo(0.25);
    assertThat(shown.json().at("/0/seed").asLong()).isEqualTo(7);
    assertThat(client.delete("/faults").status()).isEqualTo(204);
    assertThat(charge(key).status()).isEqualTo(201);
    assertThat(client.get("/faults").json().at("/0/loseNextReply").asLong()).isZero();
  }

  @Test
  void whatIsNotGivenIsNone() {
    set("{\"target\":\"payments\",\"errorRate\":1}");
    set("{\"target\":\"payments\"}");
    assertThat(charge(key).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"target\":\"moon\",\"errorRate\":2,\"timeoutRate\":-1,\"lostReplyRate\":\"x\","
            + "\"delayMillis\":-5,\"failNext\":1.5,\"loseNextReply\":\"1\",\"seed\":\"s\","
            + "\"failWith\":200}",
      })
  void everyBadFieldIsNamed(String json) {
    Answer refused = client.put("/faults", json);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.badFields())
        .containsExactlyInAnyOrder(
            "target",
            "errorRate",
            "timeoutRate",
            "lostReplyRate",
            "delayMillis",
            "failNext",
            "loseNextReply",
            "failWith",
            "seed");
  }

  @Test
  void ratesThatAreTooMuchTogetherAreRefused() {
    Answer refused =
        client.put("/faults", "{\"target\":\"mail\",\"errorRate\":0.6,\"timeoutRate\":0.6}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.badFields()).contains("errorRate", "timeoutRate");
  }

  private List<Integer> statuses(String series) {
    set("{\"target\":\"payments\",\"errorRate\":0.5,\"seed\":42}");
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      statuses.add(charge(key + series + i).status());
    }
    return statuses;
  }

  private void set(String json) {
    assertThat(client.put("/faults", json).status()).isEqualTo(200);
  }

  private Answer charge(String withKey) {
    return client.post(CHARGES, withKey, charge(order, "tok_visa"));
  }

  private void send() throws MessagingException {
    new MailClient(smtpPort(), PASSWORD).send(to, "<" + order + ">", "s", "t", null);
  }

  private long received() {
    return client.get("/inbox?to=" + to).number("total");
  }
}
