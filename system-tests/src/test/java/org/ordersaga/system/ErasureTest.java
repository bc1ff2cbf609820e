package org.ordersaga.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.test.DatabaseSearch;

/** After all of its tests the auditor looks at the installation, as after the other classes. */
@ExtendWith(AuditedInstallation.class)
class ErasureTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final List<String> WORKERS =
      List.of("orders", "inventory", "payments", "shipping", "notifications");

  private static final List<String> DATABASES =
      Stream.of(List.of("camunda"), WORKERS, List.of("sandbox")).flatMap(List::stream).toList();

  /** Stands in everything that names the customer. */
  private static final String MARKER = "Qzerasure7";

  private static final String CUSTOMER = "cust-erasure";

  /** Nobody should write a name there, and somebody will. */
  private static final String REASON = MARKER + " asked for it.";

  private static final List<Sentence> SENTENCES = sentences();

  private static Installation installation;
  private static Shop shop;
  private static String model;

  /** A column for what the outside may say, and an order in whose row it stands. */
  private record Sentence(String database, String table, String column, String orderId) {

    String place() {
      return "%s public.%s.%s:".formatted(database, table, column);
    }
  }

  private static List<Sentence> sentences() {
    List<Sentence> sentences = new ArrayList<>();
    for (String worker : WORKERS) {
      sentences.add(new Sentence(worker, "step_execution", "refusal_message", "erase-delivered"));
      sentences.add(
          new Sentence(worker, "step_execution", "undo_refusal_message", "erase-delivered"));
    }
    sentences.add(new Sentence("orders", "customer_order", "failure_message", "erase-declined"));
    sentences.add(new Sentence("payments", "payment", "decline_reason", "erase-declined"));
    sentences.add(new Sentence("shipping", "shipment", "rejection_reason", "erase-refused"));
    sentences.add(new Sentence("shipping", "settlement", "last_problem", "erase-accepted"));
    return List.copyOf(sentences);
  }

  /** The real model, but that it asks for an operator at once and not after an hour. */
  @BeforeAll
  static void meet(Installation running) {
    installation = running;
    shop = new Shop(running);
    model = Shop.resource("bpmn/order-process.bpmn");
    String hasty = ModelDeployment.set(model, "RefundPayment", "retryCycle", "R0/PT1S");
    shop.deploy(ModelDeployment.set(hasty, "NotifyOfConfirmation", "retryCycle", "R0/PT1S"));
  }

  @AfterAll
  static void allIsAsBefore() {
    shop.noFaults();
    shop.deploy(model);
  }

  @Test
  void afterAnErasureNoDatabaseTellsWhoTheCustomerWasAndTheBooksGoOnAddingUp() throws Exception {
    ObjectNode refused = order("erase-refused");
    refused.withObject("/shippingAddress").put("country", "XX");
    HttpResponse<String> first = shop.send("client", "POST", 0, "/api/orders", refused);
    customerOrders();
    operatorsAct();
    await("the ended orders' processes are through with everything")
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(erase("--dry-run")).contains("7 orders of customer"));
    outsideTellsTheName();
    requireTheNameEverywhere();

    assertThat(erase(1)).contains("7 orders of customer", "erase-open");

    deliver("erase-open");
    awaitMail("<erase-open.DELIVERED>");
    await("the last order has ended too")
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(erase("--dry-run")).contains("8 orders of customer"));
    assertThat(erase(0)).contains("8 orders of customer", "are erased");

    assertThat(places()).isEmpty();
    installation.audit();
    HttpResponse<String> again = shop.send("client", "POST", 0, "/api/orders", refused);
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    JsonNode kept = Shop.ok(shop.send("client", "GET", 0, "/api/orders/erase-refused", null));
    assertThat(kept.get("failureReason").asText()).isEqualTo("SHIPPING_REJECTED");
    assertThat(kept.get("failureMessage").asText()).isEqualTo("(erased)");
  }

  private static void customerOrders() {
    confirmed("erase-delivered");
    deliver("erase-delivered");
    ObjectNode declined = order("erase-declined");
    declined.put("paymentMethod", "tok_declined");
    shop.place(declined);
    shop.order("erase-declined", "REJECTED");
    shop.order("erase-refused", "REJECTED");
    confirmed("erase-open");
    // Faults of the mail server come next, and are for other messages.
    for (String sent :
        List.of(
            "erase-delivered.CONFIRMED",
            "erase-delivered.DELIVERED",
            "erase-declined.REJECTED",
            "erase-refused.REJECTED",
            "erase-open.CONFIRMED")) {
      awaitMail("<" + sent + ">");
    }
  }

  /** Everything that an operator may do to an order, with a reason that names the customer. */
  private static void operatorsAct() {
    retryAndRaise();
    declareDoneByHand();
    giveUpAndAccept();
    ObjectNode notification = reason().put("event", "CONFIRMED");
    // The mail may be there before its worker has said so.
    await("a notification that can be repeated")
        .atMost(PATIENCE)
        .until(() -> operate("orders/erase-delivered/notifications", notification) == 202);
  }

  private static void retryAndRaise() {
    shop.fault("mail", Map.of("errorRate", 1.0));
    for (String orderId : List.of("erase-retried", "erase-raised")) {
      confirmed(orderId);
      awaitEvent(orderId, "INCIDENT_OPENED");
    }
    shop.noFaults();
    assertThat(operate("orders/erase-retried/retry", reason())).isEqualTo(200);
    ObjectNode cause = reason().put("topic", "notification.send").put("code", "MAIL_SERVER_ERROR");
    assertThat(operate("incidents/raises", cause)).isEqualTo(202);
    deliver("erase-retried");
    deliver("erase-raised");
  }

  /** The provider cannot give the money of a cancelled order back. */
  private static void declareDoneByHand() {
    confirmed("erase-by-hand");
    shop.fault("payments", Map.of("failNext", 1));
    shop.cancel("erase-by-hand");
    awaitEvent("erase-by-hand", "INCIDENT_OPENED");
    ObjectNode step = reason().put("elementId", "RefundPayment");
    assertThat(operate("orders/erase-by-hand/undone", step)).isEqualTo(202);
    shop.order("erase-by-hand", "CANCELLED");
  }

  /** The carrier books a parcel, and nobody hears of it. */
  private static void giveUpAndAccept() {
    shop.fault("carrier", Map.of("lostReplyRate", 1.0));
    shop.place(order("erase-accepted"));
    await("a call of unknown outcome")
        .atMost(PATIENCE)
        .until(
            () ->
                shop.problems("erase-accepted").stream().anyMatch(p -> p.startsWith("PROVIDER_")));
    assertThat(operate("orders/erase-accepted/give-up", reason())).isEqualTo(202);
    awaitEvent("erase-accepted", "SETTLEMENT_OPENED");
    assertThat(operate("orders/erase-accepted/settlements/shipping.book/accepted", reason()))
        .isEqualTo(202);
    awaitEvent("erase-accepted", "SETTLEMENT_CONFIRMED");
    shop.order("erase-accepted", "REJECTED");
    shop.noFaults();
  }

  private static ObjectNode reason() {
    return Shop.<ObjectNode>parse("{}").put("reason", REASON);
  }

  /** The status of the answer. */
  private static int operate(String path, ObjectNode body) {
    return shop.send("operator", "POST", 0, "/api/operations/" + path, body).statusCode();
  }

  private static void confirmed(String orderId) {
    shop.place(order(orderId));
    shop.order(orderId, "CONFIRMED");
  }

  private static void deliver(String orderId) {
    shop.deliver(orderId);
    shop.order(orderId, "DELIVERED");
  }

  /** The sandbox quotes nobody; a real provider or carrier may. */
  private static void outsideTellsTheName() throws SQLException {
    for (Sentence sentence : SENTENCES) {
      try (Connection connection = installation.connect(sentence.database());
          PreparedStatement update =
              connection.prepareStatement(
                  "update %s set %s = ? where order_id = ?"
                      .formatted(sentence.table(), sentence.column()))) {
        update.setString(1, "No parcel for " + MARKER + ".");
        update.setString(2, sentence.orderId());
        assertThat(update.executeUpdate()).as("%s", sentence).isPositive();
      }
    }
  }

  private static void requireTheNameEverywhere() throws SQLException {
    String places = places();
    assertThat(places.lines().map(place -> place.substring(0, place.indexOf(' '))).distinct())
        .as("the search finds what is there")
        .containsExactlyElementsOf(DATABASES);
    assertThat(places).contains(SENTENCES.stream().map(Sentence::place).toList());
    assertThat(places)
        .contains("camunda public.order_event.data:", "camunda public.incident_raise.reason:");
  }

  private static ObjectNode order(String orderId) {
    ObjectNode order = Shop.order(orderId);
    order.put("customerId", CUSTOMER);
    order.put("email", MARKER + "@example.com");
    ObjectNode address = order.withObject("/shippingAddress");
    for (String field : List.of("name", "street", "postalCode", "city")) {
      address.put(field, MARKER + " " + field.charAt(0));
    }
    return order;
  }

  private static void awaitMail(String messageId) {
    await("mail " + messageId)
        .atMost(PATIENCE)
        .until(
            () -> shop.inbox(MARKER + "@example.com").findValuesAsText("messageId"),
            ids -> ids.contains(messageId));
  }

  private static void awaitEvent(String orderId, String kind) {
    await(kind + " of " + orderId).atMost(PATIENCE).until(() -> shop.kinds(orderId).contains(kind));
  }

  private static String erase(int exitCode) {
    return erase(List.of(), exitCode);
  }

  /** Whatever it ends with. */
  private static String erase(String option) {
    return erase(List.of(option), -1);
  }

  private static String erase(List<String> options, int exitCode) {
    try {
      List<String> command = new ArrayList<>();
      command.add(Installation.projectRoot().resolve("start").toString());
      command.addAll(List.of("erase", "--customer", CUSTOMER));
      command.addAll(options);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("ORDERSAGA_DATA", installation.data().toString());
      builder.environment().put("ORDERSAGA_ADMIN_PASSWORD", Shop.PASSWORD);
      Process eraser = builder.start();
      String output = new String(eraser.getInputStream().readAllBytes());
      assertThat(eraser.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(output).doesNotContain(MARKER);
      if (exitCode >= 0) {
        assertThat(eraser.exitValue()).as(output).isEqualTo(exitCode);
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Where the marker stands, in all databases. */
  private static String places() throws SQLException {
    StringBuilder places = new StringBuilder();
    for (String database : DATABASES) {
      try (Connection connection = installation.connect(database)) {
        DatabaseSearch.find(connection, MARKER)
            .forEach(place -> places.append(database).append(' ').append(place).append('\n'));
      }
    }
    return places.toString();
  }
}
