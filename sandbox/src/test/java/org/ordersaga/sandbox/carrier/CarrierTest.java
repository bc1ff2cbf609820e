package org.ordersaga.sandbox.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ordersaga.sandbox.Answer;
import org.ordersaga.sandbox.SandboxTest;
import org.ordersaga.sandbox.Shop;
import org.springframework.beans.factory.annotation.Autowired;

class CarrierTest extends SandboxTest {

  private final String order = newOrderId();
  private final String key = order + ":shipping.book";

  @Autowired private Shipments shipments;

  @Test
  void aShipmentIsBookedOnceAndItsRepeatGetsTheSameAnswer() {
    Answer first = book();
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.text("status")).isEqualTo("booked");
    assertThat(first.text("shipmentId")).isNotEmpty().isEqualTo(first.text("id"));
    assertThat(first.text("trackingNumber")).isNotEmpty();
    client.post("/shipments/" + first.text("id") + "/handover", null, null);
    Answer repeat = book();
    assertThat(repeat.status()).isEqualTo(201);
    assertThat(repeat.body()).isEqualTo(first.body());
    assertThat(list().number("total")).isEqualTo(1);
  }

  @Test
  void aKeyIsNotUsedForAnotherBody() {
    book();
    Answer other = client.post("/shipments", key, shipment(order, "DE").replace("Berlin", "Bonn"));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text("code")).isEqualTo("idempotency_key_reused");
  }

  @Test
  void aBodyWithItsFieldsInAnotherOrderIsTheSameBody() {
    Answer first = book();
    Answer repeat =
        client.post(
            "/shipments",
            key,
            """
            {"address":{"country":"DE","city":"Berlin","postalCode":"10115",
                        "street":"1 Analytical Way","name":"Ada Lovelace"},
             "lines":[{"quantity":1,"sku":"BOOK-001"}],"reference":"%s"}"""
                .formatted(order));
    assertThat(repeat.body()).isEqualTo(first.body());
  }

  @Test
  void aCountryThatIsNotServedIsRefusedAndLeavesNothing() {
    Answer refused = client.post("/shipments", key, shipment(order, "XX"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("code")).isEqualTo("country_not_served");
    assertThat(find().status()).isEqualTo(404);
    assertThat(list().number("total")).isZero();
  }

  @Test
  void theLookUpShowsAShipmentAsItIsNow() {
    String id = book().text("id");
    client.post("/shipments/" + id + "/handover", null, null);
    assertThat(find().text("status")).isEqualTo("handed_over");
    assertThat(find().text("id")).isEqualTo(id);
  }

  @Test
  void theAddressIsShownToNobody() {
    book();
    assertThat(find().body() + list().body()).doesNotContain("Ada").doesNotContain("Analytical");
  }

  @Test
  void aBookedShipmentIsCancelledAndMayBeCancelledAgain() {
    String id = book().text("id");
    assertThat(move(id, "cancel").text("status")).isEqualTo("cancelled");
    assertThat(move(id, "cancel").status()).isEqualTo(200);
    assertThat(move(id, "handover").status()).isEqualTo(409);
    assertThat(move(id, "deliver").status()).isEqualTo(409);
    assertThat(find().text("status")).isEqualTo("cancelled");
  }

  @Test
  void whatWasHandedOverOrDeliveredIsNotCancellable() {
    String id = book().text("id");
    for (String done : new String[] {"handover", "deliver"}) {
      assertThat(move(id, done).status()).isEqualTo(200);
      Answer cancel = move(id, "cancel");
      assertThat(cancel.status()).isEqualTo(409);
      assertThat(cancel.text("code")).isEqualTo("not_cancellable");
      Answer voided = voidKey();
      assertThat(voided.status()).isEqualTo(409);
      assertThat(voided.text("code")).isEqualTo("not_cancellable");
    }
    assertThat(find().text("status")).isEqualTo("delivered");
  }

  @Test
  void handOverAndDeliveryMayBeRepeated() {
    String id = book().text("id");
    assertThat(move(id, "handover").text("status")).isEqualTo("handed_over");
    assertThat(move(id, "handover").status()).isEqualTo(200);
    assertThat(move(id, "deliver").text("status")).isEqualTo("delivered");
    assertThat(move(id, "deliver").status()).isEqualTo(200);
    assertThat(move(id, "handover").text("status")).isEqualTo("delivered");
  }

  @Test
  void aVoidCancelsWhatWasBookedAndMayBeRepeated() {
    String id = book().text("id");
    Answer voided = voidKey();
    assertThat(voided.status()).isEqualTo(200);
    assertThat(voided.text("id")).isEqualTo(id);
    assertThat(voided.text("status")).isEqualTo("voided");
    assertThat(voidKey().body()).isEqualTo(voided.body());
    assertThat(book().status()).isEqualTo(409);
    assertThat(book().text("code")).isEqualTo("voided");
    assertThat(move(id, "cancel").status()).isEqualTo(200);
    assertThat(move(id, "handover").status()).isEqualTo(409);
  }

  @Test
  void aVoidThatComesFirstRefusesTheLateBooking() {
    Answer tombstone = voidKey();
    assertThat(tombstone.status()).isEqualTo(200);
    assertThat(tombstone.json().has("id")).isFalse();
    assertThat(tombstone.json().path("voided").asBoolean()).isTrue();
    assertThat(book().status()).isEqualTo(409);
    assertThat(find().text("status")).isEqualTo("voided");
    assertThat(list().number("total")).isZero();
  }

  @Test
  void anUnknownShipmentIsNotFound() {
    for (String move : new String[] {"cancel", "handover", "deliver"}) {
      assertThat(move("shp_none", move).status()).isEqualTo(404);
    }
    assertThat(find().status()).isEqualTo(404);
  }

  @Test
  void ofTwoBookingsWithOneKeyOneIsMade() {
    Shipment.Address address =
        new Shipment.Address("Ada Lovelace", "1 Analytical Way", "10115", "Berlin", "DE");
    Shipment.Order same =
        new Shipment.Order(order, address, List.of(new Shipment.Line("BOOK-001", 1)));
    CompletableFuture<Answer> second =
        stoppedBeforeCommit(
            () -> shipments.book(key, same), "/shipments", key, shipment(order, "DE"));
    assertThat(second.join().status()).isEqualTo(201);
    assertThat(list().number("total")).isEqualTo(1);
  }

  @Test
  void aCancellationThatMeetsAnUncommittedHandOverIsRefused() {
    String id = book().text("id");
    CompletableFuture<Answer> cancel =
        stoppedBeforeCommit(
            () -> shipments.move(id, Shipment.Move.HAND_OVER),
            "/shipments/" + id + "/cancel",
            null,
            null);
    assertThat(cancel.join().status()).isEqualTo(409);
    assertThat(find().text("status")).isEqualTo("handed_over");
  }

  @Test
  void aBookingThatMeetsAnUncommittedVoidIsRefused() {
    CompletableFuture<Answer> booking =
        stoppedBeforeCommit(() -> shipments.voidKey(key), "/shipments", key, shipment(order, "DE"));
    assertThat(booking.join().status()).isEqualTo(409);
  }

  @Test
  void aDeliveryIsReportedToTheShopOnce() {
    String id = book().text("id");
    move(id, "deliver");
    move(id, "deliver");
    await().until(this::reported);
    Shop.Report report = SHOP.reportsOf(order).get(0);
    assertThat(report.login()).isEqualTo("client:shop-secret");
    assertThat(report.body()).contains(find().text("trackingNumber")).contains("deliveredAt");
    assertThat(SHOP.reportsOf(order)).hasSize(1);
  }

  @Test
  void aReportIsRepeatedUntilTheShopTakesIt() {
    SHOP.answerNext(503, 401);
    move(book().text("id"), "deliver");
    await().atMost(Duration.ofSeconds(20)).until(this::reported);
    assertThat(SHOP.reportsOf(order)).hasSize(3);
  }

  @Test
  void aReportThatTheShopRefusesIsNotRepeated() {
    SHOP.answerNext(404);
    move(book().text("id"), "deliver");
    await().until(this::reported);
    assertThat(SHOP.reportsOf(order)).hasSize(1);
  }

  private boolean reported() {
    return jdbc.sql("select count(*) from delivery_callback where done and reference = :order")
            .param("order", order)
            .query(Long.class)
            .single()
        == 1;
  }

  private Answer book() {
    return client.post("/shipments", key, shipment(order, "DE"));
  }

  private Answer find() {
    return client.get("/shipments?idempotencyKey=" + key);
  }

  private Answer list() {
    return client.get("/shipments?reference=" + order);
  }

  private Answer move(String id, String move) {
    return client.post("/shipments/" + id + "/" + move, null, null);
  }

  private Answer voidKey() {
    return client.post("/shipments/voids", null, key(key));
  }
}
