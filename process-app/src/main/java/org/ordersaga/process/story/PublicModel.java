package org.ordersaga.process.story;

import java.util.List;
import java.util.Set;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.impl.BpmnModelConstants;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.xml.instance.DomElement;

/** A model as a drawing: what it shows, and nothing of how it is carried out. */
final class PublicModel {

  private static final Set<String> HOW =
      Set.of(
          "extensionElements",
          "documentation",
          "conditionExpression",
          "timeDuration",
          "timeDate",
          "timeCycle");

  private static final List<String> NAMED =
      List.of("topic", "type", "candidateGroups", "decisionRef", "formRef", "versionTag");

  private PublicModel() {}

  static String of(BpmnModelInstance deployed) {
    BpmnModelInstance model = deployed.clone();
    for (BaseElement element : model.getModelElementsByType(BaseElement.class)) {
      NAMED.forEach(
          name -> element.getDomElement().removeAttribute(BpmnModelConstants.CAMUNDA_NS, name));
    }
    strip(model.getDocument().getRootElement());
    return Bpmn.convertToString(model);
  }

  private static void strip(DomElement element) {
    for (DomElement child : element.getChildElements()) {
      if (HOW.contains(child.getLocalName())) {
        element.removeChild(child);
      } else {
        strip(child);
      }
    }
  }
}
