package org.ordersaga.process.intake;

import java.util.List;
import java.util.UUID;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.ordersaga.process.engine.OrderProcess;
import org.ordersaga.process.identity.EngineGroup;
import org.ordersaga.process.intake.IntakeRepository.Intake;
import org.ordersaga.process.orderlog.OrderLog;
import org.ordersaga.process.stop.OrderDeadline;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Stands at the start of every order, whichever way it is started: by key or id, with start
 * instructions, by a restart, through either of the engine's REST interfaces. It is built in, so
 * that {@code skipCustomListeners} does not skip it.
 */
class OrderStartListener implements ExecutionListener {

  private final OrderValidator validator;
  private final StartVariables variables;
  private final IntakeRepository intakes;
  private final OpenOrders openOrders;
  private final OrderLog log;
  private final ApplicationEventPublisher events;

  OrderStartListener(
      OrderValidator validator,
      StartVariables variables,
      IntakeRepository intakes,
      OpenOrders openOrders,
      OrderLog log,
      ApplicationEventPublisher events) {
    this.validator = validator;
    this.variables = variables;
    this.intakes = intakes;
    this.openOrders = openOrders;
    this.log = log;
    this.events = events;
  }

  @Override
  public void notify(DelegateExecution execution) {
    ExecutionEntity instance = (ExecutionEntity) execution;
    refuseInstructionsOfClients(instance);
    NewOrder order = validated(instance);
    String orderId = order.chosenId().orElseGet(() -> UUID.randomUUID().toString());
    if (!openOrders.letIn()) {
      // Who repeats an order has to hear that it is taken, not that there is no room for it.
      throw intakes.find(orderId).isPresent()
          ? StartRefused.duplicate(orderId)
          : openOrders.refusal();
    }
    if (!intakes.take(new Intake(orderId, order.contentHash(), OrderIntake.firstAnswer(orderId)))) {
      throw StartRefused.duplicate(orderId);
    }
    if (instance.getVariable(OrderProcess.ORDER_ID) == null) {
      instance.setVariable(OrderProcess.ORDER_ID, orderId);
    }
    if (instance.getProcessBusinessKey() == null) {
      instance.setProcessBusinessKey(orderId);
    }
    log.accepted(
        orderId,
        instance.getProcessInstanceId(),
        order.customerId(),
        order.currency(),
        order.lines(),
        OrderDeadline.of(instance.getProcessDefinition()));
    events.publishEvent(new OrderAccepted(orderId));
  }

  private NewOrder validated(ExecutionEntity instance) {
    Problems problems = new Problems();
    try {
      return validator.validate(
          variables.read(
              instance.getVariablesTyped(false), instance.getProcessBusinessKey(), problems),
          problems);
    } catch (InvalidOrder e) {
      throw StartRefused.invalid(e);
    }
  }

  /** With them one could begin behind the payment. */
  private static void refuseInstructionsOfClients(ExecutionEntity instance) {
    Authentication caller =
        instance.getProcessEngineServices().getIdentityService().getCurrentAuthentication();
    List<String> groups = caller == null ? null : caller.getGroupIds();
    boolean client = groups != null && groups.contains(EngineGroup.CLIENTS.id());
    // Only with instructions does an instance stand in itself before anything of it has begun.
    if (client && instance.getId().equals(instance.getActivityInstanceId())) {
      throw StartRefused.instructions();
    }
  }
}
