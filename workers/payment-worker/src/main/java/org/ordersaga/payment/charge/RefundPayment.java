package org.ordersaga.payment.charge;

import java.util.Optional;
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
   * @param chargeId null when nothing had been captured
   * @param refundId null when the charge was voided
   */
  record PaidBack(String chargeId, String refundId) {}

  private final Payments payments;
  private final PaymentProvider provider;

  RefundPayment(Payments payments, PaymentProvider provider) {
    this.payments = payments;
    this.provider = provider;
  }

  @Override
  public PaidBack call(Input input, String idempotencyKey, boolean inDoubt) {
    if (!inDoubt) {
      Payment payment = payments.of(input.orderId());
      Optional<Refund> refund =
          provider.refund(
              payment.chargeId(), payment.captured(), input.orderId() + ":payment.refund");
      if (refund.isPresent()) {
        return new PaidBack(payment.chargeId(), refund.get().id());
      }
      // Paid back already: an earlier try voided it while the charge was still in doubt.
    }
    return new PaidBack(provider.voidCharge(idempotencyKey).id(), null);
  }

  @Override
  public Output record(Input input, PaidBack paidBack) {
    Payment payment = payments.of(input.orderId());
    if (paidBack.refundId() != null) {
      payment.refund(paidBack.refundId());
      return new Output(new Receipt(paidBack.refundId(), payment.refunded(), payment.currency()));
    }
    payment.voidCharge(paidBack.chargeId());
    return new Output(
        paidBack.chargeId() == null
            ? null
            : new Receipt(paidBack.chargeId(), payment.refunded(), payment.currency()));
  }

  /**
   * The provider was not asked, so no refund of its is on record: only that there needs to be none.
   */
  @Override
  public Output byHand(Input input) {
    payments.of(input.orderId()).returnByHand();
    return new Output(null);
  }

  @Override
  public Output nothingToUndo(Input input) {
    return new Output(null);
  }
}
