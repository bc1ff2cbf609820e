package org.ordersaga.rules;

import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What may stand in a decision table: elements, languages and the expressions in its cells. */
final class DecisionContent {

  private static final Set<String> ELEMENTS =
      Set.of(
          "definitions",
          "description",
          "extensionElements",
          "decision",
          "question",
          "allowedAnswers",
          "variable",
          "informationRequirement",
          "requiredDecision",
          "requiredInput",
          "inputData",
          "authorityRequirement",
          "requiredAuthority",
          "knowledgeSource",
          "decisionTable",
          "input",
          "inputExpression",
          "inputValues",
          "output",
          "outputValues",
          "defaultOutputEntry",
          "annotation",
          "rule",
          "inputEntry",
          "outputEntry",
          "annotationEntry",
          "literalExpression",
          "text",
          "textAnnotation",
          "association",
          "sourceRef",
          "targetRef");

  /** Those whose text the engine evaluates. */
  private static final Set<String> CELLS =
      Set.of(
          "inputExpression",
          "inputValues",
          "outputValues",
          "defaultOutputEntry",
          "inputEntry",
          "outputEntry",
          "literalExpression");

  private static final Set<String> CAMUNDA_ATTRIBUTES =
      Set.of("versionTag", "historyTimeToLive", "inputVariable");

  private final Report content;
  private final Report expressions;
  private final String language;

  private DecisionContent(Document document, Report content, Report expressions) {
    this.content = content;
    this.expressions = expressions;
    this.language = document.getDocumentElement().getAttribute("expressionLanguage");
  }

  static void check(Document document, Report content, Report expressions) {
    DecisionContent decisions = new DecisionContent(document, content, expressions);
    Xml.elements(document.getDocumentElement()).forEach(decisions::check);
  }

  private void check(Element element) {
    String namespace = Optional.ofNullable(element.getNamespaceURI()).orElse("");
    if (isDrawing(namespace)) {
      return;
    }
    if (!isDmn(namespace) || !ELEMENTS.contains(element.getLocalName())) {
      content.add(
          Xml.idFor(element),
          "holds <%s>, which no decision here may have: use a decision table.",
          element.getNodeName());
      return;
    }
    for (Attr attribute : Xml.attributes(element)) {
      check(element, attribute);
    }
    if (element.getLocalName().equals("text")
        && element.getParentNode() instanceof Element cell
        && CELLS.contains(cell.getLocalName())) {
      cell(cell, Xml.ownText(element).strip());
    }
  }

  private void check(Element element, Attr attribute) {
    String namespace = Optional.ofNullable(attribute.getNamespaceURI()).orElse("");
    boolean camunda = namespace.startsWith("http://camunda.org/schema/1.0");
    if (camunda && !CAMUNDA_ATTRIBUTES.contains(attribute.getLocalName())) {
      content.add(
          Xml.idFor(element),
          "has the attribute %s, which no decision here may have: take it out.",
          attribute.getName());
    }
    if (JuelExpression.isIn(attribute.getValue())) {
      expressions.add(
          Xml.idFor(element),
          "has an expression in %s, where none may stand: write the text itself.",
          attribute.getName());
    }
  }

  private void cell(Element cell, String text) {
    String own = cell.getAttribute("expressionLanguage");
    String spoken = own.isBlank() ? language : own;
    if (spoken.isBlank() || isFeel(spoken)) {
      new FeelExpression(text)
          .problem()
          .ifPresent(
              problem ->
                  expressions.add(
                      Xml.idFor(cell),
                      "has the expression %s, which %s: compare values, or give a value.",
                      text,
                      problem));
    } else if (spoken.equalsIgnoreCase("juel")) {
      JuelExpression.parse(JuelExpression.isIn(text) ? text : "${" + text + "}")
          .problems()
          .forEach(
              problem ->
                  expressions.add(
                      Xml.idFor(cell),
                      "has the expression %s, which %s: compare values, or give a value.",
                      text,
                      problem));
    } else {
      expressions.add(
          Xml.idFor(cell),
          "is written in %s, and no script may stand here: set the expression language to FEEL.",
          spoken);
    }
  }

  private static boolean isFeel(String spoken) {
    return spoken.equalsIgnoreCase("feel")
        || spoken.matches("https?://www\\.omg\\.org/spec/(DMN/\\d+/FEEL/|FEEL/\\d+)");
  }

  private static boolean isDmn(String namespace) {
    return namespace.matches("https?://www\\.omg\\.org/spec/DMN/[^/]+/(MODEL/|dmn\\.xsd)");
  }

  private static boolean isDrawing(String namespace) {
    return namespace.matches("https?://www\\.omg\\.org/spec/(DMN/[^/]+/(DMNDI|DI|DC)/|DD/.*)")
        || namespace.startsWith("http://bpmn.io/schema/dmn/");
  }
}
