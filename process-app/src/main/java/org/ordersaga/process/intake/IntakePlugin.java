package org.ordersaga.process.intake;

import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParseListener;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.ordersaga.process.engine.OrderProcess;
import org.ordersaga.process.orderlog.OrderLog;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Puts the {@link OrderStartListener} at the start of the order process, in every version of it.
 */
@Component
class IntakePlugin extends AbstractProcessEnginePlugin {

  private final OrderStartListener listener;

  IntakePlugin(
      OrderValidator validator,
      StartVariables variables,
      IntakeRepository intakes,
      OpenOrders openOrders,
      OrderLog log,
      ApplicationEventPublisher events) {
    this.listener = new OrderStartListener(validator, variables, intakes, openOrders, log, events);
  }

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    BpmnParseListener parseListener =
        new AbstractBpmnParseListener() {
          @Override
          public void parseProcess(Element element, ProcessDefinitionEntity definition) {
            if (OrderProcess.KEY.equals(definition.getKey())) {
              definition.addBuiltInListener(ExecutionListener.EVENTNAME_START, listener, 0);
            }
          }
        };
    configuration.getCustomPreBPMNParseListeners().add(parseListener);
  }
}
