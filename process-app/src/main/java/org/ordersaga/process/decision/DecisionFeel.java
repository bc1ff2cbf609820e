package org.ordersaga.process.decision;

import camundajar.impl.scala.util.Either;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngine;
import org.camunda.bpm.dmn.feel.impl.scala.function.CustomFunctionTransformer;
import org.camunda.bpm.dmn.feel.impl.scala.function.FeelCustomFunctionProvider;
import org.camunda.feel.FeelEngine;
import org.camunda.feel.context.FunctionProvider;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.valuemapper.ValueMapper;
import org.camunda.feel.valuemapper.ValueMapper.CompositeValueMapper;

/**
 * Camunda's FEEL engine, which parses a text once instead of for each order. What was parsed cannot
 * change and knows no variable and no time; it is evaluated anew each time.
 */
class DecisionFeel extends ScalaFeelEngine {

  DecisionFeel(List<FeelCustomFunctionProvider> functionProviders) {
    super(functionProviders);
  }

  @Override
  protected FeelEngine buildFeelEngine(
      CustomFunctionTransformer transformer, CompositeValueMapper valueMapper) {
    // Called by the super constructor: nothing of this class is there yet.
    return new ParsedOnce(transformer, valueMapper);
  }

  /** Camunda 7 itself calls what the library would rather have called through its newer API. */
  @SuppressWarnings("deprecation")
  static class ParsedOnce extends FeelEngine {

    /** Far more than the tables of an installation have cells; the bound is for the memory. */
    private static final int MOST = 2_000;

    // Two, because a cell "a" and an expression "a" are not the same.
    private final Cache<String, Either<FeelEngine.Failure, ParsedExpression>> expressions =
        Caffeine.newBuilder().maximumSize(MOST).build();
    private final Cache<String, Either<FeelEngine.Failure, ParsedExpression>> unaryTests =
        Caffeine.newBuilder().maximumSize(MOST).build();

    ParsedOnce(FunctionProvider functions, ValueMapper values) {
      // As Camunda has it: no table calls Java.
      super(functions, values, new FeelEngine.Configuration(false), FeelEngine.defaultClock());
    }

    @Override
    public Either<FeelEngine.Failure, ParsedExpression> parseExpression(String expression) {
      return expressions.get(expression, super::parseExpression);
    }

    @Override
    public Either<FeelEngine.Failure, ParsedExpression> parseUnaryTests(String expression) {
      return unaryTests.get(expression, super::parseUnaryTests);
    }
  }
}
