package org.ordersaga.sandbox.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.sandbox.Answer;
import org.ordersaga.sandbox.MailClient;
import org.ordersaga.sandbox.SandboxTest;
import org.ordersaga.test.DatabaseSearch;
import org.springframework.beans.factory.annotation.Autowired;

class ErasureTest extends SandboxTest {

  private final String order = newOrderId();
  private final String another = newOrderId();

  /** Stands in every field that names the customer. */
  private final String marker = "Q" + order.replaceAll("[^0-9a-z]", "") + "x";

  @Autowired private DataSource database;

  @BeforeEach
  void twoOrders() throws Exception {
    MailClient mail = new MailClient(smtpPort(), PASSWORD);
    mail.send(
        marker + "@example.com",
        "<" + order + ".CONFIRMED>",
        "For " + marker,
        "Dear " + marker,
        "<p>" + marker + "</p>");
    mail.send("other-" + order + "@example.com", "<" + another + ".CONFIRMED>", "s", "t", null);
    assertThat(client.post("/shipments", order + ":book", parcel(order, marker)).status())
        .isEqualTo(201);
    client.post("/shipments", another + ":book", parcel(another, "Other"));
  }

  @Test
  void mailsAndAddressesAreEmptiedAndWhatProvesThemStays() throws Exception {
    assertThat(found()).hasSize(5);

    Answer erased = erase("\"" + order + "\"", "");

    assertThat(erased.status()).isEqualTo(200);
    assertThat(erased.number("mail")).isOne();
    assertThat(erased.number("shipment")).isOne();
    assertThat(found()).isEmpty();
    assertThat(client.get("/inbox").body()).contains("<" + order + ".CONFIRMED>");
    assertThat(client.get("/shipments?reference=" + order).number("total")).isOne();
    assertThat(client.get("/inbox?to=other-" + order + "@example.com").number("total")).isOne();
    assertThat(erase("\"" + order + "\"", "").number("mail")).as("a repeat").isZero();
  }

  @Test
  void aDryRunCountsAndChangesNothing() throws Exception {
    assertThat(erase("\"" + order + "\"", ",\"dryRun\":true").number("mail")).isOne();
    assertThat(found()).hasSize(5);
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThat(erase("\"a/b\",7", ",\"dryRun\":\"no\"").badFields())
        .containsExactlyInAnyOrder("orderIds[0]", "orderIds[1]", "dryRun");
    assertThat(erase("", "").badFields()).containsExactly("orderIds");
  }

  private Answer erase(String orders, String more) {
    return client.post("/erasures", null, "{\"orderIds\":[" + orders + "]" + more + "}");
  }

  private static String parcel(String order, String name) {
    return """
        {"reference":"%1$s","lines":[{"sku":"BOOK-001","quantity":1}],
         "address":{"name":"%2$s","street":"%2$s 1","postalCode":"1","city":"B","country":"DE"}}"""
        .formatted(order, name);
  }

  private List<String> found() throws SQLException {
    try (Connection connection = database.getConnection()) {
      return DatabaseSearch.find(connection, marker);
    }
  }
}
