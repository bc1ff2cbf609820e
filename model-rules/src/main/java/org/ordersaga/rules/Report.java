package org.ordersaga.rules;

import java.util.ArrayList;
import java.util.List;

/** Collects what one rule finds in one file. */
final class Report {

  private final String rule;
  private final String file;
  private final List<Violation> violations = new ArrayList<>();

  Report(String rule, String file) {
    this.rule = rule;
    this.file = file;
  }

  /** The sentence is the element's id and what follows. */
  void add(String element, String sentence, Object... arguments) {
    String id = element == null || element.isBlank() ? file : element;
    violations.add(new Violation(rule, file, id, id + " " + sentence.formatted(arguments)));
  }

  List<Violation> violations() {
    return violations;
  }
}
