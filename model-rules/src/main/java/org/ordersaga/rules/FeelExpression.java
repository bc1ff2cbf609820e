package org.ordersaga.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cell of a decision table, or an expression of a form, held against a list of what it may be
 * made of: names, literals, comparisons, ranges and the functions named here. FEEL knows no beans,
 * but a path with brackets behind it would call a method, and functions could be defined.
 */
final class FeelExpression {

  private static final Set<String> FUNCTIONS =
      Set.of(
          "not",
          "date",
          "time",
          "date and time",
          "duration",
          "number",
          "string",
          "string length",
          "substring",
          "contains",
          "starts with",
          "ends with",
          "upper case",
          "lower case",
          "list contains",
          "count",
          "min",
          "max",
          "sum",
          "abs",
          "floor",
          "ceiling");

  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "in", "if", "then", "else", "between", "return", "satisfies");

  private static final Set<String> FORBIDDEN = Set.of("function", "external");

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<string>\"(?:[^\"\\\\]|\\\\.)*\")|(?<number>\\d+(?:\\.\\d+)?|\\.\\d+)"
              + "|(?<name>[\\p{L}_$?][\\p{L}\\p{N}_$?]*)|(?<open>\\()|(?<dots>\\.\\.)|(?<dot>\\.)"
              + "|(?<sign>\\)|\\[|\\]|,|:|<=|>=|!=|=|<|>|\\+|-|\\*|/(?![/*])|@))");

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final String text;

  FeelExpression(String text) {
    this.text = text.strip();
  }

  /** Completes "The expression ... "; empty if all is allowed. */
  Optional<String> problem() {
    List<String> words = new ArrayList<>();
    boolean path = false;
    Matcher token = TOKEN.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!token.find(end) || token.start() != end) {
        return text.substring(end).isBlank()
            ? Optional.empty()
            : Optional.of("cannot be understood from \"%s\" on".formatted(text.substring(end)));
      }
      end = token.end();
      String name = token.group("name");
      if (name != null) {
        if (FORBIDDEN.contains(name)) {
          return Optional.of("uses \"%s\", which is not allowed".formatted(name));
        }
        words.add(name);
        continue;
      }
      if (token.group("open") != null && isCall(words)) {
        String called = function(words);
        if (path || !FUNCTIONS.contains(called)) {
          return Optional.of("calls %s, which is not allowed".formatted(called));
        }
      }
      path = token.group("dot") != null;
      words.clear();
    }
    return Optional.empty();
  }

  /** The variable, if the expression is nothing but one. */
  Optional<String> variable() {
    return VARIABLE.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }

  private static boolean isCall(List<String> words) {
    return !words.isEmpty() && !KEYWORDS.contains(words.get(words.size() - 1));
  }

  /** A function's name may have several words, and a keyword may stand before them. */
  private static String function(List<String> words) {
    int from = 0;
    for (int i = 0; i < words.size(); i++) {
      boolean partOfName = i > 0 && words.get(i).equals("and") && words.get(i - 1).equals("date");
      if (KEYWORDS.contains(words.get(i)) && !partOfName) {
        from = i + 1;
      }
    }
    return String.join(" ", words.subList(from, words.size()));
  }
}
