package org.ordersaga.payment.charge;

import java.util.Optional;
import org.ordersaga.payment.charge.PaymentProvider.Charge;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.RemoteStep;
import org.ordersaga.worker.step.Step;
import org.ordersaga.worker.step.TechnicalFailure;

/** Takes the order's total from the customer's card. */
@Step(
    topic = "payment.charge",
    refusals = {PaymentProvider.DECLINED, "PAYMENT_UNAVAILABLE"})
class ChargePayment implements RemoteStep<ChargePayment.Input, Charge, ChargePayment.Output> {

  record Input(String orderId, Long totalAmount, String currency, String paymentMethod) {}

  record Output(Receipt receipt) {}

  private final Payments payments;
  private final PaymentProvider provider;

  ChargePayment(Payments payments, PaymentProvider provider) {
    this.payments = payments;
    this.provider = provider;
  }

  @Override
  public boolean isAvailable() {
    return provider.isAvailable();
  }

  @Override
  public void intend(Input input, String idempotencyKey) {
    payments.save(
        new Payment(input.orderId(), idempotencyKey, input.totalAmount(), input.currency()));
  }

  @Override
  public Charge call(Input input, String idempotencyKey) throws Refusal {
    return provider.charge(
        new PaymentProvider.Order(
            input.totalAmount(), input.currency(), input.paymentMethod(), input.orderId()),
        idempotencyKey);
  }

  @Override
  public Optional<Charge> lookUp(Input input, String idempotencyKey) throws Refusal {
    return provider.findCharge(idempotencyKey);
  }

  @Override
  public Output record(Input input, Charge charge) {
    Payment payment = payments.of(input.orderId());
    if (!payment.isOver(charge.amount(), charge.currency())) {
      throw new TechnicalFailure(
          "AMOUNT_MISMATCH",
          "the charge %s is not over the order's total; compare it with the provider's ledger"
              .formatted(charge.id()),
          null);
    }
    payment.capture(charge.id());
    return new Output(new Receipt(charge.id(), charge.amount(), charge.currency()));
  }

  @Override
  public void recordRefusal(Input input, Refusal refusal) {
    Payment payment = payments.of(input.orderId());
    if (refusal instanceof PaymentProvider.Voided voided) {
      payment.voidCharge(voided.chargeId());
    } else {
      payment.decline(refusal.getMessage());
    }
  }
}
