package org.ordersaga.process.message;

import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.RuntimeService;
import org.ordersaga.process.engine.EngineTransaction;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.ordersaga.process.stop.OpenStep;
import org.ordersaga.process.stop.StepStop;
import org.ordersaga.process.stop.StopCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/** Hands stored messages to orders that wait for them, or that can be stopped. */
@Component
class MessageDelivery {

  private static final Logger LOG = LoggerFactory.getLogger(MessageDelivery.class);

  private final EngineTransaction transaction;
  private final OrderLog log;
  private final MessageRepository messages;
  private final RuntimeService runtime;
  private final StepStop stops;

  MessageDelivery(
      EngineTransaction transaction,
      OrderLog log,
      MessageRepository messages,
      RuntimeService runtime,
      StepStop stops) {
    this.transaction = transaction;
    this.log = log;
    this.messages = messages;
    this.runtime = runtime;
    this.stops = stops;
  }

  /**
   * Hands over what the order can take now. Leaves the rest where it is: it is tried again when the
   * order comes to its wait, and every now and then.
   */
  void deliver(String orderId) {
    MDC.put("orderId", orderId);
    try {
      transaction.execute(
          () -> {
            log.lock(orderId).ifPresent(this::deliverFirst);
            return null;
          });
    } catch (RuntimeException e) {
      LOG.warn("A message could not be handed to its order; it stays stored", e);
    } finally {
      MDC.remove("orderId");
    }
  }

  /** One at a time: what it starts decides whether the order can take the other one. */
  private void deliverFirst(OrderState order) {
    List<MessageKind> pending = messages.pending(order.orderId());
    boolean handedOver = false;
    for (int i = 0; i < pending.size() && !handedOver; i++) {
      handedOver = correlate(order, pending.get(i)) || stop(order, pending.get(i));
    }
    if (!pending.isEmpty() && !handedOver && !stops.isRunning(order)) {
      log.processEnded(order.processInstanceId());
    }
  }

  private boolean correlate(OrderState order, MessageKind kind) {
    Optional<String> name = kind.messageName().filter(message -> isAwaited(order, message));
    name.ifPresent(
        message -> {
          messages.settle(order.orderId(), kind, MessageState.APPLIED);
          runtime
              .createMessageCorrelation(message)
              .processInstanceId(order.processInstanceId())
              .correlate();
        });
    return name.isPresent();
  }

  /** A suspended order waits for nothing until it goes on. */
  private boolean isAwaited(OrderState order, String messageName) {
    return runtime
            .createExecutionQuery()
            .processInstanceId(order.processInstanceId())
            .messageEventSubscriptionName(messageName)
            .active()
            .count()
        > 0;
  }

  private boolean stop(OrderState order, MessageKind kind) {
    return kind.stopCode().map(code -> stop(order, kind, code)).orElse(false);
  }

  private boolean stop(OrderState order, MessageKind kind, StopCode code) {
    Optional<OpenStep> step = stops.find(order, code);
    if (step.isEmpty()) {
      // It waited for a suspended order, which was faster when it went on.
      if (kind == MessageKind.GIVE_UP) {
        messages.settle(order.orderId(), kind, MessageState.MOOT);
      }
      return false;
    }
    if (step.get().suspended()) {
      return false;
    }
    // A cancellation is open until the order has ended: the carrier may keep the parcel.
    if (kind == MessageKind.GIVE_UP) {
      messages.settle(order.orderId(), kind, MessageState.APPLIED);
    }
    stops.stop(order, step.get(), code);
    return true;
  }
}
