package org.ordersaga.modeltool.replay;

import java.nio.file.Path;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandContext;
import org.camunda.bpm.engine.runtime.ProcessInstance;

/**
 * Replays as an order really runs: each step is a transaction of its own, which is written to the
 * database, and the next one reads from there what is open.
 */
final class StepByStepEngine extends ReplayEngine {

  StepByStepEngine(Path model, List<Path> tables) {
    super(model, tables);
  }

  @Override
  Replayed send(Run run) {
    try {
      inTransaction(
          transaction -> {
            run.start();
            return null;
          });
      Command<Boolean> step =
          transaction -> {
            readWhatIsOpen(transaction);
            return run.step(new OpenWork(transaction.getDbEntityManager()));
          };
      while (inTransaction(step)) {
        // On to its end.
      }
      return inTransaction(transaction -> run.result());
    } finally {
      inTransaction(StepByStepEngine::deleteWhatIsLeft);
    }
  }

  private static void readWhatIsOpen(CommandContext transaction) {
    ProcessEngine engine = transaction.getProcessEngineConfiguration().getProcessEngine();
    engine.getExternalTaskService().createExternalTaskQuery().list();
    engine.getTaskService().createTaskQuery().list();
    engine.getRuntimeService().createEventSubscriptionQuery().list();
    engine.getManagementService().createJobQuery().list();
  }

  private static Void deleteWhatIsLeft(CommandContext transaction) {
    ProcessEngine engine = transaction.getProcessEngineConfiguration().getProcessEngine();
    engine.getRuntimeService().createProcessInstanceQuery().list().stream()
        .map(ProcessInstance::getId)
        .forEach(
            id ->
                engine
                    .getRuntimeService()
                    .deleteProcessInstancesIfExists(List.of(id), "replayed", true, true, true));
    return null;
  }
}
