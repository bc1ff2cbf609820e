package org.ordersaga.shipping.booking;

import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.RemoteUndo;
import org.ordersaga.worker.step.Undo;

/**
 * Tells the carrier not to come. Where it is not known whether it was ordered to, it is told by the
 * booking's key, so that the booking cannot be made later either. A parcel that is on its way stays
 * on its way: that is a refusal.
 */
@Undo(topic = "shipping.cancel", of = BookShipment.class, refusals = Carrier.NOT_CANCELLABLE)
class CancelShipment
    implements RemoteUndo<CancelShipment.Input, CancelShipment.Cancelled, CancelShipment.Output> {

  record Input(String orderId) {}

  record Output(Receipt receipt) {}

  /**
   * What the carrier did.
   *
   * @param shipmentId null when nothing had been booked
   * @param byKey whether it was told by the booking's key
   */
  record Cancelled(String shipmentId, boolean byKey) {}

  private final Shipments shipments;
  private final Carrier carrier;

  CancelShipment(Shipments shipments, Carrier carrier) {
    this.shipments = shipments;
    this.carrier = carrier;
  }

  @Override
  public Cancelled call(Input input, String idempotencyKey, boolean inDoubt) throws Refusal {
    if (inDoubt) {
      return new Cancelled(carrier.voidBooking(idempotencyKey), true);
    }
    String shipmentId = shipments.of(input.orderId()).shipmentId();
    carrier.cancel(shipmentId, input.orderId() + ":shipping.cancel");
    return new Cancelled(shipmentId, false);
  }

  @Override
  public Output record(Input input, Cancelled cancelled) {
    Shipment shipment = shipments.of(input.orderId());
    if (cancelled.byKey()) {
      shipment.voidBooking(cancelled.shipmentId());
    } else {
      shipment.cancel();
    }
    return new Output(cancelled.shipmentId() == null ? null : Receipt.of(cancelled.shipmentId()));
  }

  /** The parcel is on its way, so the booking that was in doubt had been made. */
  @Override
  public BookShipment.Output recordRefusal(Input input, Refusal refusal) {
    Carrier.Booking booking = ((Carrier.Kept) refusal).booking();
    return BookShipment.stands(shipments.of(input.orderId()), booking);
  }

  @Override
  public Output byHand(Input input) {
    shipments.of(input.orderId()).callOffByHand();
    return new Output(null);
  }

  @Override
  public Output nothingToUndo(Input input) {
    return new Output(null);
  }
}
