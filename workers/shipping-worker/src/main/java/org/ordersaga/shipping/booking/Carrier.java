package org.ordersaga.shipping.booking;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.ordersaga.worker.provider.Answer;
import org.ordersaga.worker.provider.Provider;
import org.ordersaga.worker.step.Refusal;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** The carrier's API, at {@code ORDERSAGA_CARRIER_URL}. */
@Component
class Carrier {

  static final String REJECTED = "SHIPPING_REJECTED";
  static final String NOT_CANCELLABLE = "SHIPMENT_NOT_CANCELLABLE";

  private final Provider provider;

  Carrier(Environment environment, RestClient.Builder http, ObjectMapper json) {
    this.provider = new Provider("carrier", "ordersaga.carrier", environment, http, json);
  }

  /** Books a shipment. An address that the carrier does not serve is a {@link Refusal}. */
  Booking book(Order order, String idempotencyKey) throws Refusal {
    Answer answer = provider.post("/shipments", idempotencyKey, order);
    return switch (answer.status()) {
      case 200, 201 -> answer.as(Booking.class);
      case 409 -> throw voided();
      case 422 ->
          throw new Refusal(REJECTED, "Our carrier does not deliver to the address you gave us.");
      default -> throw answer.unexpected();
    };
  }

  /** The shipment that was booked with this key, or empty if none was. */
  Optional<Booking> findBooking(String idempotencyKey) throws Refusal {
    Answer answer = provider.get("/shipments?idempotencyKey={key}", idempotencyKey);
    return switch (answer.status()) {
      case 200 -> Optional.of(answer.as(Booking.class).live());
      case 404 -> Optional.empty();
      default -> throw answer.unexpected();
    };
  }

  /** Cancels a shipment, unless it has been handed over to the carrier already. */
  void cancel(String shipmentId, String idempotencyKey) throws Refusal {
    Answer answer =
        provider.post("/shipments/{id}/cancel", idempotencyKey, new Empty(), shipmentId);
    switch (answer.status()) {
      case 200, 201, 204 -> {}
      case 409 -> throw notCancellable();
      default -> throw answer.unexpected();
    }
  }

  /**
   * Makes sure that there is no shipment with this key, and that there will be none.
   *
   * @return what had been booked, or empty
   */
  Optional<Booking> voidBooking(String bookingKey, String idempotencyKey) throws Refusal {
    Answer answer = provider.post("/shipments/voids", idempotencyKey, new VoidOrder(bookingKey));
    return switch (answer.status()) {
      case 200, 201 -> Optional.of(answer.as(Booking.class)).filter(booked -> booked.id() != null);
      case 409 -> throw notCancellable();
      default -> throw answer.unexpected();
    };
  }

  /**
   * A voided shipment will never be booked, however often it is asked for: that is a final no, and
   * not a failure that a repeat could heal.
   */
  private static Refusal voided() {
    return new Refusal(REJECTED, "The shipment was called off before it was booked.");
  }

  private static Refusal notCancellable() {
    return new Refusal(NOT_CANCELLABLE, "Your parcel is already on its way.");
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

  private record Empty() {}

  private record VoidOrder(String idempotencyKey) {}

  /** A shipment as the carrier shows it. */
  record Booking(String id, String trackingNumber, boolean voided) {

    private Booking live() throws Refusal {
      if (voided) {
        throw Carrier.voided();
      }
      return this;
    }
  }
}
