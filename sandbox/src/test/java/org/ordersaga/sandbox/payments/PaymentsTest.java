package org.ordersaga.sandbox.payments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ordersaga.sandbox.Answer;
import org.ordersaga.sandbox.SandboxTest;

class PaymentsTest extends SandboxTest {

  private static final String CHARGES = "/payments/charges";

  private final String order = newOrderId();
  private final String key = order + ":payment.charge";

  @Test
  void aChargeIsCapturedOnceAndItsRepeatGetsTheSameAnswer() {
    Answer first = capture();
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.text("status")).isEqualTo("captured");
    assertThat(first.number("captured")).isEqualTo(1999);
    assertThat(first.text("reference")).isEqualTo(order);
    assertThat(first.text("idempotencyKey")).isEqualTo(key);

    Answer repeat = capture();
    assertThat(repeat.status()).isEqualTo(201);
    assertThat(repeat.body()).isEqualTo(first.body());
    assertThat(ledger().number("total")).isEqualTo(1);
  }

  @Test
  void theRepeatOfARefundedChargeStillGetsTheFirstAnswer() {
    Answer first = capture();
    refund(first.text("id"), order + "-r1", "{}");
    assertThat(capture().body()).isEqualTo(first.body());
  }

  @Test
  void aKeyIsNotUsedForAnotherBody() {
    capture();
    Answer other = client.post(CHARGES, key, charge(order, "tok_visa").replace("1999", "2000"));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text("code")).isEqualTo("idempotency_key_reused");
    assertThat(ledger().json().at("/items/0/captured").asLong()).isEqualTo(1999);
  }

  @ParameterizedTest
  @CsvSource({
    "tok_declined, card_declined",
    "tok_insufficient_funds, insufficient_funds",
    "tok_expired, expired_card",
    "tok_of_nobody, invalid_token"
  })
  void aBadCardIsDeclinedWithACodeAndAgainWhenRepeated(String token, String code) {
    Answer first = client.post(CHARGES, key, charge(order, token));
    assertThat(first.status()).isEqualTo(402);
    assertThat(first.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(first.text("code")).isEqualTo(code);

    Answer repeat = client.post(CHARGES, key, charge(order, token));
    assertThat(repeat.status()).isEqualTo(402);
    assertThat(repeat.body()).isEqualTo(first.body());

    Answer found = client.get(CHARGES + "?idempotencyKey=" + key);
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.text("status")).isEqualTo("declined");
    assertThat(found.text("code")).isEqualTo(code);
    assertThat(found.json().has("id")).isFalse();
    assertThat(ledger().number("total")).isZero();
  }

  @Test
  void aKeyThatNeverArrivedIsNotFound() {
    Answer found = client.get(CHARGES + "?idempotencyKey=" + key);
    assertThat(found.status()).isEqualTo(404);
    assertThat(found.text("code")).isEqualTo("not_found");
  }

  @Test
  void theLookUpShowsAChargeAsItIsNow() {
    String id = capture().text("id");
    refund(id, order + "-r1", "{\"amount\":500}");
    Answer found = client.get(CHARGES + "?idempotencyKey=" + key);
    assertThat(found.text("id")).isEqualTo(id);
    assertThat(found.number("captured")).isEqualTo(1999);
    assertThat(found.number("refunded")).isEqualTo(500);
  }

  @Test
  void aRefundIsMadeOnceAndItsRepeatGetsTheSameAnswer() {
    String id = capture().text("id");
    Answer first = refund(id, order + "-r1", "{\"amount\":500}");
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.number("amount")).isEqualTo(500);
    assertThat(first.text("currency")).isEqualTo("EUR");
    Answer repeat = refund(id, order + "-r1", "{\"amount\":500}");
    assertThat(repeat.status()).isEqualTo(201);
    assertThat(repeat.body()).isEqualTo(first.body());
    assertThat(ledger().json().at("/items/0/refunded").asLong()).isEqualTo(500);
  }

  @Test
  void aRefundWithoutAnAmountGivesBackAllThatIsLeft() {
    String id = capture().text("id");
    refund(id, order + "-r1", "{\"amount\":500}");
    assertThat(refund(id, order + "-r2", null).number("amount")).isEqualTo(1499);
    assertThat(refund(id, order + "-r2", null).number("amount")).isEqualTo(1499);
    assertThat(ledger().json().at("/items/0/refunded").asLong()).isEqualTo(1999);
  }

  @Test
  void neverMoreThanWasCapturedIsGivenBack() {
    String id = capture().text("id");
    Answer tooMuch = refund(id, order + "-r1", "{\"amount\":2000}");
    assertThat(tooMuch.status()).isEqualTo(422);
    assertThat(tooMuch.text("code")).isEqualTo("refund_exceeds_captured");
    refund(id, order + "-r2", null);
    Answer nothingLeft = refund(id, order + "-r3", null);
    assertThat(nothingLeft.status()).isEqualTo(409);
    assertThat(nothingLeft.text("code")).isEqualTo("already_refunded");
    assertThat(ledger().json().at("/items/0/refunded").asLong()).isEqualTo(1999);
  }

  @Test
  void aRefundKeyIsNotUsedForAnotherRefund() {
    String id = capture().text("id");
    refund(id, order + "-r1", "{\"amount\":500}");
    assertThat(refund(id, order + "-r1", "{\"amount\":501}").status()).isEqualTo(422);
    String otherId = client.post(CHARGES, key + "-other", charge(order, "tok_visa")).text("id");
    assertThat(refund(otherId, order + "-r1", "{\"amount\":500}").status()).isEqualTo(422);
  }

  @Test
  void aChargeThatDoesNotExistIsNotRefunded() {
    assertThat(refund("ch_none", order + "-r1", null).status()).isEqualTo(404);
  }

  @Test
  void aVoidGivesBackWhatWasCapturedAndMayBeRepeated() {
    Answer captured = capture();
    refund(captured.text("id"), order + "-r1", "{\"amount\":500}");
    Answer voided = voidKey();
    assertThat(voided.status()).isEqualTo(200);
    assertThat(voided.text("id")).isEqualTo(captured.text("id"));
    assertThat(voided.text("status")).isEqualTo("voided");
    assertThat(voided.number("captured")).isEqualTo(1999);
    assertThat(voided.number("refunded")).isEqualTo(1999);
    assertThat(voidKey().body()).isEqualTo(voided.body());

    Answer late = capture();
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text("code")).isEqualTo("voided");
    assertThat(refund(captured.text("id"), order + "-r2", null).status()).isEqualTo(409);
    assertThat(ledger().json().at("/items/0/voided").asBoolean()).isTrue();
    assertThat(ledger().json().at("/items/0/refunded").asLong()).isEqualTo(1999);
  }

  @Test
  void aVoidThatComesFirstRefusesTheLateCharge() {
    Answer tombstone = voidKey();
    assertThat(tombstone.status()).isEqualTo(200);
    assertThat(tombstone.json().has("id")).isFalse();
    assertThat(tombstone.json().path("voided").asBoolean()).isTrue();
    assertThat(voidKey().body()).isEqualTo(tombstone.body());

    Answer late = capture();
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text("code")).isEqualTo("voided");
    assertThat(client.get(CHARGES + "?idempotencyKey=" + key).text("status")).isEqualTo("voided");
    assertThat(ledger().number("total")).isZero();
  }

  @Test
  void aVoidedDeclineIsNotTakenForMoney() {
    client.post(CHARGES, key, charge(order, "tok_declined"));
    Answer voided = voidKey();
    assertThat(voided.json().has("id")).isFalse();
    assertThat(voided.number("captured")).isZero();
    assertThat(client.post(CHARGES, key, charge(order, "tok_declined")).status()).isEqualTo(409);
  }

  @Test
  void theLedgerIsPagedOldestFirst() {
    for (int i = 0; i < 5; i++) {
      client.post(CHARGES, key + i, charge(order, "tok_visa"));
    }
    String path = "/payments/ledger?reference=" + order + "&page=0&size=2";
    StringBuilder keys = new StringBuilder();
    int pages = 0;
    while (path != null) {
      Answer page = client.get(path);
      assertThat(page.number("total")).isEqualTo(5);
      assertThat(page.number("page")).isEqualTo(pages++);
      page.json().path("items").forEach(item -> keys.append(item.path("idempotencyKey").asText()));
      path = page.json().path("next").textValue();
    }
    assertThat(pages).isEqualTo(3);
    assertThat(keys.toString()).isEqualTo(key + 0 + key + 1 + key + 2 + key + 3 + key + 4);
    assertThat(client.get("/payments/ledger?size=1").json().path("items")).hasSize(1);
    assertThat(client.get("/payments/ledger?page=9999").json().path("items")).isEmpty();
  }

  @Test
  void theLedgerHasTheFieldsThatAnAuditorReads() {
    capture();
    assertThat(ledger().json().at("/items/0").fieldNames())
        .toIterable()
        .contains(
            "id",
            "idempotencyKey",
            "reference",
            "amount",
            "currency",
            "captured",
            "refunded",
            "voided",
            "at");
    assertThat(ledger().json().at("/items/0/at").asText()).matches("\\d{4}-.*T.*Z");
  }

  private Answer capture() {
    return client.post(CHARGES, key, charge(order, "tok_visa"));
  }

  private Answer refund(String id, String refundKey, String body) {
    return client.post(CHARGES + "/" + id + "/refunds", refundKey, body);
  }

  private Answer voidKey() {
    return client.post("/payments/voids", null, key(key));
  }

  private Answer ledger() {
    return client.get("/payments/ledger?reference=" + order);
  }
}
