package org.ordersaga.process.decision;

import static org.assertj.core.api.Assertions.assertThat;

import camundajar.impl.scala.util.Either;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.variable.VariableMap;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.context.VariableContext;
import org.camunda.feel.FeelEngine.Failure;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that is parsed once decides as Camunda's engine decides. */
class DecisionPluginTest {

  private static final List<Object> VALUES =
      Arrays.asList(null, 0L, 1, 20.5, 1000000L, "DE", "", true, false, List.of("DE", "US"));

  private final DefaultDmnEngineConfiguration ours = ours();
  private final DefaultDmnEngineConfiguration camundas =
      (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
  private final DmnEngine ourEngine = ours.buildEngine();
  private final DmnEngine camundasEngine = camundas.buildEngine();

  private static DefaultDmnEngineConfiguration ours() {
    ProcessEngineConfigurationImpl configuration = new StandaloneProcessEngineConfiguration();
    new DecisionPlugin().preInit(configuration);
    return configuration.getDmnEngineConfiguration();
  }

  @Test
  void theReviewTableDecidesAsWithCamundasEngine() {
    DmnDecision ourTable = ourEngine.parseDecision("order-review", table());
    DmnDecision camundasTable = camundasEngine.parseDecision("order-review", table());
    for (Map<String, Object> facts : manyFacts()) {
      assertThat(ourEngine.evaluateDecisionTable(ourTable, facts).getResultList())
          .as("%s", facts)
          .isEqualTo(camundasEngine.evaluateDecisionTable(camundasTable, facts).getResultList())
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "true",
        "\"DE\"",
        "null",
        "not(null)",
        "< 1000000",
        ">= 1",
        "[1..20]",
        "]0..20.5[",
        "\"DE\",\"US\"",
        "not(\"DE\",\"US\")",
        "other",
        "? = other",
        "starts with(?, \"D\")",
        "count(?) > 1",
        "list contains([\"DE\"], ?)",
        "< date(\"2030-01-01\")",
        "missing",
        "not a ( cell",
        "> "
      })
  void aCellFitsWhenItFitsWithCamundasEngine(String cell) {
    for (Object value : VALUES) {
      VariableContext variables = variables(value);
      // Twice: what is remembered decides as what was just parsed.
      for (int i = 0; i < 2; i++) {
        assertThat(
                outcome(
                    () -> ours.getFeelEngine().evaluateSimpleUnaryTests(cell, "value", variables)))
            .as("%s with %s", cell, value)
            .isEqualTo(
                outcome(
                    () ->
                        camundas
                            .getFeelEngine()
                            .evaluateSimpleUnaryTests(cell, "value", variables)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "value",
        "value + 1",
        "\"Nothing speaks against it.\"",
        "if value = null then 0 else value",
        "[value, other]",
        "{a: value}.a",
        "sum([1, 2, 3])",
        "duration(\"P1D\")",
        "unknown(1)",
        "missing",
        "1 +"
      })
  void anExpressionGivesWhatItGivesWithCamundasEngine(String expression) {
    for (Object value : VALUES) {
      VariableContext variables = variables(value);
      for (int i = 0; i < 2; i++) {
        assertThat(outcome(() -> evaluated(ours.getFeelEngine(), expression, variables)))
            .as("%s with %s", expression, value)
            .isEqualTo(outcome(() -> evaluated(camundas.getFeelEngine(), expression, variables)));
      }
    }
  }

  @Test
  void whatDependsOnTheTimeIsEvaluatedAnew() {
    VariableContext none = Variables.emptyVariableContext();
    Object before = evaluated(ours.getFeelEngine(), "now()", none);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(evaluated(ours.getFeelEngine(), "now()", none)).isNotEqualTo(before));
  }

  @Test
  void aTextIsParsedOnceForEachOfItsTwoMeanings() {
    DecisionFeel.ParsedOnce feel = parsedOnce(new ArrayList<>());
    assertThat(feel.parseExpression("a")).isSameAs(feel.parseExpression("a"));
    assertThat(feel.parseUnaryTests("a")).isSameAs(feel.parseUnaryTests("a"));
    assertThat(feel.parseUnaryTests("a")).isNotEqualTo(feel.parseExpression("a"));
  }

  /** The library could parse without asking us; a newer version of it must not. */
  @Test
  @SuppressWarnings("deprecation")
  void everyEvaluationAsksForWhatIsParsed() {
    List<String> asked = new ArrayList<>();
    DecisionFeel.ParsedOnce feel = parsedOnce(asked);
    Map<String, Object> variables = Map.of("cellInput", 1, "a", 1);
    assertThat(feel.evalExpression("a + 1", variables).isRight()).isTrue();
    assertThat(feel.evalUnaryTests("> 0", variables).isRight()).isTrue();
    assertThat(asked).containsExactly("a + 1", "> 0");
  }

  private static DecisionFeel.ParsedOnce parsedOnce(List<String> asked) {
    return new DecisionFeel.ParsedOnce(
        org.camunda.feel.FeelEngine.defaultFunctionProvider(),
        org.camunda.feel.FeelEngine.defaultValueMapper()) {
      @Override
      public Either<Failure, ParsedExpression> parseExpression(String expression) {
        asked.add(expression);
        return super.parseExpression(expression);
      }

      @Override
      public Either<Failure, ParsedExpression> parseUnaryTests(String expression) {
        asked.add(expression);
        return super.parseUnaryTests(expression);
      }
    };
  }

  private static List<Map<String, Object>> manyFacts() {
    List<Map<String, Object>> facts = new ArrayList<>();
    for (Long total : Arrays.asList(null, -1L, 1999L, 50000L, 200000L, 500000L, 1000000L)) {
      for (String country : Arrays.asList(null, "DE", "CH", "AQ")) {
        for (Boolean isNew : Arrays.asList(null, true, false)) {
          for (Integer units : Arrays.asList(null, 0, 1, 21, 201)) {
            VariableMap order = Variables.createVariables();
            order.putValue("totalAmount", total).putValue("country", country);
            order.putValue("newCustomer", isNew).putValue("units", units);
            facts.add(order);
          }
        }
      }
    }
    return facts;
  }

  private static VariableContext variables(Object value) {
    return Variables.createVariables()
        .putValue("value", value)
        .putValue("other", 1)
        .asVariableContext();
  }

  private static Object evaluated(FeelEngine feel, String expression, VariableContext variables) {
    return feel.<Object>evaluateSimpleExpression(expression, variables);
  }

  /** What came of it, an error included. */
  private static Object outcome(Supplier<Object> evaluation) {
    try {
      return evaluation.get();
    } catch (RuntimeException e) {
      return e.getClass().getName() + ": " + e.getMessage();
    }
  }

  private static InputStream table() {
    return DecisionPluginTest.class.getResourceAsStream("/dmn/order-review.dmn");
  }
}
