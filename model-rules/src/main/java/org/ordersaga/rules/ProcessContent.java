package org.ordersaga.rules;

import java.util.Map;
import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Only elements and attributes that are known to be harmless may stand in a process: what is not on
 * the lists could be a script, a listener, a class, a connector, or something that the other rules
 * do not look into.
 */
final class ProcessContent {

  static final String NAME = "allowed-content";

  private static final Set<String> BPMN =
      Set.of(
          "definitions",
          "collaboration",
          "participant",
          "messageFlow",
          "process",
          "laneSet",
          "lane",
          "flowNodeRef",
          "childLaneSet",
          "documentation",
          "extensionElements",
          "incoming",
          "outgoing",
          "startEvent",
          "endEvent",
          "intermediateThrowEvent",
          "intermediateCatchEvent",
          "boundaryEvent",
          "subProcess",
          "serviceTask",
          "userTask",
          "receiveTask",
          "businessRuleTask",
          "manualTask",
          "exclusiveGateway",
          "parallelGateway",
          "inclusiveGateway",
          "eventBasedGateway",
          "sequenceFlow",
          "conditionExpression",
          "association",
          "textAnnotation",
          "text",
          "group",
          "category",
          "categoryValue",
          "message",
          "error",
          "signal",
          "escalation",
          "errorEventDefinition",
          "compensateEventDefinition",
          "timerEventDefinition",
          "messageEventDefinition",
          "signalEventDefinition",
          "escalationEventDefinition",
          "conditionalEventDefinition",
          "linkEventDefinition",
          "terminateEventDefinition",
          "timeDate",
          "timeDuration",
          "timeCycle",
          "condition",
          "multiInstanceLoopCharacteristics",
          "loopCardinality",
          "completionCondition",
          "dataObject",
          "dataObjectReference",
          "dataStore",
          "dataStoreReference");

  private static final Set<String> CAMUNDA =
      Set.of(
          "properties",
          "property",
          "inputOutput",
          "inputParameter",
          "outputParameter",
          "list",
          "value",
          "map",
          "entry",
          "formData",
          "formField",
          "failedJobRetryTimeCycle");

  private static final Set<String> CAMUNDA_ATTRIBUTES =
      Set.of(
          "versionTag",
          "historyTimeToLive",
          "isStartableInTasklist",
          "candidateStarterGroups",
          "candidateStarterUsers",
          "taskPriority",
          "jobPriority",
          "asyncBefore",
          "asyncAfter",
          "exclusive",
          "errorCodeVariable",
          "errorMessageVariable",
          "formRef",
          "formRefBinding",
          "formRefVersion",
          "assignee",
          "candidateUsers",
          "candidateGroups",
          "dueDate",
          "followUpDate",
          "priority",
          "collection",
          "elementVariable",
          "variableName",
          "variableEvents",
          "modelerTemplate",
          "modelerTemplateVersion",
          "modelerTemplateIcon");

  /** Attributes that mean something else, or nothing, on other elements. */
  private static final Map<String, String> CAMUNDA_ATTRIBUTES_OF =
      Map.of(
          "type", "serviceTask",
          "topic", "serviceTask",
          "decisionRef", "businessRuleTask",
          "decisionRefBinding", "businessRuleTask",
          "decisionRefVersion", "businessRuleTask",
          "decisionRefVersionTag", "businessRuleTask",
          "mapDecisionResult", "businessRuleTask",
          "resultVariable", "businessRuleTask");

  private static final Set<String> SCRIPT_ATTRIBUTES =
      Set.of("language", "scriptFormat", "operationRef");

  private static final Set<String> DRAWING =
      Set.of(
          "http://www.omg.org/spec/BPMN/20100524/DI",
          "http://www.omg.org/spec/DD/20100524/DC",
          "http://www.omg.org/spec/DD/20100524/DI");

  private static final Set<String> DRAWING_ATTRIBUTES =
      Set.of(
          "http://www.w3.org/2000/xmlns/",
          "http://www.w3.org/2001/XMLSchema-instance",
          "http://www.w3.org/XML/1998/namespace",
          "http://camunda.org/schema/modeler/1.0",
          "http://bpmn.io/schema/bpmn/biocolor/1.0",
          "http://www.omg.org/spec/BPMN/non-normative/color/1.0");

  private final Report report;

  private ProcessContent(Report report) {
    this.report = report;
  }

  static void check(Document document, Report report) {
    ProcessContent content = new ProcessContent(report);
    Xml.elements(document.getDocumentElement()).forEach(content::check);
  }

  private void check(Element element) {
    if (!isAllowed(element)) {
      report.add(
          Xml.idFor(element),
          "holds <%s>, which no model here may have: take it out, and leave work to a service task.",
          element.getNodeName());
      return;
    }
    for (Attr attribute : Xml.attributes(element)) {
      if (!isAllowed(element, attribute)) {
        report.add(
            Xml.idFor(element),
            "has the attribute %s, which no model here may have on <%s>: take it out, and leave"
                + " work to a service task.",
            attribute.getName(),
            element.getNodeName());
      }
    }
    if (isOf(element, "businessRuleTask")
        && element.getAttributeNS(Xml.CAMUNDA, "decisionRef").isBlank()) {
      report.add(Xml.idFor(element), "is a business rule task without a decision table: name one.");
    }
  }

  private static boolean isAllowed(Element element) {
    String namespace = element.getNamespaceURI();
    String name = element.getLocalName();
    if (Xml.BPMN.equals(namespace)) {
      return BPMN.contains(name);
    }
    if (Xml.CAMUNDA.equals(namespace)) {
      return CAMUNDA.contains(name);
    }
    return namespace != null && DRAWING.contains(namespace);
  }

  private static boolean isAllowed(Element element, Attr attribute) {
    String namespace = attribute.getNamespaceURI();
    String name = attribute.getLocalName();
    if (namespace == null) {
      return !SCRIPT_ATTRIBUTES.contains(name);
    }
    if (Xml.CAMUNDA.equals(namespace)) {
      return CAMUNDA_ATTRIBUTES.contains(name)
          || (CAMUNDA_ATTRIBUTES_OF.containsKey(name)
              && isOf(element, CAMUNDA_ATTRIBUTES_OF.get(name)));
    }
    return DRAWING_ATTRIBUTES.contains(namespace);
  }

  private static boolean isOf(Element element, String name) {
    return Xml.BPMN.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
  }
}
