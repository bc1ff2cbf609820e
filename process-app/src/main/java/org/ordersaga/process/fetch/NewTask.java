package org.ordersaga.process.fetch;

import java.util.Optional;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.impl.externaltask.LockedExternalTaskImpl;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExternalTaskEntity;
import org.camunda.bpm.engine.rest.dto.externaltask.FetchExternalTasksDto.FetchExternalTaskTopicDto;
import org.camunda.bpm.engine.rest.dto.externaltask.LockedExternalTaskDto;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.value.TypedValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that the current command has made, and has not written yet. */
final class NewTask {

  private static final Logger LOG = LoggerFactory.getLogger(NewTask.class);

  private final ExternalTaskEntity task;

  NewTask(ExternalTaskEntity task) {
    this.task = task;
  }

  String topic() {
    return task.getTopicName();
  }

  /** Whether nothing is special about it. */
  boolean isPlain() {
    ExecutionEntity execution = task.getExecution();
    return task.getTenantId() == null
        && task.getWorkerId() == null
        && task.areRetriesLeft()
        && !task.isSuspended()
        && !execution.isSuspended()
        && !execution.getProcessInstance().isSuspended();
  }

  /**
   * Locks it, and tells it as a fetch would that finds it in the database. Where the two might
   * differ it is left alone: what is only in memory is not stored, and what is not of a simple type
   * may be stored in another form.
   */
  Optional<LockedExternalTaskDto> lock(String workerId, FetchExternalTaskTopicDto wanted) {
    try {
      ExecutionEntity execution = task.getExecution();
      // These two a fetch finds by joins.
      task.setBusinessKey(execution.getProcessBusinessKey());
      task.setProcessDefinitionVersionTag(execution.getProcessDefinition().getVersionTag());
      task.lock(workerId, wanted.getLockDuration());
      LockedExternalTask locked =
          LockedExternalTaskImpl.fromEntity(
              task,
              wanted.getVariables(),
              wanted.isLocalVariables(),
              // Makes no difference to simple types, and others are to stay as they are.
              false,
              wanted.isIncludeExtensionProperties());
      if (areSimple(locked.getVariables())) {
        return Optional.of(LockedExternalTaskDto.fromLockedExternalTask(locked));
      }
    } catch (RuntimeException e) {
      LOG.debug("Task {} has to be fetched", task.getId(), e);
    }
    task.setWorkerId(null);
    task.setLockExpirationTime(null);
    return Optional.empty();
  }

  private static boolean areSimple(VariableMap variables) {
    return variables.keySet().stream()
        .map(name -> variables.<TypedValue>getValueTyped(name))
        .allMatch(
            value ->
                value != null
                    && value.getType() != null
                    && value.getType().isPrimitiveValueType()
                    && !value.isTransient());
  }
}
