package org.ordersaga.process.operations;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.ordersaga.process.engine.EngineTransaction;
import org.ordersaga.process.engine.OrderProcess;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Has a message sent once more that the customer was sent before: the same, with the same id. */
@Service
class NotificationRepeat {

  private static final String KEY = "repeat-notification";
  private static final String EVENT = "notificationEvent";
  private static final String REMINDER = "REMINDER";

  /** What a letter is written from, as far as the order has it. */
  private static final String[] FACTS = {
    "email",
    "lines",
    "currency",
    "shippingAddress",
    "totalAmount",
    "failureMessage",
    "trackingNumber"
  };

  private final EngineTransaction transaction;
  private final OrderLog log;
  private final JdbcClient jdbc;
  private final HistoryService history;
  private final OwnProcess process;

  NotificationRepeat(
      EngineTransaction transaction,
      OrderLog log,
      JdbcClient jdbc,
      HistoryService history,
      OwnProcess process) {
    this.transaction = transaction;
    this.log = log;
    this.jdbc = jdbc;
    this.history = history;
    this.process = process;
  }

  void repeat(String orderId, String event, String by, String reason) {
    transaction.execute(
        () -> {
          repeat(log.lock(orderId).orElseThrow(Refusals::noSuchOrder), event, by, reason);
          return null;
        });
  }

  private void repeat(OrderState order, String event, String by, String reason) {
    String orderId = order.orderId();
    String messageId =
        lastSent(orderId, event)
            .orElseThrow(
                () ->
                    Refusals.conflict(
                        "The customer was never sent %s, so there is nothing to repeat.", event));
    if (process.isRunning(KEY, orderId, EVENT, event)) {
      return;
    }
    Map<String, Object> variables = facts(order);
    if (variables.get("email") == null) {
      throw Refusals.conflict(
          "What the shop knew of the customer is deleted, so nobody can be written to.");
    }
    variables.put(OrderProcess.ORDER_ID, orderId);
    variables.put(EVENT, event);
    variables.put("repetition", "repeat-" + (repeats(orderId) + 1));
    if (event.equals(REMINDER)) {
      variables.put("reminderCount", reminderCount(messageId));
    }
    log.append(
        order.processInstanceId(),
        EventKind.NOTIFICATION_REPEATED,
        Map.of("event", event, "by", by, "reason", reason));
    process.start(KEY, orderId, variables);
  }

  /** The Message-ID, as the worker's receipt has it; of reminders the last one. */
  private Optional<String> lastSent(String orderId, String event) {
    return jdbc.sql(
            """
            select data -> 'receipt' ->> 'reference' from order_event
             where order_id = :order and kind = 'STEP_COMPLETED'
               and data ->> 'topic' = 'notification.send'
               and starts_with(data -> 'receipt' ->> 'reference', :prefix)
             order by sequence desc limit 1
            """)
        .param("order", orderId)
        .param("prefix", "<" + orderId + "." + event + (event.equals(REMINDER) ? "-" : ">"))
        .query(String.class)
        .optional();
  }

  private static int reminderCount(String messageId) {
    return Integer.parseInt(
        messageId.substring(messageId.lastIndexOf('-') + 1, messageId.length() - 1));
  }

  private long repeats(String orderId) {
    return jdbc.sql(
            """
            select count(*) from order_event
             where order_id = ? and kind = 'NOTIFICATION_REPEATED'
            """)
        .param(orderId)
        .query(Long.class)
        .single();
  }

  private Map<String, Object> facts(OrderState order) {
    List<HistoricVariableInstance> found =
        history
            .createHistoricVariableInstanceQuery()
            .processInstanceId(order.processInstanceId())
            .variableNameIn(FACTS)
            .list();
    Map<String, Object> facts = new HashMap<>();
    found.stream()
        .filter(variable -> order.processInstanceId().equals(variable.getExecutionId()))
        .forEach(variable -> facts.put(variable.getName(), variable.getValue()));
    return facts;
  }
}
