package org.ordersaga.process.orderlog;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Puts the order log into the engine. */
@Component
class OrderLogPlugin extends AbstractProcessEnginePlugin {

  private final OrderLog log;
  private final Receipts receipts;
  private final ApplicationEventPublisher events;

  OrderLogPlugin(OrderLog log, Receipts receipts, ApplicationEventPublisher events) {
    this.log = log;
    this.receipts = receipts;
    this.events = events;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    configuration.getCustomHistoryEventHandlers().add(new OrderHistoryHandler(log, receipts));
    configuration.getCustomPostBPMNParseListeners().add(new OrderLogParseListener(log, events));
  }
}
