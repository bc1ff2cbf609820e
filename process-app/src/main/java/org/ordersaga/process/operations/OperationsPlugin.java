package org.ordersaga.process.operations;

import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.stereotype.Component;

/** Guards the mark of an undo by hand, and reads from the models when a step takes long. */
@Component
class OperationsPlugin extends AbstractProcessEnginePlugin {

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    configuration.getCustomHistoryEventHandlers().add(new UndoMark());
    configuration.getCustomPostBPMNParseListeners().add(new WarnAfter());
  }
}
