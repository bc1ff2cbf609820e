package org.ordersaga.payment.charge;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.ordersaga.worker.provider.Answer;
import org.ordersaga.worker.provider.Provider;
import org.ordersaga.worker.step.Refusal;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** The payment provider's API, at {@code ORDERSAGA_PAYMENTS_URL}. */
@Component
class PaymentProvider {

  static final String DECLINED = "PAYMENT_DECLINED";

  private final Provider provider;

  PaymentProvider(Environment environment, RestClient.Builder http, ObjectMapper json) {
    this.provider = new Provider("payment provider", "ordersaga.payments", environment, http, json);
  }

  /** Takes money. A declined or voided charge is a {@link Refusal}. */
  Charge charge(Order order, String idempotencyKey) throws Refusal {
    Answer answer = provider.post("/payments/charges", idempotencyKey, order);
    return switch (answer.status()) {
      case 200, 201 -> answer.as(Charge.class).captured();
      case 402 -> throw declined(answer.as(Problem.class).code());
      case 409 -> throw voided();
      default -> throw answer.unexpected();
    };
  }

  /** The charge that was made with this key, or empty if none was. */
  Optional<Charge> findCharge(String idempotencyKey) throws Refusal {
    Answer answer = provider.get("/payments/charges?idempotencyKey={key}", idempotencyKey);
    return switch (answer.status()) {
      case 200 -> Optional.of(answer.as(Charge.class).captured());
      case 404 -> Optional.empty();
      default -> throw answer.unexpected();
    };
  }

  /** Pays the whole amount of a charge back. */
  Refund refund(String chargeId, long amount, String idempotencyKey) {
    Answer answer =
        provider.post(
            "/payments/charges/{id}/refunds", idempotencyKey, new RefundOrder(amount), chargeId);
    return switch (answer.status()) {
      case 200, 201 -> answer.as(Refund.class);
      default -> throw answer.unexpected();
    };
  }

  /**
   * Makes sure that there is no charge with this key, and that there will be none.
   *
   * @return what had been charged, or empty
   */
  Optional<Charge> voidCharge(String chargeKey, String idempotencyKey) {
    Answer answer = provider.post("/payments/voids", idempotencyKey, new VoidOrder(chargeKey));
    return switch (answer.status()) {
      case 200, 201 -> Optional.of(answer.as(Charge.class)).filter(charge -> charge.id() != null);
      default -> throw answer.unexpected();
    };
  }

  private static Refusal declined(String code) {
    return new Refusal(
        DECLINED,
        switch (code == null ? "" : code) {
          case "insufficient_funds" -> "Your card has insufficient funds.";
          case "expired_card" -> "Your card has expired.";
          default -> "Your card was declined.";
        });
  }

  /**
   * A voided charge will never be made, however often it is asked for: that is a final no, and not
   * a failure that a repeat could heal.
   */
  private static Refusal voided() {
    return new Refusal(DECLINED, "The payment was called off before it was made.");
  }

  /** What is asked for; the reference is the order id. */
  record Order(long amount, String currency, String token, String reference) {}

  private record RefundOrder(long amount) {}

  private record VoidOrder(String idempotencyKey) {}

  private record Problem(String code) {}

  /** What was paid back. */
  record Refund(String id, long amount) {}

  /** A charge as the provider shows it. */
  record Charge(
      String id, long amount, String currency, String status, String code, boolean voided) {

    private Charge captured() throws Refusal {
      if (voided) {
        throw PaymentProvider.voided();
      }
      if ("declined".equals(status)) {
        throw declined(code);
      }
      return this;
    }
  }
}
