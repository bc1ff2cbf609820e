package org.ordersaga.process.story;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Association;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.ordersaga.process.engine.OrderProcess;

/** What the version of the model that an order runs on says about its elements. */
class StoryModel {

  private static final String PIVOT = "shipping.book";
  private static final String NOTIFICATION = "notificationEvent";

  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> topics = new HashMap<>();
  private final Map<String, String> notifications = new HashMap<>();
  private final Map<String, Set<String>> undoneBy = new HashMap<>();

  /** Of a model that is gone. */
  StoryModel() {}

  StoryModel(BpmnModelInstance model) {
    for (FlowElement element : model.getModelElementsByType(FlowElement.class)) {
      names.put(element.getId(), element.getName());
    }
    Collection<ServiceTask> tasks = model.getModelElementsByType(ServiceTask.class);
    tasks.forEach(task -> topics.put(task.getId(), task.getCamundaTopic()));
    for (CamundaInputParameter input : model.getModelElementsByType(CamundaInputParameter.class)) {
      if (NOTIFICATION.equals(input.getCamundaName())) {
        ModelElementInstance task = input.getParentElement().getParentElement().getParentElement();
        notifications.put(task.getAttributeValue("id"), input.getTextContent());
      }
    }
    for (Association drawn : model.getModelElementsByType(Association.class)) {
      if (drawn.getSource() instanceof BoundaryEvent event
          && drawn.getTarget() instanceof ServiceTask undo) {
        undone(undo.getCamundaTopic(), event.getAttachedTo().getId());
      }
    }
    // The only undo that is no compensation handler: it may be refused.
    tasks.stream()
        .filter(task -> PIVOT.equals(task.getCamundaTopic()))
        .forEach(task -> undone(OrderProcess.SHIPPING_CANCEL, task.getId()));
  }

  private void undone(String topic, String step) {
    undoneBy.computeIfAbsent(topic, any -> new HashSet<>()).add(step);
  }

  /** As it is drawn, or its id where it has no name. */
  String name(String elementId) {
    String name = names.get(elementId);
    return name == null ? elementId : name.replaceAll("\\s+", " ");
  }

  /** The steps that a task with this topic takes back. */
  Set<String> undoneBy(String topic) {
    return undoneBy.getOrDefault(topic, Set.of());
  }

  /** What the customer is told there, for example CONFIRMED; null where nothing. */
  String notification(String elementId) {
    return notifications.get(elementId);
  }

  /** Whether it is a step that takes another one back. */
  boolean isUndo(String elementId) {
    return undoneBy.containsKey(topics.get(elementId));
  }
}
