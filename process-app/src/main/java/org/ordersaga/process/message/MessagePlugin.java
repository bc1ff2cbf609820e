package org.ordersaga.process.message;

import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.ordersaga.process.orderlog.OrderLog;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Notices when an order comes to a place where it waits for a message. */
@Component
class MessagePlugin extends AbstractProcessEnginePlugin {

  private final OrderLog log;
  private final MessageRepository messages;
  private final ApplicationEventPublisher events;

  MessagePlugin(OrderLog log, MessageRepository messages, ApplicationEventPublisher events) {
    this.log = log;
    this.messages = messages;
    this.events = events;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    configuration.getCustomPostBPMNParseListeners().add(new WaitParseListener());
  }

  /**
   * The lock comes first: a message is stored either before it, and seen here, or after this
   * transaction, and then its own attempt finds the order waiting.
   */
  private void waitBegins(String processInstanceId) {
    log.lockByInstance(processInstanceId)
        .filter(order -> !messages.pending(order.orderId()).isEmpty())
        .ifPresent(order -> events.publishEvent(new MessagePending(order.orderId())));
  }

  private class WaitParseListener extends AbstractBpmnParseListener {

    @Override
    public void parseReceiveTask(Element element, ScopeImpl scope, ActivityImpl activity) {
      listenAt(activity);
    }

    @Override
    public void parseIntermediateMessageCatchEventDefinition(
        Element element, ActivityImpl activity) {
      listenAt(activity.getEventScope());
    }

    @Override
    public void parseBoundaryMessageEventDefinition(
        Element element, boolean interrupting, ActivityImpl activity) {
      listenAt(activity.getEventScope());
    }

    private void listenAt(ScopeImpl scope) {
      ExecutionListener listener = execution -> waitBegins(execution.getProcessInstanceId());
      scope.addBuiltInListener(ExecutionListener.EVENTNAME_START, listener);
    }
  }
}
