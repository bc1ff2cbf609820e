package org.ordersaga.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.ordersaga.test.DatabaseSearch;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

class ErasureTest extends OrderTest {

  /** Stands in every field that a customer fills, so that nothing else in the database has it. */
  private static final String MARKER = "Qzv7";

  @Autowired private WebApplicationContext context;
  @Autowired private DataSource database;

  @Test
  void nothingInTheDatabaseTellsWhoTheCustomerWas() throws Exception {
    String delivered = ordered();
    confirm(delivered);
    complete(delivered);
    String closed = ordered();
    close(closed, "REJECTED");
    assertThat(found()).hasSize(5);

    erase("{\"customer_order\":2,\"step_execution\":0,\"settlement\":0}", delivered, closed);

    assertThat(found()).isEmpty();
    assertThat(row(delivered))
        .containsEntry("status", "DELIVERED")
        .containsEntry("ship_country", "DE")
        .containsEntry("failure_message", null)
        .containsEntry("total_amount", 4590L);
    assertThat(row(closed))
        .containsEntry("failure_reason", "PAYMENT_DECLINED")
        .containsEntry("failure_message", "(erased)");
  }

  private String ordered() {
    String order = newOrder();
    Map<String, Object> variables = variables(order, newCustomer());
    variables.put("email", MARKER + "@example.com");
    variables.put(
        "shippingAddress",
        """
        {"name":"Ada %1$s","street":"%1$s 1","postalCode":"%1$s","city":"%1$s","country":"DE"}\
        """
            .formatted(MARKER));
    completed(steps.execute("order.create", order, variables));
    return order;
  }

  private void erase(String answer, String... orders) throws Exception {
    MockMvcBuilders.webAppContextSetup(context)
        .build()
        .perform(
            post("/erasures")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"orderIds\":[\"" + String.join("\",\"", orders) + "\"]}"))
        .andExpect(content().json(answer));
  }

  private List<String> found() throws SQLException {
    try (Connection connection = database.getConnection()) {
      return DatabaseSearch.find(connection, MARKER);
    }
  }
}
