package org.ordersaga.process.orderlog;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.ordersaga.process.engine.SessionFactories;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Puts the order log into the engine. */
@Component
class OrderLogPlugin extends AbstractProcessEnginePlugin {

  private final OrderLog log;
  private final Entries entries;
  private final Receipts receipts;
  private final ApplicationEventPublisher events;

  OrderLogPlugin(
      OrderLog log, Entries entries, Receipts receipts, ApplicationEventPublisher events) {
    this.log = log;
    this.entries = entries;
    this.receipts = receipts;
    this.events = events;
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    SessionFactories.put(configuration, EntriesSession.class, () -> new EntriesSession(entries));
    configuration.getCustomHistoryEventHandlers().add(new OrderHistoryHandler(log, receipts));
    configuration.getCustomPostBPMNParseListeners().add(new OrderLogParseListener(log, events));
  }
}
