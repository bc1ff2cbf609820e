package org.ordersaga.shipping.booking;

import java.util.List;
import java.util.Optional;
import org.ordersaga.worker.provider.Answer;
import org.ordersaga.worker.provider.Provider;
import org.ordersaga.worker.provider.Providers;
import org.ordersaga.worker.step.Refusal;
import org.ordersaga.worker.step.TechnicalFailure;
import org.springframework.stereotype.Component;

/** The carrier's API, at {@code ORDERSAGA_CARRIER_URL}. */
@Component
class Carrier {

  static final String REJECTED = "SHIPPING_REJECTED";
  static final String NOT_CANCELLABLE = "SHIPMENT_NOT_CANCELLABLE";

  private static final String ON_ITS_WAY = "Your parcel is already on its way.";

  private final Provider provider;

  Carrier(ShippingSettings settings, Providers providers) {
    this.provider =
        providers.connect(
            "carrier", "ORDERSAGA_CARRIER_URL", settings.carrier(), settings.sandbox());
  }

  /** Whether a call is worth trying. */
  boolean isAvailable() {
    return provider.isAvailable();
  }

  /** Books a shipment. An address that the carrier does not serve is a {@link Refusal}. */
  Booking book(Order order, String idempotencyKey) throws Refusal {
    Answer answer = provider.post("/shipments", idempotencyKey, order);
    return switch (answer.status()) {
      case 200, 201 -> answer.as(Booking.class);
      // The key is voided; only the shipment itself tells whether it had been booked before.
      case 409 -> findBooking(idempotencyKey).orElseThrow(answer::unexpected);
      case 422 -> throw rejected(answer);
      default -> throw answer.unexpected();
    };
  }

  /** The shipment that was booked with this key, or empty if none was. */
  Optional<Booking> findBooking(String idempotencyKey) throws Refusal {
    Answer answer = provider.get("/shipments?idempotencyKey={key}", idempotencyKey);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (answer.status() != 200) {
      throw answer.unexpected();
    }
    Booking booking = answer.as(Booking.class);
    return switch (booking.status()) {
      case "voided", "cancelled" -> throw new CalledOff(booking.id());
      default -> Optional.of(booking);
    };
  }

  /** Cancels a shipment, unless it has been handed over to the carrier already. */
  void cancel(String shipmentId, String idempotencyKey) throws Refusal {
    Answer answer = provider.post("/shipments/{id}/cancel", idempotencyKey, null, shipmentId);
    switch (answer.status()) {
      case 200, 201, 204 -> {}
      case 409 -> throw notCancellable();
      default -> throw answer.unexpected();
    }
  }

  /**
   * Makes sure that there is no shipment with this key, and that there will be none: what was
   * booked is cancelled, unless it has been handed over to the carrier already.
   *
   * @return the id of what had been booked, or null
   * @throws Kept if the parcel is on its way
   */
  String voidBooking(String idempotencyKey) throws Refusal {
    Answer answer = provider.post("/shipments/voids", null, new VoidOrder(idempotencyKey));
    return switch (answer.status()) {
      case 200 -> voided(answer);
      case 409 -> kept(answer, idempotencyKey);
      default -> throw answer.unexpected();
    };
  }

  private static String voided(Answer answer) {
    Booking booking = answer.as(Booking.class);
    if (!"voided".equals(booking.status())) {
      throw answer.unexpected();
    }
    return booking.id();
  }

  /** What the carrier will not void: the refusal tells what it is, for the records. */
  private String kept(Answer answer, String idempotencyKey) throws Refusal {
    Booking booking;
    try {
      booking = findBooking(idempotencyKey).orElseThrow(answer::unexpected);
    } catch (CalledOff calledOff) {
      return calledOff.shipmentId();
    } catch (TechnicalFailure unknown) {
      throw new Kept(null, unknown);
    }
    throw new Kept(booking, null);
  }

  private static Refusal rejected(Answer answer) {
    if ("idempotency_key_reused".equals(answer.as(Problem.class).code())) {
      throw answer.unexpected();
    }
    return new Refusal(REJECTED, "Our carrier does not deliver to the address you gave us.");
  }

  private static Refusal notCancellable() {
    return new Refusal(NOT_CANCELLABLE, ON_ITS_WAY);
  }

  /** What is asked for; the reference is the order id. */
  record Order(String reference, Address address, List<Line> lines) {}

  /** Where the parcel goes. */
  record Address(String name, String street, String postalCode, String city, String country) {

    /** Without the address: it must not get into a log by accident. */
    @Override
    public String toString() {
      return "Address[country=" + country + "]";
    }
  }

  /** What is in the parcel. */
  record Line(String sku, Integer quantity) {}

  private record VoidOrder(String idempotencyKey) {}

  private record Problem(String code) {}

  /** A shipment as the carrier shows it. */
  record Booking(String id, String trackingNumber, String status) {}

  /**
   * A shipment that was called off will never be booked, however often it is asked for: that is a
   * final no, and not a failure that a repeat could heal.
   */
  static final class CalledOff extends Refusal {

    private static final long serialVersionUID = 1L;

    private final String shipmentId;

    private CalledOff(String shipmentId) {
      super(REJECTED, "The shipment was called off.");
      this.shipmentId = shipmentId;
    }

    /** The shipment that had been booked, and is cancelled; or null. */
    String shipmentId() {
      return shipmentId;
    }
  }

  /** A booking that was to be voided and stands, because its parcel is on its way. */
  static final class Kept extends Refusal {

    private static final long serialVersionUID = 1L;

    private final transient Booking booking;
    private final transient TechnicalFailure unknown;

    private Kept(Booking booking, TechnicalFailure unknown) {
      super(NOT_CANCELLABLE, ON_ITS_WAY);
      this.booking = booking;
      this.unknown = unknown;
    }

    /**
     * The booking.
     *
     * @throws TechnicalFailure if the carrier did not tell
     */
    Booking booking() {
      if (booking == null) {
        throw unknown;
      }
      return booking;
    }
  }
}
