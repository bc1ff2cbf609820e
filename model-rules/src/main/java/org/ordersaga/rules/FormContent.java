package org.ordersaga.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** What may stand in a form: fields, and expressions as in a decision table. */
final class FormContent {

  /** They would bring code of their own into the reader's browser. */
  private static final Set<String> FORBIDDEN = Set.of("html", "iframe", "script");

  private final String id;
  private final Report content;
  private final Report expressions;

  private FormContent(String id, Report content, Report expressions) {
    this.id = id;
    this.content = content;
    this.expressions = expressions;
  }

  static void check(JsonNode form, Report content, Report expressions) {
    new FormContent(form.path("id").asText(), content, expressions).check(form);
  }

  /** The keys of all fields, at any depth. */
  static void collectKeys(JsonNode node, Set<String> keys) {
    JsonNode key = node.get("key");
    if (key != null && key.isTextual()) {
      keys.add(key.textValue());
    }
    node.path("components").forEach(component -> collectKeys(component, keys));
  }

  private void check(JsonNode node) {
    if (node.isObject() && FORBIDDEN.contains(node.path("type").asText())) {
      content.add(
          element(node),
          "is a component of the type %s, which no form here may have: use a text or a field.",
          node.get("type").asText());
    }
    node.forEach(
        child -> {
          if (child.isTextual()) {
            text(node, child.textValue());
          } else {
            check(child);
          }
        });
  }

  private void text(JsonNode owner, String text) {
    if (JuelExpression.isIn(text)) {
      expressions.add(
          element(owner), "has the expression %s, which a form does not know: use FEEL.", text);
    } else if (text.startsWith("=")) {
      new FeelExpression(text.substring(1))
          .problem()
          .ifPresent(
              problem ->
                  expressions.add(
                      element(owner),
                      "has the expression %s, which %s: compare values, or name a variable.",
                      text,
                      problem));
    }
  }

  private String element(JsonNode node) {
    return node.has("id") ? node.get("id").asText() : id;
  }
}
