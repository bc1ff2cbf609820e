package org.ordersaga.process.stop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.process.Http;
import org.ordersaga.process.Orders;
import org.ordersaga.process.ProcessAppTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProcessAppTest
class GiveUpTest {

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired RuntimeService runtime;
  Orders orders;
  Stops stops;

  @BeforeEach
  void connect() {
    orders = new Orders(port);
    stops = new Stops(port, jdbc);
  }

  @Test
  void givingUpIsInTheTimelineWithWhoAndWhyBeforeTheStop() {
    String id = orders.placeAndReach("payment.charge");
    Http.Reply first = stops.giveUp(id);
    assertThat(first.status()).isEqualTo(202);
    assertThat(first.body()).isEqualTo("{\"orderId\":\"" + id + "\",\"giveUp\":\"ACCEPTED\"}");
    assertThat(orders.kinds(id))
        .containsSubsequence("GIVE_UP_REQUESTED", "STEP_REFUSED", "STEP_STARTED");
    JsonNode event = giveUpEvent("operator", id);
    assertThat(event.get("by").textValue()).isEqualTo("operator");
    assertThat(event.get("reason").textValue()).isEqualTo("The stock is being counted.");
    assertThat(giveUpEvent("client", id)).isEmpty();

    stops.undo(id, Stops.Step.CHARGE_PAYMENT);
    orders.await(id, "status", "REJECTED");
    Http.Reply again = stops.giveUp("admin", id, "{\"reason\":\"Again.\"}");
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(orders.kinds(id)).containsOnlyOnce("GIVE_UP_REQUESTED");
  }

  private JsonNode giveUpEvent(String user, String orderId) {
    JsonNode order = Http.as(port, user).get("/api/orders/" + orderId).json();
    return StreamSupport.stream(order.get("timeline").spliterator(), false)
        .filter(entry -> entry.get("kind").asText().equals("GIVE_UP_REQUESTED"))
        .findFirst()
        .orElseThrow()
        .get("data");
  }

  @Test
  void aRepeatForASuspendedOrderGetsTheSameAnswer() {
    String id = orders.placeAndReach("payment.charge");
    runtime.suspendProcessInstanceById(stops.instance(id));
    Http.Reply first = stops.giveUp(id);
    assertThat(first.status()).isEqualTo(202);
    assertThat(stops.giveUp(id).body()).isEqualTo(first.body());
    assertThat(orders.kinds(id)).containsOnlyOnce("GIVE_UP_REQUESTED");
    assertThat(stops.message(id, "GIVE_UP")).isEqualTo("PENDING");
  }

  @Test
  void behindThePivotItIsTooLateAndNothingHappens() {
    String id = orders.placeAndReach("inventory.commit");
    Http.Reply refused = stops.giveUp(id);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.json().get("detail").textValue())
        .isEqualTo(
            "The order can no longer be given up: it is past the booking of its shipment, or it is"
                + " being undone.");
    assertThat(orders.kinds(id)).doesNotContain("GIVE_UP_REQUESTED");
    orders.step(id, "inventory.commit");
    orders.step(id, "order.confirm");
    orders.await(id, "status", "CONFIRMED");
    assertThat(stops.giveUp(id).body()).isEqualTo(refused.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONFIRMED", "DELIVERED", "REJECTED", "CANCELLED"})
  void theRefusalSaysWhatTheOrderHasComeTo(String status) {
    String id = orders.place();
    if (status.equals("REJECTED")) {
      orders.refuse(id, "order.create", "ORDER_INVALID", "No.");
      orders.complete(id, "order.close");
    } else if (status.equals("CANCELLED")) {
      stops.cancel(id);
      orders.complete(id, "order.close");
    } else {
      orders.confirm(id);
    }
    if (status.equals("DELIVERED")) {
      Http.as(port, "client").post("/api/orders/" + id + "/delivery", null);
      orders.complete(id, "order.complete");
    }
    orders.await(id, "status", status);
    Http.Reply refused = stops.giveUp(id);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().get("detail").textValue())
        .contains(
            status.equals("REJECTED")
                ? "it was rejected"
                : status.toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void anOrderThatAnOperatorLedBackCanBeGivenUpAfterARefusal() {
    String id = orders.placeAndReach("inventory.commit");
    assertThat(stops.giveUp(id).status()).isEqualTo(409);
    runtime
        .createProcessInstanceModification(stops.instance(id))
        .cancelAllForActivity("CommitInventory")
        .startBeforeActivity("BookShipment")
        .execute();
    assertThat(stops.giveUp(id).status()).isEqualTo(202);
    stops.standsAt(id, "shipping.cancel");
    assertThat(stops.message(id, "GIVE_UP")).isEqualTo("APPLIED");
  }

  @Test
  void aReasonIsNeeded() {
    String id = orders.place();
    for (String body :
        new String[] {
          "{}",
          "{\"reason\":null}",
          "{\"reason\":\"\"}",
          "{\"reason\":\"  \"}",
          "{\"reason\":\"two\\nlines\"}",
          "{\"reason\":\"" + "x".repeat(501) + "\"}"
        }) {
      Http.Reply reply = stops.giveUp("operator", id, body);
      assertThat(reply.status()).as(body).isEqualTo(400);
      assertThat(reply.json().at("/errors/0/field").textValue()).isEqualTo("reason");
    }
    for (String body : new String[] {"null", "[]", "no"}) {
      assertThat(stops.giveUp("operator", id, body).status()).as(body).isEqualTo(400);
    }
    assertThat(stops.giveUp("operator", id, "{\"reason\":\"" + "x".repeat(500) + "\"}").status())
        .isEqualTo(202);
  }

  @Test
  void onlyOperatorsAndTheAdministratorGiveUpAndOnlyWhatThereIs() {
    String id = orders.place();
    for (String user : new String[] {"client", "order-worker"}) {
      assertThat(stops.giveUp(user, id, Stops.REASON).status()).isEqualTo(403);
    }
    assertThat(
            Http.stranger(port)
                .post("/api/operations/orders/" + id + "/give-up", Stops.REASON)
                .status())
        .isEqualTo(401);
    assertThat(stops.giveUp(Orders.newId()).status()).isEqualTo(404);
    assertThat(stops.giveUp("no_such.id").status()).isEqualTo(404);
    assertThat(stops.giveUp("admin", id, Stops.REASON).status()).isEqualTo(202);
  }
}
