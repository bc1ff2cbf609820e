package org.ordersaga.benchmarks.steps;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * Money. The provider's idempotency key makes a repeat after a crash safe, so that one row, written
 * after the call, is enough.
 */
final class PaymentSteps {

  private static final int DECLINED = 402;

  private final Tables tables;
  private final Outside provider;

  PaymentSteps(Tables tables, Outside provider) {
    this.tables = tables;
    this.provider = provider;
  }

  Map<String, StepFunction> byTopic() {
    return Map.of("payment.charge", this::charge, "payment.refund", this::refund);
  }

  private Map<String, Object> charge(Map<String, Object> order) throws Refusal {
    String id = Json.text(order, "orderId");
    long amount = Json.number(order, "totalAmount");
    String currency = Json.text(order, "currency");
    String key = id + ":payment.charge";
    Outside.Answer answer =
        provider.post(
            "/payments/charges",
            key,
            Json.object()
                .put("amount", amount)
                .put("currency", currency)
                .put("token", Json.text(order, "paymentMethod"))
                .put("reference", id));
    if (answer.status() == DECLINED) {
      throw new Refusal("PAYMENT_DECLINED");
    }
    JsonNode charge = answer.success();
    tables.change(
        """
        insert into payment (order_id, idempotency_key, state, amount, currency, charge_id,
          captured, version, created_at, updated_at)
        values (?, ?, 'CAPTURED', ?, ?, ?, ?, 0, ?, ?)
        on conflict do nothing
        """,
        id,
        key,
        amount,
        currency,
        charge.path("id").asText(),
        amount,
        OrderSteps.now(),
        OrderSteps.now());
    return Map.of();
  }

  private Map<String, Object> refund(Map<String, Object> order) {
    String id = Json.text(order, "orderId");
    List<String> charges =
        tables
            .sql()
            .queryForList(
                "select charge_id from payment where order_id = ? and state = 'CAPTURED'",
                String.class,
                id);
    for (String charge : charges) {
      JsonNode refund =
          provider
              .post(
                  "/payments/charges/" + charge + "/refunds", id + ":payment.refund", Json.object())
              .success();
      tables.change(
          """
          update payment set state = 'REFUNDED', refund_id = ?, refunded = captured,
            updated_at = ?, version = version + 1
          where order_id = ? and state = 'CAPTURED'
          """,
          refund.path("id").asText(),
          OrderSteps.now(),
          id);
    }
    return Map.of();
  }
}
