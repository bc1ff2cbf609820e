package org.ordersaga.process.message;

import java.util.Map;
import java.util.Optional;
import org.ordersaga.process.engine.OrderProcess;
import org.ordersaga.process.orderlog.Cancellation;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.ordersaga.process.orderlog.OrderStatus;
import org.ordersaga.process.orderlog.OrderStatusChanged;
import org.ordersaga.process.orderlog.StepRefused;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes deliveries and cancellations, one of each for an order. */
@Service
public class OrderMessages {

  private static final int ACCEPTED = 202;
  private static final int CONFLICT = 409;

  private final OrderLog log;
  private final MessageRepository messages;
  private final ApplicationEventPublisher events;

  OrderMessages(OrderLog log, MessageRepository messages, ApplicationEventPublisher events) {
    this.log = log;
    this.messages = messages;
    this.events = events;
  }

  /**
   * Stores a message; it is handed to the process later, in the background.
   *
   * @return the answer, for a repeat the first one; empty if there is no such order
   */
  @Transactional
  public Optional<StoredAnswer> request(String orderId, MessageKind kind) {
    return log.lock(orderId)
        .map(order -> messages.answer(orderId, kind).orElseGet(() -> first(order, kind)));
  }

  private StoredAnswer first(OrderState order, MessageKind kind) {
    String instance = order.processInstanceId();
    if (kind == MessageKind.CANCELLATION) {
      log.cancellationRequested(instance);
    } else {
      log.append(instance, EventKind.DELIVERY_REQUESTED, Map.of());
    }
    if (order.status().isFinal()) {
      StoredAnswer answer = new StoredAnswer(CONFLICT, tooLate(order.status(), kind));
      messages.insert(order.orderId(), kind, MessageState.REFUSED, answer);
      if (kind == MessageKind.CANCELLATION) {
        log.cancellationDecided(instance, Cancellation.REFUSED);
      }
      return answer;
    }
    StoredAnswer answer = new StoredAnswer(ACCEPTED, accepted(order.orderId(), kind));
    messages.insert(order.orderId(), kind, MessageState.PENDING, answer);
    events.publishEvent(new MessagePending(order.orderId()));
    return answer;
  }

  private static String accepted(String orderId, MessageKind kind) {
    String field = kind == MessageKind.CANCELLATION ? "cancellation" : "delivery";
    return "{\"orderId\":\"" + orderId + "\",\"" + field + "\":\"REQUESTED\"}";
  }

  private static String tooLate(OrderStatus status, MessageKind kind) {
    String wish = kind == MessageKind.CANCELLATION ? "cancelled" : "delivered";
    String reason =
        switch (status) {
          case DELIVERED -> "it has been delivered";
          case CANCELLED -> "it is already cancelled";
          default -> "it was rejected";
        };
    return "The order can no longer be " + wish + ": " + reason + ".";
  }

  @EventListener
  void orderEnded(OrderStatusChanged change) {
    if (change.to().isFinal()) {
      messages.moot(change.orderId());
    }
  }

  /** The carrier does not give the parcel back to a customer who asked for it. */
  @EventListener
  void stepRefused(StepRefused refused) {
    if (!OrderProcess.SHIPPING_CANCEL.equals(refused.topic())) {
      return;
    }
    log.lockByInstance(refused.processInstanceId())
        .filter(
            order -> messages.isIn(MessageState.APPLIED, order.orderId(), MessageKind.CANCELLATION))
        .ifPresent(
            order -> log.cancellationDecided(order.processInstanceId(), Cancellation.REFUSED));
  }
}
