package org.ordersaga.rules;

import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Looks for expressions in every attribute and every text of a process, for the engine evaluates
 * them in more places than one would think: names and descriptions of user tasks, names of
 * messages.
 */
final class ProcessExpressions {

  static final String NAME = "allowed-expressions";

  private static final Set<String> TEXTS =
      Set.of(
          "conditionExpression",
          "condition",
          "timeDate",
          "timeDuration",
          "timeCycle",
          "inputParameter",
          "outputParameter",
          "value",
          "entry",
          "loopCardinality",
          "completionCondition");

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "assignee",
          "candidateUsers",
          "candidateGroups",
          "dueDate",
          "followUpDate",
          "priority",
          "jobPriority",
          "taskPriority",
          "collection");

  private final Set<String> variables;
  private final Report report;

  private ProcessExpressions(Set<String> variables, Report report) {
    this.variables = variables;
    this.report = report;
  }

  /**
   * Checks a file.
   *
   * @param variables all that any process of the file ever sets
   */
  static void check(Document document, Set<String> variables, Report report) {
    ProcessExpressions expressions = new ProcessExpressions(variables, report);
    Xml.elements(document.getDocumentElement()).forEach(expressions::check);
  }

  private void check(Element element) {
    String text = Xml.ownText(element);
    check(
        element, "<" + element.getLocalName() + ">", text, TEXTS.contains(element.getLocalName()));
    for (Attr attribute : Xml.attributes(element)) {
      boolean allowed =
          ATTRIBUTES.contains(attribute.getLocalName())
              && Xml.CAMUNDA.equals(attribute.getNamespaceURI());
      check(element, attribute.getName(), attribute.getValue(), allowed);
    }
    if (element.getLocalName().equals("conditionExpression")
        && !text.strip().matches("(?s)[$#]\\{.*}")) {
      report.add(
          Xml.idFor(element),
          "has the condition \"%s\", which is no expression: write it as ${...}.",
          text.strip());
    }
  }

  private void check(Element element, String place, String text, boolean allowed) {
    if (!JuelExpression.isIn(text)) {
      return;
    }
    String id = Xml.idFor(element);
    if (!allowed) {
      report.add(
          id,
          "has an expression in %s, where none may stand: write the text itself. (%s)",
          place,
          shorten(text));
      return;
    }
    JuelExpression expression = JuelExpression.parse(text.strip());
    for (String problem : expression.problems()) {
      report.add(
          id,
          "has the expression %s in %s, which %s: compare variables with each other and with values,"
              + " and leave everything else to a service task.",
          shorten(text),
          place,
          problem);
    }
    for (String variable : expression.variables()) {
      if (!variables.contains(variable)) {
        report.add(
            id,
            "reads the variable %s in %s, which nothing in this process sets: correct its name, or"
                + " set it before.",
            variable,
            place);
      }
    }
  }

  private static String shorten(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= 80 ? line : line.substring(0, 80) + "...";
  }
}
