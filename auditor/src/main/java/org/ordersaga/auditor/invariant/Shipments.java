package org.ordersaga.auditor.invariant;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.Shipment;
import org.ordersaga.auditor.source.Parcel;

/**
 * I4, the carrier's part. A key that was voided before its booking arrived is in nobody's list; a
 * parcel that a customer has may have been called delivered by somebody else than the carrier.
 */
final class Shipments extends Check {

  Shipments() {
    super(Invariant.I4);
  }

  @Override
  void neverAccepted(Dossier order, Accuser accuser) {
    always(order, accuser);
    accuser.require(
        order.parcels().isEmpty(), "the carrier has a shipment for it, and it was never accepted");
  }

  @Override
  void always(Dossier order, Accuser accuser) {
    accuser.require(going(order).size() <= 1, "the carrier brings %d parcels", going(order).size());
    order.parcels().stream()
        .collect(Collectors.groupingBy(parcel -> String.valueOf(parcel.idempotencyKey())))
        .forEach(
            (key, parcels) ->
                accuser.require(
                    parcels.size() == 1, "the key %s was booked %d times", key, parcels.size()));
    if (order.shipment() != null) {
      accuser.same(
          order.orderId() + ":shipping.book", order.shipment().key(), "the shipment's key");
    }
  }

  private static List<Parcel> going(Dossier order) {
    return order.parcels().stream().filter(Parcel::goes).toList();
  }

  @Override
  void atRest(Dossier order, Accuser accuser) {
    if (order.view().stands()) {
      accuser.require(
          !going(order).isEmpty(), "is %s, and the carrier brings nothing", order.view().status());
    } else {
      for (Parcel parcel : going(order)) {
        accuser.require(
            order.shipment() != null && order.shipment().manual(),
            "is %s, and the carrier has its shipment %s as %s",
            order.view().status(),
            parcel.id(),
            parcel.status());
      }
    }
    Shipment shipment = order.shipment();
    String state = shipment == null ? "missing" : shipment.state();
    accuser.require(
        !state.equals("INTENDED") || Steps.keptByOlderRelease(order),
        "nobody knows what became of its shipment, and nobody settles it");
    for (Parcel parcel : order.parcels()) {
      boolean fits =
          switch (state) {
            case "BOOKED" -> parcel.goes() && isOf(parcel, shipment);
            case "CANCELLED" -> !parcel.goes() && isOf(parcel, shipment);
            case "INTENDED" -> parcel.goes();
            // Agreed with the carrier by a person: its books may say either.
            case "MANUAL" -> shipment.shipmentId() == null || isOf(parcel, shipment);
            default -> false;
          };
      accuser.require(
          fits,
          "the carrier has its shipment %s as %s, in the shipment table %s is %s",
          parcel.id(),
          parcel.status(),
          shipment == null || shipment.shipmentId() == null ? "it" : shipment.shipmentId(),
          state);
      if (shipment != null) {
        accuser.same(shipment.key(), parcel.idempotencyKey(), "the key in the carrier's list");
      }
    }
    accuser.require(
        !List.of("BOOKED", "CANCELLED").contains(state) || !order.parcels().isEmpty(),
        "its shipment is %s, and the carrier does not know it",
        state);
  }

  private static boolean isOf(Parcel parcel, Shipment shipment) {
    return Objects.equals(parcel.id(), shipment.shipmentId());
  }
}
