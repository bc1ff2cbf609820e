package org.ordersaga.process.intake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong; the first finding about a field stands, and the number is bounded. */
class Problems {

  private static final int MOST = 100;
  private static final int LONGEST_NAME = 64;

  private final Map<String, String> messages = new LinkedHashMap<>();

  void add(String field, String message) {
    if (messages.size() < MOST) {
      messages.putIfAbsent(field, message);
    }
  }

  boolean has(String field) {
    return messages.containsKey(field);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  List<FieldProblem> list() {
    return messages.entrySet().stream()
        .map(entry -> new FieldProblem(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** A name that a stranger chose, fit to be shown. */
  static String shown(String name) {
    String clean = name.replaceAll("[^\\x20-\\x7e]", "?");
    return clean.length() <= LONGEST_NAME ? clean : clean.substring(0, LONGEST_NAME) + "...";
  }
}
