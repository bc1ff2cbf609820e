package org.ordersaga.process.security;

import java.util.List;

/** An expression that leaves a trace when it is evaluated, and the queries that carry it. */
final class Attack {

  /** The bean is Spring's; a bare engine gets one of the same name. */
  static final String BEAN = "systemProperties";

  private static final String TRACE = "ordersaga.test.evaluated";

  private static final String CALL = "systemProperties.put('" + TRACE + "','yes')";

  /** A text, which the engine takes for a name. */
  private static final String EXPRESSION = "x${" + CALL + "}";

  /** Where the engine looks by itself. */
  static final String PLAIN = "{\"assigneeExpression\":\"" + EXPRESSION + "\"}";

  /** Where it does not. */
  static final String IN_OR = "{\"orQueries\":[" + PLAIN + "]}";

  /** Ways to write the same that a filter in front might not know. */
  static final List<String> SPELLINGS =
      List.of(
          IN_OR,
          "{\"orQueries\":[{\"assignee\":\"a\"},{\"owner\":\"b\"}," + PLAIN + "]}",
          "{\"name\":\"x\",\"orQueries\":[],\"orQueries\":[" + PLAIN + "]}",
          "{\"\\u006frQueries\":[{\"\\u0061ssigneeExpressio\\u006e\":\"\\u0024{" + CALL + "}\"}]}",
          "{\"orQueries\":[{\"assigneeExpression\":\"x\",\"assigneeExpression\":\""
              + EXPRESSION
              + "\"}]}",
          "{\"orQueries\":[{\"assigneeExpression\":\"#{" + CALL + "}\"}]}",
          "{\"orQueries\":[{\"assigneeExpression\":\"${" + CALL + "}\"}]}",
          "{\"orQueries\":[{\"dueAfterExpression\":\"" + EXPRESSION + "\"}]}",
          "{\"orQueries\":[{\"candidateGroupsExpression\":\"" + EXPRESSION + "\"}]}",
          "{\"orQueries\":[{\"processInstanceBusinessKeyLikeExpression\":\"" + EXPRESSION + "\"}]}",
          "{\"description\":\"" + "x".repeat(200_000) + "\",\"orQueries\":[" + PLAIN + "]}");

  /** A class whose constructor does something; an attacker finds a worse one. */
  public static final class Probe {

    /**
     * Leaves the trace.
     *
     * @param value of it
     */
    public Probe(String value) {
      System.setProperty(TRACE, value);
    }
  }

  private Attack() {}

  /** A filter that holds the query. */
  static String filter(String query) {
    return """
        {"resourceType":"Task","name":"harmless","properties":{},"query":%s}"""
        .formatted(query);
  }

  /** Whether the expression was evaluated since the last question. */
  static boolean wasEvaluated() {
    return System.clearProperty(TRACE) != null;
  }
}
