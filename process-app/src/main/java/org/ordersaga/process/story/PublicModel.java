package org.ordersaga.process.story;

import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.impl.BpmnModelConstants;
import org.w3c.dom.Attr;
import org.w3c.dom.Node;

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

  private PublicModel() {}

  static String of(BpmnModelInstance deployed) {
    BpmnModelInstance model = deployed.clone();
    strip(model.getDocument().getDomSource().getNode());
    return Bpmn.convertToString(model);
  }

  private static void strip(Node node) {
    for (Node child : children(node)) {
      if (HOW.contains(String.valueOf(child.getLocalName()))) {
        node.removeChild(child);
      } else {
        attributes(child)
            .filter(attribute -> BpmnModelConstants.CAMUNDA_NS.equals(attribute.getNamespaceURI()))
            .forEach(attribute -> attribute.getOwnerElement().removeAttributeNode(attribute));
        strip(child);
      }
    }
  }

  private static Node[] children(Node node) {
    return IntStream.range(0, node.getChildNodes().getLength())
        .mapToObj(node.getChildNodes()::item)
        .toArray(Node[]::new);
  }

  private static Stream<Attr> attributes(Node node) {
    return node.getAttributes() == null
        ? Stream.of()
        : IntStream.range(0, node.getAttributes().getLength())
            .mapToObj(node.getAttributes()::item)
            .map(Attr.class::cast)
            .toList()
            .stream();
  }
}
