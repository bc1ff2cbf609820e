package org.ordersaga.auditor.invariant;

import java.util.List;
import java.util.stream.Collectors;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.Payment;
import org.ordersaga.auditor.source.Charge;

/** I4. While an order is in motion, ledger and table may differ by the step that is under way. */
final class Payments extends Check {

  Payments() {
    super(Invariant.I4);
  }

  @Override
  void neverAccepted(Dossier order, Accuser accuser) {
    always(order, accuser);
    accuser.require(order.payment() == null, "has a payment, but was never accepted");
    accuser.require(order.charges().isEmpty(), "has a charge, but was never accepted");
  }

  @Override
  void always(Dossier order, Accuser accuser) {
    order.charges().stream()
        .collect(Collectors.groupingBy(charge -> String.valueOf(charge.idempotencyKey())))
        .forEach(
            (key, charges) ->
                accuser.require(
                    charges.size() == 1, "the key %s was charged %d times", key, charges.size()));
    if (order.payment() != null) {
      accuser.same(order.orderId() + ":payment.charge", order.payment().key(), "the payment's key");
    }
  }

  @Override
  void atRest(Dossier order, Accuser accuser) {
    Payment payment = order.payment();
    boolean inDoubt = payment != null && payment.state().equals("INTENDED");
    accuser.require(!inDoubt, "nobody knows what became of its payment, and nobody settles it");
    boolean taken = payment != null && payment.chargeId() != null;
    List<Charge> charges = order.charges();
    if (taken) {
      accuser.require(
          charges.stream().anyMatch(charge -> payment.chargeId().equals(charge.id())),
          "its payment's charge %s is not in the provider's ledger",
          payment.chargeId());
    }
    for (Charge charge : charges) {
      if (payment != null && payment.manual()) {
        byHand(payment, charge, accuser);
        continue;
      }
      if (!taken || !payment.chargeId().equals(charge.id())) {
        accuser.accuse(
            "the provider's charge %s of %d %s is not in the payments table"
                .formatted(charge.id(), charge.captured(), charge.currency()));
        continue;
      }
      accuser.same(payment.key(), charge.idempotencyKey(), "the key in the provider's ledger");
      accuser.same(payment.amount(), charge.amount(), "the amount in the provider's ledger");
      accuser.same(payment.currency(), charge.currency(), "the currency in the provider's ledger");
      accuser.same(payment.captured(), charge.captured(), "captured in the provider's ledger");
      accuser.same(payment.refunded(), charge.refunded(), "refunded in the provider's ledger");
      accuser.require(
          !charge.voided() || payment.state().equals("REFUNDED"),
          "the provider's ledger has it voided, the payment is %s",
          payment.state());
    }
    if (payment != null) {
      states(payment, accuser);
    }
  }

  /**
   * Who pays back by hand may do so in the provider's own books or beside them, so these may say
   * anything between nothing and all. A charge that was in doubt is not in the payments table.
   */
  private static void byHand(Payment payment, Charge charge, Accuser accuser) {
    accuser.require(
        payment.chargeId() == null || payment.chargeId().equals(charge.id()),
        "the provider's charge %s is not in the payments table",
        charge.id());
    accuser.same(payment.key(), charge.idempotencyKey(), "the key in the provider's ledger");
    accuser.same(payment.amount(), charge.amount(), "the amount in the provider's ledger");
    accuser.same(payment.currency(), charge.currency(), "the currency in the provider's ledger");
  }

  private static void states(Payment payment, Accuser accuser) {
    boolean fits =
        switch (payment.state()) {
          case "CAPTURED" -> payment.captured() == payment.amount() && payment.refunded() == 0;
          case "MANUAL" ->
              payment.captured() == (payment.chargeId() == null ? 0 : payment.amount())
                  && payment.refunded() == 0;
          case "REFUNDED" ->
              payment.captured() == payment.amount() && payment.refunded() == payment.captured();
          default -> payment.captured() == 0 && payment.refunded() == 0;
        };
    accuser.require(
        fits,
        "its payment is %s with %d captured and %d refunded",
        payment.state(),
        payment.captured(),
        payment.refunded());
    boolean takesMoney = List.of("CAPTURED", "REFUNDED").contains(payment.state());
    accuser.require(
        payment.manual() || takesMoney == (payment.chargeId() != null),
        "its payment is %s and names the charge %s",
        payment.state(),
        payment.chargeId());
  }
}
