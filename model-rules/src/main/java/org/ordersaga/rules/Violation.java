package org.ordersaga.rules;

/**
 * One breach of one rule.
 *
 * @param rule the rule's name, as in docs/model-rules.md
 * @param file the file with the breach
 * @param element id of the element that breaks the rule; the file's name if there is none
 * @param sentence names the element, and says what is wrong and what to do
 */
public record Violation(String rule, String file, String element, String sentence) {

  /** As a line for people: file, rule and sentence. */
  @Override
  public String toString() {
    return "%s: %s [%s]".formatted(file, sentence, rule);
  }
}
