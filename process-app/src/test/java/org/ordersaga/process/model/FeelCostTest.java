package org.ordersaga.process.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.FeelEngineBuilder;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.junit.jupiter.api.Test;

/** What we chose the version of the FEEL engine for. */
class FeelCostTest {

  private static final int TIMES = 1_000;

  private final FeelEngineApi feel = FeelEngineBuilder.forJava().build();
  private final ParsedExpression cell = feel.parseExpression("1").parsedExpression();
  private final Map<String, Object> noVariables = Map.of();

  /** Told by memory and not by time: a busy machine does not change it. */
  @Test
  void aCellDoesNotBuildAllBuiltInFunctionsAnew() {
    // The first ones load classes and link lambdas.
    evaluate();
    long before = allocated();
    evaluate();
    // With the functions it is tens of thousands of bytes.
    assertThat((allocated() - before) / TIMES).isLessThan(10_000);
  }

  private void evaluate() {
    int evaluated = 0;
    for (int i = 0; i < TIMES; i++) {
      if (feel.evaluate(cell, noVariables).isSuccess()) {
        evaluated++;
      }
    }
    assertThat(evaluated).isEqualTo(TIMES);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
