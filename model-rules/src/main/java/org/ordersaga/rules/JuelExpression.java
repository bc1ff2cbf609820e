package org.ordersaga.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.impl.juel.AstBinary;
import org.camunda.bpm.impl.juel.AstChoice;
import org.camunda.bpm.impl.juel.AstComposite;
import org.camunda.bpm.impl.juel.AstDot;
import org.camunda.bpm.impl.juel.AstEval;
import org.camunda.bpm.impl.juel.AstFunction;
import org.camunda.bpm.impl.juel.AstIdentifier;
import org.camunda.bpm.impl.juel.AstLiteral;
import org.camunda.bpm.impl.juel.AstMethod;
import org.camunda.bpm.impl.juel.AstNested;
import org.camunda.bpm.impl.juel.AstParameters;
import org.camunda.bpm.impl.juel.AstText;
import org.camunda.bpm.impl.juel.AstUnary;
import org.camunda.bpm.impl.juel.Builder;
import org.camunda.bpm.impl.juel.Node;
import org.camunda.bpm.impl.juel.jakarta.el.ELException;

/**
 * An expression of the engine, parsed by the engine's own parser and held against a list of what it
 * may be made of: variables, literals, operators, and the functions, methods and properties named
 * here. Whatever is not on the list is a problem, so nothing reaches a bean, a class or the engine.
 */
final class JuelExpression {

  private static final Set<String> FUNCTIONS = Set.of("now");

  private static final Set<String> METHODS =
      Set.of(
          "intValue",
          "longValue",
          "length",
          "isEmpty",
          "contains",
          "startsWith",
          "endsWith",
          "size");

  /** Of a date: its milliseconds. */
  private static final Set<String> PROPERTIES = Set.of("time");

  /** What the engine puts in the place of variables. */
  private static final Set<String> RESERVED =
      Set.of(
          "execution",
          "task",
          "externalTask",
          "caseExecution",
          "authenticatedUserId",
          "processEngine",
          "variableContext");

  static final String DECISION_RESULT = "decisionResult";
  private static final String SINGLE_RESULT = "getSingleResult";

  private final List<String> problems = new ArrayList<>();
  private final Set<String> variables = new LinkedHashSet<>();

  private JuelExpression() {}

  /** Whether the engine sees an expression in a text. */
  static boolean isIn(String text) {
    return text.contains("${") || text.contains("#{");
  }

  static JuelExpression parse(String text) {
    JuelExpression expression = new JuelExpression();
    try {
      expression.visit(
          new Builder(Builder.Feature.METHOD_INVOCATIONS, Builder.Feature.VARARGS)
              .build(text)
              .getRoot());
    } catch (ELException e) {
      expression.problems.add("cannot be understood");
    }
    return expression;
  }

  /** Whether a variable may have that name. */
  static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  /** Completes "The expression ... "; empty if all is allowed. */
  List<String> problems() {
    return problems;
  }

  /** The variables that it reads. */
  Set<String> variables() {
    return variables;
  }

  private void visit(Node node) {
    if (node instanceof AstIdentifier identifier) {
      identifier(identifier);
    } else if (node instanceof AstMethod method) {
      method(method);
    } else if (node instanceof AstDot dot) {
      property(dot);
    } else if (node instanceof AstFunction function) {
      if (!FUNCTIONS.contains(function.getName()) || function.getParamCount() != 0) {
        problems.add("calls the function %s, which is not allowed".formatted(function.getName()));
      }
    } else if (isPlain(node)) {
      children(node);
    } else {
      problems.add("uses %s, which is not allowed".formatted(node));
    }
  }

  private static boolean isPlain(Node node) {
    return node instanceof AstEval
        || node instanceof AstComposite
        || node instanceof AstText
        || node instanceof AstNested
        || node instanceof AstBinary
        || node instanceof AstUnary
        || node instanceof AstChoice
        || node instanceof AstLiteral
        || node instanceof AstParameters;
  }

  private void children(Node node) {
    for (int i = 0; i < node.getCardinality(); i++) {
      visit(node.getChild(i));
    }
  }

  private void identifier(AstIdentifier identifier) {
    if (isReserved(identifier.getName())) {
      problems.add("reaches into the engine by \"%s\"".formatted(identifier.getName()));
    } else {
      variables.add(identifier.getName());
    }
  }

  private void method(AstMethod method) {
    Node property = method.getChild(0);
    if (property instanceof AstDot dot
        && (METHODS.contains(name(dot)) || isSingleResult(dot, method.getChild(1)))) {
      visit(dot.getChild(0));
      visit(method.getChild(1));
    } else {
      problems.add("calls a method that is not allowed");
    }
  }

  private static boolean isSingleResult(AstDot dot, Node parameters) {
    return name(dot).equals(SINGLE_RESULT)
        && dot.getChild(0) instanceof AstIdentifier identifier
        && identifier.getName().equals(DECISION_RESULT)
        && parameters.getCardinality() == 0;
  }

  private void property(AstDot dot) {
    Node of = dot.getChild(0);
    boolean outputOfDecision =
        of instanceof AstMethod method
            && method.getChild(0) instanceof AstDot called
            && isSingleResult(called, method.getChild(1));
    if (!outputOfDecision && !PROPERTIES.contains(name(dot))) {
      problems.add("reads the property %s, which is not allowed".formatted(name(dot)));
    }
    visit(of);
  }

  /** The node keeps it for itself, but for this. */
  private static String name(AstDot dot) {
    return dot.toString().substring(1).strip();
  }
}
