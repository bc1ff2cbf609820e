package org.ordersaga.shipping.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.ordersaga.test.EmbeddedDatabase;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.execution.StepOutcome.Refused;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

@SpringBootTest(
    properties = {
      "ordersaga.worker.enabled=false",
      "ordersaga.client.password=client-password",
      "ordersaga.operator.password=operator-password"
    })
@EmbeddedDatabase
class ShipmentErasureTest {

  private static final CarrierStub CARRIER = new CarrierStub();

  @Autowired private WebApplicationContext context;
  @Autowired private StepExecutor steps;
  @Autowired private Shipments shipments;

  @DynamicPropertySource
  static void carrier(DynamicPropertyRegistry registry) {
    registry.add("ordersaga.carrier.url", CARRIER.http::url);
  }

  @AfterAll
  static void close() {
    CARRIER.http.close();
  }

  @Test
  void whatTheCarrierSaidOfAnErasedOrderIsOverwrittenAndItsBooksStay() throws Exception {
    String mine = rejected();
    String another = rejected();

    erase(mine, "{\"shipment\":1,\"step_execution\":1,\"settlement\":0}");

    assertThat(shipments.of(mine))
        .returns("(erased)", Shipment::rejectionReason)
        .returns(Shipment.State.REJECTED, Shipment::state);
    assertThat(shipments.of(another).rejectionReason())
        .isEqualTo("Our carrier does not deliver to the address you gave us.");
    erase(mine, "{\"shipment\":0,\"step_execution\":0,\"settlement\":0}");
  }

  private String rejected() {
    String orderId = "ord-" + UUID.randomUUID();
    Map<String, Object> inputs =
        Map.of(
            "orderId",
            orderId,
            "shippingAddress",
            """
            {"name":"Ada Lovelace","street":"1 Analytical Way","postalCode":"10115",\
            "city":"Berlin","country":"XX"}""",
            "lines",
            "[{\"sku\":\"BOOK-001\",\"quantity\":2}]");
    assertThat(steps.execute("shipping.book", orderId, inputs)).isInstanceOf(Refused.class);
    return orderId;
  }

  private void erase(String orderId, String answer) throws Exception {
    MockMvcBuilders.webAppContextSetup(context)
        .build()
        .perform(
            post("/erasures")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"orderIds\":[\"" + orderId + "\"]}"))
        .andExpect(content().json(answer));
  }
}
