package org.ordersaga.payment.charge;

import java.util.Optional;
import org.ordersaga.worker.provider.Answer;
import org.ordersaga.worker.provider.Provider;
import org.ordersaga.worker.provider.Providers;
import org.ordersaga.worker.step.Refusal;
import org.springframework.stereotype.Component;

/** The payment provider's API, at {@code ORDERSAGA_PAYMENTS_URL}. */
@Component
class PaymentProvider {

  static final String DECLINED = "PAYMENT_DECLINED";

  private final Provider provider;

  PaymentProvider(PaymentSettings settings, Providers providers) {
    this.provider =
        providers.connect(
            "payment provider", "ORDERSAGA_PAYMENTS_URL", settings.payments(), settings.sandbox());
  }

  /** Whether a call is worth trying. */
  boolean isAvailable() {
    return provider.isAvailable();
  }

  /** Takes money. A declined or voided charge is a {@link Refusal}. */
  Charge charge(Order order, String idempotencyKey) throws Refusal {
    Answer answer = provider.post("/payments/charges", idempotencyKey, order);
    return switch (answer.status()) {
      case 200, 201 -> answer.as(Charge.class);
      case 402 -> throw declined(answer.as(Problem.class).code());
      // The key is voided; only the charge itself tells whether it had been captured before.
      case 409 -> findCharge(idempotencyKey).orElseThrow(answer::unexpected);
      default -> throw answer.unexpected();
    };
  }

  /** The charge that was made with this key, or empty if none was; refuses as the charge did. */
  Optional<Charge> findCharge(String idempotencyKey) throws Refusal {
    Answer answer = provider.get("/payments/charges?idempotencyKey={key}", idempotencyKey);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (answer.status() != 200) {
      throw answer.unexpected();
    }
    Charge charge = answer.as(Charge.class);
    switch (charge.status()) {
      case "captured" -> {
        return Optional.of(charge);
      }
      case "declined" -> throw declined(charge.code());
      case "voided" -> throw new Voided(charge.id());
      default -> throw answer.unexpected();
    }
  }

  /**
   * Pays the whole amount of a charge back.
   *
   * @return empty if nothing is left to pay back
   */
  Optional<Refund> refund(String chargeId, long amount, String idempotencyKey) {
    Answer answer =
        provider.post(
            "/payments/charges/{id}/refunds", idempotencyKey, new RefundOrder(amount), chargeId);
    return switch (answer.status()) {
      case 200, 201 -> Optional.of(answer.as(Refund.class));
      case 409 -> Optional.empty();
      default -> throw answer.unexpected();
    };
  }

  /**
   * Makes sure that there is no charge with this key, and that there will be none: what was
   * captured is paid back.
   *
   * @return the charge, voided; its id is null when nothing had been captured
   */
  Charge voidCharge(String idempotencyKey) {
    Answer answer = provider.post("/payments/voids", null, new VoidOrder(idempotencyKey));
    if (answer.status() != 200) {
      throw answer.unexpected();
    }
    Charge charge = answer.as(Charge.class);
    if (!"voided".equals(charge.status())) {
      throw answer.unexpected();
    }
    return charge;
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
  static final class Voided extends Refusal {

    private static final long serialVersionUID = 1L;

    private final String chargeId;

    private Voided(String chargeId) {
      super(DECLINED, "The payment was called off.");
      this.chargeId = chargeId;
    }

    /** The charge that had been captured, and is paid back; or null. */
    String chargeId() {
      return chargeId;
    }
  }

  /** What is asked for: minor units, and the order id as reference. */
  record Order(long amount, String currency, String token, String reference) {}

  private record RefundOrder(long amount) {}

  private record VoidOrder(String idempotencyKey) {}

  private record Problem(String code) {}

  /** What was paid back, in minor units. */
  record Refund(String id, long amount) {}

  /** A charge as the provider shows it; the amount in minor units. */
  record Charge(String id, String status, String code, Long amount, String currency) {}
}
