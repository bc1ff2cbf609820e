package org.ordersaga.process.engine;

import java.util.List;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.history.HistoryLevelFull;
import org.camunda.bpm.engine.impl.history.event.HistoricVariableUpdateEventEntity;
import org.camunda.bpm.engine.impl.history.event.HistoryEventType;
import org.camunda.bpm.engine.impl.history.event.HistoryEventTypes;
import org.springframework.stereotype.Component;

/**
 * The engine's full history, without the detail that repeats the first value of each variable: that
 * value stands in the history of variables, and most variables never get another one. Bears the
 * full level's name and number, which the database knows.
 */
@Component
class HistoryOfChanges extends AbstractProcessEnginePlugin {

  @Override
  public void preInit(ProcessEngineConfigurationImpl configuration) {
    // Of two levels with one name the engine takes the later one.
    configuration.setCustomHistoryLevels(List.of(new Level()));
  }

  private static class Level extends HistoryLevelFull {

    @Override
    public boolean isHistoryEventProduced(HistoryEventType type, Object about) {
      return !(type == HistoryEventTypes.VARIABLE_INSTANCE_UPDATE_DETAIL
          && about instanceof HistoricVariableUpdateEventEntity variable
          && variable.isEventOfType(HistoryEventTypes.VARIABLE_INSTANCE_CREATE));
    }
  }
}
