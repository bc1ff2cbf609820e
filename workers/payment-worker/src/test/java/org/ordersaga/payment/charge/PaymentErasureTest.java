package org.ordersaga.payment.charge;

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
class PaymentErasureTest {

  private static final PaymentProviderStub PROVIDER = new PaymentProviderStub();

  @Autowired private WebApplicationContext context;
  @Autowired private StepExecutor steps;
  @Autowired private Payments payments;

  @DynamicPropertySource
  static void provider(DynamicPropertyRegistry registry) {
    registry.add("ordersaga.payments.url", PROVIDER.http::url);
  }

  @AfterAll
  static void close() {
    PROVIDER.http.close();
  }

  @Test
  void whatTheProviderSaidOfAnErasedOrderIsOverwrittenAndItsBooksStay() throws Exception {
    String mine = declined();
    String another = declined();

    erase(mine, "{\"payment\":1,\"step_execution\":1,\"settlement\":0}");

    assertThat(payments.of(mine))
        .returns("(erased)", Payment::declineReason)
        .returns(Payment.State.DECLINED, Payment::state);
    assertThat(payments.of(another).declineReason()).isEqualTo("Your card was declined.");
    erase(mine, "{\"payment\":0,\"step_execution\":0,\"settlement\":0}");
  }

  private String declined() {
    String orderId = "ord-" + UUID.randomUUID();
    Map<String, Object> inputs =
        Map.of(
            "orderId",
            orderId,
            "totalAmount",
            1990L,
            "currency",
            "EUR",
            "paymentMethod",
            "tok_declined");
    assertThat(steps.execute("payment.charge", orderId, inputs)).isInstanceOf(Refused.class);
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
