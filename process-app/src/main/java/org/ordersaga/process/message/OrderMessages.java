package org.ordersaga.process.message;

import java.util.Map;
import java.util.Optional;
import org.ordersaga.process.engine.EngineTransaction;
import org.ordersaga.process.engine.OrderProcess;
import org.ordersaga.process.orderlog.Cancellation;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderAbandoned;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.ordersaga.process.orderlog.OrderStatus;
import org.ordersaga.process.orderlog.OrderStatusChanged;
import org.ordersaga.process.orderlog.StepRefused;
import org.ordersaga.process.stop.OpenStep;
import org.ordersaga.process.stop.StepStop;
import org.ordersaga.process.stop.StopCode;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes deliveries, cancellations and giving up, one of each for an order. */
@Service
public class OrderMessages {

  private static final int ACCEPTED = 202;
  private static final int CONFLICT = 409;
  private static final String ABANDONED = "its process was deleted";

  private final OrderLog log;
  private final MessageRepository messages;
  private final ApplicationEventPublisher events;
  private final EngineTransaction transaction;
  private final StepStop stops;

  OrderMessages(
      OrderLog log,
      MessageRepository messages,
      ApplicationEventPublisher events,
      EngineTransaction transaction,
      StepStop stops) {
    this.log = log;
    this.messages = messages;
    this.events = events;
    this.transaction = transaction;
    this.stops = stops;
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
    switch (kind) {
      case CANCELLATION -> log.cancellationRequested(instance);
      case DELIVERY -> log.append(instance, EventKind.DELIVERY_REQUESTED, Map.of());
      case GIVE_UP -> throw new IllegalArgumentException("An order is given up by giveUp");
    }
    if (order.isOver()) {
      StoredAnswer answer = new StoredAnswer(CONFLICT, tooLate(order, kind));
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

  private static String tooLate(OrderState order, MessageKind kind) {
    String wish =
        switch (kind) {
          case DELIVERY -> "delivered";
          case CANCELLATION -> "cancelled";
          case GIVE_UP -> "given up";
        };
    return "The order can no longer be " + wish + ": " + reason(order) + ".";
  }

  private static String reason(OrderState order) {
    return switch (order.status()) {
      case DELIVERED -> "it has been delivered";
      case CANCELLED -> "it is already cancelled";
      case REJECTED -> "it was rejected";
      case CONFIRMED -> order.abandoned() ? ABANDONED : "it is confirmed";
      case PENDING, IN_REVIEW ->
          order.abandoned()
              ? ABANDONED
              : "it is past the booking of its shipment, or it is being undone";
    };
  }

  /**
   * Gives an order up for an operator: ends the step that it stands at, and everything is undone.
   * Other than the messages this is done before it is answered, so that the operator knows; only a
   * suspended order is stopped later, when it goes on.
   *
   * @param by the operator's login
   * @return the answer, for a repeat of what was accepted the first one; empty if there is no such
   *     order
   */
  public Optional<StoredAnswer> giveUp(String orderId, String by, String reason) {
    return transaction.execute(
        () ->
            log.lock(orderId)
                .map(
                    order ->
                        messages
                            .answer(orderId, MessageKind.GIVE_UP)
                            .filter(answer -> !answer.isRefusal())
                            .orElseGet(() -> giveUp(order, by, reason))));
  }

  private StoredAnswer giveUp(OrderState order, String by, String reason) {
    Optional<OpenStep> step = stops.find(order, StopCode.GIVEN_UP);
    if (step.isEmpty()) {
      return messages
          .answer(order.orderId(), MessageKind.GIVE_UP)
          .orElseGet(
              () -> {
                StoredAnswer refusal =
                    new StoredAnswer(CONFLICT, tooLate(order, MessageKind.GIVE_UP));
                messages.insert(
                    order.orderId(), MessageKind.GIVE_UP, MessageState.REFUSED, refusal);
                return refusal;
              });
    }
    StoredAnswer answer =
        new StoredAnswer(
            ACCEPTED, "{\"orderId\":\"" + order.orderId() + "\",\"giveUp\":\"ACCEPTED\"}");
    boolean later = step.get().suspended();
    // An operator may have led the order back to where it can be given up after all.
    messages.replaceRefusal(
        order.orderId(),
        MessageKind.GIVE_UP,
        later ? MessageState.PENDING : MessageState.APPLIED,
        answer);
    log.append(
        order.processInstanceId(), EventKind.GIVE_UP_REQUESTED, Map.of("by", by, "reason", reason));
    if (!later) {
      stops.stop(order, step.get(), StopCode.GIVEN_UP);
    }
    return answer;
  }

  @EventListener
  void orderEnded(OrderStatusChanged change) {
    if (change.to() == OrderStatus.CANCELLED) {
      messages.settle(change.orderId(), MessageKind.CANCELLATION, MessageState.APPLIED);
    }
    if (change.to().isFinal()) {
      messages.moot(change.orderId());
    }
  }

  @EventListener
  void orderAbandoned(OrderAbandoned order) {
    messages.moot(order.orderId());
  }

  /**
   * The carrier does not give the parcel back to a customer who asked for it. Where it keeps the
   * parcel of a booking that was stopped, the cancellation is still pending, and decided later.
   */
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
