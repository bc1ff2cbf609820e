package org.ordersaga.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ordersaga.test.DatabaseSearch;

/** After all of its tests the auditor looks at the installation, as after the other classes. */
@ExtendWith(AuditedInstallation.class)
class ErasureTest {

  private static final List<String> DATABASES =
      List.of("camunda", "orders", "inventory", "payments", "shipping", "notifications", "sandbox");

  /** Stands in everything that names the customer. */
  private static final String MARKER = "Qzerasure7";

  private static final String CUSTOMER = "cust-erasure";

  private static Installation installation;
  private static Shop shop;

  @BeforeAll
  static void meet(Installation running) {
    installation = running;
    shop = new Shop(running);
  }

  @Test
  void afterAnErasureNoDatabaseTellsWhoTheCustomerWasAndTheBooksGoOnAddingUp() throws Exception {
    shop.place(order("erase-delivered"));
    shop.order("erase-delivered", "CONFIRMED");
    shop.deliver("erase-delivered");
    shop.order("erase-delivered", "DELIVERED");
    ObjectNode declined = order("erase-declined");
    declined.put("paymentMethod", "tok_declined");
    shop.place(declined);
    shop.order("erase-declined", "REJECTED");
    ObjectNode refused = order("erase-refused");
    refused.withObject("/shippingAddress").put("country", "XX");
    HttpResponse<String> first = shop.send("client", "POST", 0, "/api/orders", refused);
    shop.order("erase-refused", "REJECTED");
    shop.place(order("erase-open"));
    shop.order("erase-open", "CONFIRMED");
    for (String ended :
        List.of("erase-delivered.DELIVERED", "erase-declined.REJECTED", "erase-refused.REJECTED")) {
      awaitMail("<" + ended + ">");
    }
    assertThat(places())
        .as("the search finds what is there")
        .contains("camunda", "orders", "sandbox");

    await("the ended orders' processes are through with everything")
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(erase("--dry-run")).contains("3 orders of customer"));
    assertThat(erase(1)).contains("3 orders of customer", "erase-open");

    shop.deliver("erase-open");
    shop.order("erase-open", "DELIVERED");
    awaitMail("<erase-open.DELIVERED>");
    await("the last order has ended too")
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(erase("--dry-run")).contains("4 orders of customer"));
    assertThat(erase(0)).contains("4 orders of customer", "are erased");

    assertThat(places()).isEmpty();
    installation.audit();
    HttpResponse<String> again = shop.send("client", "POST", 0, "/api/orders", refused);
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    JsonNode kept = Shop.ok(shop.send("client", "GET", 0, "/api/orders/erase-refused", null));
    assertThat(kept.get("failureReason").asText()).isEqualTo("SHIPPING_REJECTED");
    assertThat(kept.get("failureMessage").asText()).isEqualTo("(erased)");
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
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> shop.inbox(MARKER + "@example.com").findValuesAsText("messageId"),
            ids -> ids.contains(messageId));
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
  private static String places() throws SQLException, IOException {
    Properties secrets = new Properties();
    try (Reader file = Files.newBufferedReader(installation.data().resolve("secrets.properties"))) {
      secrets.load(file);
    }
    StringBuilder places = new StringBuilder();
    for (String database : DATABASES) {
      String url = "jdbc:postgresql://127.0.0.1:" + installation.port(32) + "/" + database;
      String password = secrets.getProperty("database." + database);
      try (Connection connection = DriverManager.getConnection(url, database, password)) {
        DatabaseSearch.find(connection, MARKER)
            .forEach(place -> places.append(database).append(' ').append(place).append('\n'));
      }
    }
    return places.toString();
  }
}
