package org.ordersaga.process.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ordersaga.process.orderlog.OrderState;
import org.ordersaga.process.story.StoryLog.Event;

/** The timeline in a customer's words; what has none here is nobody's business but the shop's. */
class ClientWords {

  private static final Map<String, String> DONE =
      Map.of(
          "order.create", "We have received your order",
          "inventory.reserve", "Your items are set aside for you",
          "payment.charge", "Your payment went through",
          "shipping.book", "Your parcel is booked with the carrier",
          "notification.send", "We sent you a message");

  private static final Map<String, String> UNDONE =
      Map.of(
          "inventory.release", "Your items are no longer set aside",
          "payment.refund", "Your payment is returned",
          "shipping.cancel", "Your parcel is called back");

  private static final Map<String, String> STATUS =
      Map.of(
          "IN_REVIEW", "We are having a closer look at your order",
          "CONFIRMED", "Your order is confirmed",
          "REJECTED", "We could not carry out your order",
          "CANCELLED", "Your order is cancelled",
          "DELIVERED", "Your order was delivered");

  private static final Map<String, String> REST =
      Map.of(
          "ORDER_ACCEPTED", "You placed your order",
          "CANCELLATION_REQUESTED", "You asked us to cancel",
          "CANCELLATION_REFUSED", "It was too late to cancel: your order stands");

  private ClientWords() {}

  /** Where an order stands, in a sentence. */
  static String headline(OrderState order) {
    if (order.abandoned()) {
      return "Something went wrong with your order. Please ask our service.";
    }
    return switch (order.status()) {
      case PENDING -> "We are working on your order.";
      case IN_REVIEW -> "We are having a closer look at your order. This can take a day.";
      case CONFIRMED -> "Your order is confirmed and on its way to you.";
      case REJECTED -> "We are sorry, we could not carry out your order.";
      case CANCELLED -> "Your order is cancelled.";
      case DELIVERED -> "Your order was delivered. Enjoy it!";
    };
  }

  static List<ClientStory.Entry> tell(List<Event> events) {
    List<ClientStory.Entry> entries = new ArrayList<>();
    for (Event event : events) {
      String title = title(event);
      if (title != null) {
        boolean refused = event.kind().equals("STEP_REFUSED");
        JsonNode amount = event.data().path("receipt").path("amount");
        entries.add(
            new ClientStory.Entry(
                event.at(),
                event.step(),
                title,
                refused ? event.text("message") : null,
                amount.isNumber() && isAboutMoney(event) ? amount.longValue() : null));
      }
    }
    return entries;
  }

  private static boolean isAboutMoney(Event event) {
    return String.valueOf(event.topic()).startsWith("payment.");
  }

  private static String title(Event event) {
    String topic = String.valueOf(event.topic());
    return switch (event.kind()) {
      case "STEP_COMPLETED" -> DONE.get(topic);
      case "STEP_UNDONE" -> UNDONE.get(topic);
      case "STEP_REFUSED" -> refused(topic);
      case "STATUS_CHANGED" -> STATUS.get(event.text("to"));
      default -> REST.get(event.kind());
    };
  }

  private static String refused(String topic) {
    return UNDONE.containsKey(topic)
        ? "The carrier already has your parcel"
        : "We could not go on with your order";
  }
}
