package org.ordersaga.process.operations;

import java.util.Map;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.ordersaga.process.engine.EngineTransaction;
import org.ordersaga.process.engine.OrderProcess;
import org.ordersaga.process.orderlog.EventKind;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.orderlog.OrderState;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Ends a settlement that the outside will not confirm: an operator has agreed with it what becomes
 * of the charge or the parcel. The step's worker records that in its own database, and then tells
 * that the settlement is confirmed, as always.
 */
@Service
class SettlementAcceptance {

  private static final String KEY = "accept-settlement";
  private static final String STEP = "settledStep";

  private final EngineTransaction transaction;
  private final OrderLog log;
  private final JdbcClient jdbc;
  private final OwnProcess process;
  private final RuntimeService runtime;
  private final ExternalTaskService tasks;

  SettlementAcceptance(
      EngineTransaction transaction,
      OrderLog log,
      JdbcClient jdbc,
      OwnProcess process,
      RuntimeService runtime,
      ExternalTaskService tasks) {
    this.transaction = transaction;
    this.log = log;
    this.jdbc = jdbc;
    this.process = process;
    this.runtime = runtime;
    this.tasks = tasks;
  }

  /**
   * Accepts.
   *
   * @param topic of the step that is in doubt
   */
  void accept(String orderId, String topic, String by, String reason) {
    transaction.execute(
        () -> {
          accept(log.lock(orderId).orElseThrow(Refusals::noSuchOrder), topic, by, reason);
          return null;
        });
  }

  private void accept(OrderState order, String topic, String by, String reason) {
    String state = state(order.orderId(), topic);
    if (!state.equals("OPEN")) {
      throw Refusals.conflict("The settlement of %s is confirmed already.", topic);
    }
    if (process.isRunning(KEY, order.orderId(), STEP, topic)) {
      return;
    }
    log.append(
        order.processInstanceId(),
        EventKind.SETTLEMENT_ACCEPTED,
        Map.of("topic", topic, "by", by, "reason", reason));
    ProcessInstance started =
        process.start(
            KEY, order.orderId(), Map.of(OrderProcess.ORDER_ID, order.orderId(), STEP, topic));
    ExternalTask task =
        tasks.createExternalTaskQuery().processInstanceId(started.getId()).singleResult();
    UndoMark.set(runtime, task.getExecutionId(), task.getId());
  }

  private String state(String orderId, String topic) {
    return jdbc.sql("select state from order_settlement where order_id = ? and topic = ?")
        .params(orderId, topic)
        .query(String.class)
        .optional()
        .orElseThrow(() -> Refusals.notFound("The order has no settlement of that step."));
  }
}
