package org.ordersaga.process.orderlog;

import java.util.HashSet;
import java.util.Set;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.helper.BpmnProperties;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.ErrorEventDefinition;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ProcessDefinitionImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.ordersaga.process.engine.OrderProcess;
import org.springframework.context.ApplicationEventPublisher;

/** Prepares the order process for the log: notes the topics, and listens for refusals. */
public class OrderLogParseListener extends AbstractBpmnParseListener {

  private static final String TOPIC = "ordersaga.topic";
  private static final String UNDO_TOPICS = "ordersaga.undoTopics";

  private final OrderLog log;
  private final ApplicationEventPublisher events;

  OrderLogParseListener(OrderLog log, ApplicationEventPublisher events) {
    this.log = log;
    this.events = events;
  }

  /**
   * Whether a task with that topic undoes: a compensation handler has it too, or it asks the
   * carrier for the parcel.
   */
  public static boolean isUndo(ProcessDefinitionImpl definition, String topic) {
    return definition.getProperty(UNDO_TOPICS) instanceof Set<?> topics && topics.contains(topic);
  }

  @Override
  public void parseServiceTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    activity.setProperty(TOPIC, element.attributeNS(BpmnParse.CAMUNDA_BPMN_EXTENSIONS_NS, "topic"));
  }

  @Override
  public void parseProcess(Element element, ProcessDefinitionEntity definition) {
    Set<String> topics = new HashSet<>(Set.of(OrderProcess.SHIPPING_CANCEL));
    collectUndoTopics(definition, topics);
    definition.setProperty(UNDO_TOPICS, topics);
  }

  private static void collectUndoTopics(ScopeImpl scope, Set<String> topics) {
    for (ActivityImpl activity : scope.getActivities()) {
      if (activity.isCompensationHandler() && activity.getProperty(TOPIC) instanceof String topic) {
        topics.add(topic);
      }
      collectUndoTopics(activity, topics);
    }
  }

  @Override
  public void parseBoundaryErrorEventDefinition(
      Element element, boolean interrupting, ActivityImpl attachedTo, ActivityImpl boundaryEvent) {
    if (!(boundaryEvent.getProcessDefinition() instanceof ProcessDefinitionEntity definition)
        || !OrderProcess.KEY.equals(definition.getKey())) {
      return;
    }
    ScopeImpl step = boundaryEvent.getEventScope();
    for (ErrorEventDefinition error :
        step.getProperties().get(BpmnProperties.ERROR_EVENT_DEFINITIONS)) {
      if (error.getHandlerActivityId().equals(boundaryEvent.getId())) {
        boundaryEvent.addBuiltInListener(
            ExecutionListener.EVENTNAME_START,
            new RefusalListener(
                log, events, step.getId(), (String) step.getProperty(TOPIC), error));
      }
    }
  }
}
