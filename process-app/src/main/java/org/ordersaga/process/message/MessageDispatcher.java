package org.ordersaga.process.message;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Decides when a delivery of messages is tried: after a commit that made it possible, and again.
 */
@Component
class MessageDispatcher {

  private static final int THREADS = 2;
  private static final int QUEUE = 1000;
  private static final int MOST_PER_SWEEP = 100;

  private final MessageDelivery delivery;
  private final MessageRepository messages;
  private final ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();

  MessageDispatcher(MessageDelivery delivery, MessageRepository messages) {
    this.delivery = delivery;
    this.messages = messages;
    executor.setThreadNamePrefix("order-message-");
    executor.setCorePoolSize(THREADS);
    executor.setMaxPoolSize(THREADS);
    executor.setQueueCapacity(QUEUE);
    // What does not fit into the queue is found by the sweep.
    executor.setRejectedExecutionHandler((task, pool) -> {});
    executor.setWaitForTasksToCompleteOnShutdown(true);
    executor.setAwaitTerminationMillis(Duration.ofSeconds(10).toMillis());
    executor.initialize();
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
  void afterCommit(MessagePending pending) {
    executor.execute(() -> delivery.deliver(pending.orderId()));
  }

  /** Finds what a crash, or a full queue, left behind. */
  @Scheduled(fixedDelayString = "${ordersaga.messages.sweep-interval}")
  void sweep() {
    messages.claimOverdue(MOST_PER_SWEEP).forEach(delivery::deliver);
  }

  @PreDestroy
  void stop() {
    executor.shutdown();
  }
}
