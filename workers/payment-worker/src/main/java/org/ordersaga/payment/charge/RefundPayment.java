package org.ordersaga.payment.charge;

import org.ordersaga.payment.charge.PaymentProvider.Refund;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.RemoteUndo;
import org.ordersaga.worker.step.Undo;

/**
 * Pays back what was charged. Where it is not known whether something was, the provider is told to
 * void the charge by its key, so that it cannot be made later either.
 */
@Undo(topic = "payment.refund", of = ChargePayment.class)
class RefundPayment
    implements RemoteUndo<RefundPayment.Input, RefundPayment.PaidBack, RefundPayment.Output> {

  record Input(String orderId) {}

  record Output(Receipt receipt) {}

  /**
   * What the provider did.
   *
   * @param chargeId null when there had been no charge
   * @param refundId null when the charge was voided
   */
  record PaidBack(String chargeId, String refundId, long amount, String currency) {}

  private final Payments payments;
  private final PaymentProvider provider;

  RefundPayment(Payments payments, PaymentProvider provider) {
    this.payments = payments;
    this.provider = provider;
  }

  @Override
  public PaidBack call(Input input, String idempotencyKey, boolean inDoubt) {
    String ownKey = input.orderId() + ":payment.refund";
    Payment payment = payments.of(input.orderId());
    if (inDoubt) {
      return provider
          .voidCharge(idempotencyKey, ownKey)
          .map(charge -> new PaidBack(charge.id(), null, charge.amount(), charge.currency()))
          .orElse(new PaidBack(null, null, 0, payment.currency()));
    }
    Refund refund = provider.refund(payment.chargeId(), payment.captured(), ownKey);
    return new PaidBack(payment.chargeId(), refund.id(), refund.amount(), payment.currency());
  }

  @Override
  public Output record(Input input, PaidBack paidBack) {
    Payment payment = payments.of(input.orderId());
    if (paidBack.refundId() != null) {
      payment.refund(paidBack.refundId());
      return new Output(new Receipt(paidBack.refundId(), paidBack.amount(), paidBack.currency()));
    }
    payment.voidCharge(paidBack.chargeId());
    return paidBack.chargeId() == null
        ? new Output(null)
        : new Output(new Receipt(paidBack.chargeId(), paidBack.amount(), paidBack.currency()));
  }

  @Override
  public Output nothingToUndo(Input input) {
    return new Output(null);
  }
}
