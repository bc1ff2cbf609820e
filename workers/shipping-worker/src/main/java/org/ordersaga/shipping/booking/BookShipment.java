package org.ordersaga.shipping.booking;

import java.util.List;
import java.util.Optional;
import org.ordersaga.shipping.booking.Carrier.Address;
import org.ordersaga.shipping.booking.Carrier.Booking;
import org.ordersaga.shipping.booking.Carrier.Line;
import org.ordersaga.worker.step.Receipt;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.RemoteStep;
import org.ordersaga.worker.step.Step;

/**
 * Orders the carrier to bring the parcel to the customer. The pivot: past it, orders go forward.
 */
@Step(
    topic = "shipping.book",
    refusals = {Carrier.REJECTED, "SHIPPING_UNAVAILABLE"})
class BookShipment implements RemoteStep<BookShipment.Input, Booking, BookShipment.Output> {

  record Input(String orderId, Address shippingAddress, List<Line> lines) {}

  record Output(String shipmentId, String trackingNumber, Receipt receipt) {}

  private final Shipments shipments;
  private final Carrier carrier;

  BookShipment(Shipments shipments, Carrier carrier) {
    this.shipments = shipments;
    this.carrier = carrier;
  }

  @Override
  public boolean isAvailable() {
    return carrier.isAvailable();
  }

  @Override
  public void intend(Input input, String idempotencyKey) {
    shipments.save(new Shipment(input.orderId(), idempotencyKey));
  }

  @Override
  public Booking call(Input input, String idempotencyKey) throws Refusal {
    return carrier.book(
        new Carrier.Order(input.orderId(), input.shippingAddress(), input.lines()), idempotencyKey);
  }

  @Override
  public Optional<Booking> lookUp(Input input, String idempotencyKey) throws Refusal {
    return carrier.findBooking(idempotencyKey);
  }

  @Override
  public Output record(Input input, Booking booking) {
    return stands(shipments.of(input.orderId()), booking);
  }

  /** Records that the carrier will come. */
  static Output stands(Shipment shipment, Booking booking) {
    shipment.book(booking.id(), booking.trackingNumber());
    return new Output(booking.id(), booking.trackingNumber(), Receipt.of(booking.id()));
  }

  @Override
  public void recordRefusal(Input input, Refusal refusal) {
    Shipment shipment = shipments.of(input.orderId());
    if (refusal instanceof Carrier.CalledOff calledOff) {
      shipment.voidBooking(calledOff.shipmentId());
    } else {
      shipment.reject(refusal.getMessage());
    }
  }
}
