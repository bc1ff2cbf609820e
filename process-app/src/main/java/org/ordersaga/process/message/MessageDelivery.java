package org.ordersaga.process.message;

import java.util.List;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.camunda.bpm.engine.RuntimeService;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Hands stored messages to orders that wait for them. */
@Component
class MessageDelivery {

  private static final Logger LOG = LoggerFactory.getLogger(MessageDelivery.class);
  private static final int ATTEMPTS = 5;

  private final OrderLog log;
  private final MessageRepository messages;
  private final RuntimeService runtime;
  private final TransactionTemplate transaction;

  MessageDelivery(
      OrderLog log,
      MessageRepository messages,
      RuntimeService runtime,
      PlatformTransactionManager transactionManager) {
    this.log = log;
    this.messages = messages;
    this.runtime = runtime;
    this.transaction = new TransactionTemplate(transactionManager);
  }

  /**
   * Hands over what the order can take now. Leaves the rest where it is: it is tried again when the
   * order comes to its wait, and every now and then.
   */
  void deliver(String orderId) {
    MDC.put("orderId", orderId);
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          transaction.executeWithoutResult(
              status -> log.lock(orderId).ifPresent(this::deliverFirst));
          return;
        } catch (MismatchingMessageCorrelationException | OptimisticLockingException e) {
          LOG.debug("Lost a race for a message, attempt {}", attempt, e);
        } catch (RuntimeException e) {
          LOG.warn("A message could not be handed to its order; it stays stored", e);
          return;
        }
      }
      LOG.info("A message lost {} races; it stays stored", ATTEMPTS);
    } finally {
      MDC.remove("orderId");
    }
  }

  /** One at a time: what it starts decides whether the order can take the other one. */
  private void deliverFirst(OrderState order) {
    List<MessageKind> pending = messages.pending(order.orderId());
    pending.stream()
        .filter(kind -> isAwaited(order, kind))
        .findFirst()
        .ifPresent(
            kind -> {
              messages.applied(order.orderId(), kind);
              runtime
                  .createMessageCorrelation(kind.messageName())
                  .processInstanceId(order.processInstanceId())
                  .correlate();
            });
  }

  private boolean isAwaited(OrderState order, MessageKind kind) {
    return runtime
            .createEventSubscriptionQuery()
            .processInstanceId(order.processInstanceId())
            .eventType("message")
            .eventName(kind.messageName())
            .count()
        > 0;
  }
}
