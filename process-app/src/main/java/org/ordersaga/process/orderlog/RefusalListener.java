package org.ordersaga.process.orderlog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.ErrorEventDefinition;
import org.springframework.context.ApplicationEventPublisher;

/** Sits on an error boundary event, because the engine's history does not tell the error's code. */
class RefusalListener implements ExecutionListener {

  private final OrderLog log;
  private final ApplicationEventPublisher events;
  private final String step;
  private final String topic;
  private final ErrorEventDefinition error;

  RefusalListener(
      OrderLog log,
      ApplicationEventPublisher events,
      String step,
      String topic,
      ErrorEventDefinition error) {
    this.log = log;
    this.events = events;
    this.step = step;
    this.topic = topic;
    this.error = error;
  }

  @Override
  public void notify(DelegateExecution execution) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("step", step);
    data.put("topic", topic);
    data.put("code", error.getErrorCode());
    if (error.getErrorMessageVariable() != null) {
      data.put("message", execution.getVariable(error.getErrorMessageVariable()));
    }
    log.append(execution.getProcessInstanceId(), EventKind.STEP_REFUSED, data);
    events.publishEvent(
        new StepRefused(execution.getProcessInstanceId(), topic, error.getErrorCode()));
  }
}
