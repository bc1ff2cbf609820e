package org.ordersaga.process.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the decision table says, row by row. */
class OrderReviewTableTest {

  /**
   * Row, assessment, total amount, country, new customer, units; {@code null} for what is not
   * known. At each limit one order on either side.
   */
  private static final String CASES =
      """
      TooLarge             refuse 1000000 DE   false 1
      TooLarge             refuse 2000000 AQ   true  1
      LargeOrder           review 999999  DE   false 1
      NoCarrier            refuse 1999    AQ   true  1
      NoCarrier            refuse 999999  TF   false 5
      SmallFirstOrder      accept 1999    DE   true  1
      SmallFirstOrder      accept 49999   US   true  1
      SmallFirstOrder      accept 0       DE   true  1
      LargeFirstOrder      review 50000   DE   true  1
      LargeFirstOrder      review 50000   DE   true  50
      LargeFirstOrder      review 999999  US   true  1
      Ordinary             accept 49999   DE   true  2
      Ordinary             accept 50000   DE   false 1
      ManyPiecesFirstOrder review 49999   DE   true  21
      Ordinary             accept 49999   DE   true  20
      Ordinary             accept 49999   DE   false 21
      LargeOrderAbroad     review 200000  CH   false 1
      Ordinary             accept 199999  CH   false 1
      Ordinary             accept 200000  SE   false 1
      LargeOrder           review 500000  DE   false 1
      Ordinary             accept 499999  DE   false 1
      ManyPieces           review 1999    DE   false 201
      Ordinary             accept 1999    DE   false 200
      FactsMissing         review null    DE   false 1
      FactsMissing         review 1999    null false 1
      FactsMissing         review 1999    DE   null  1
      FactsMissing         review 1999    DE   false null
      FactsMissing         review null    null null  null
      FactsMissing         review -1      DE   false 1
      FactsMissing         review 1999    DE   false 0
      """;

  private static final DmnModelInstance MODEL = model();

  record Case(
      String row,
      String assessment,
      Long totalAmount,
      String country,
      Boolean newCustomer,
      Integer units) {

    Map<String, Object> inputs() {
      Map<String, Object> inputs = new HashMap<>();
      inputs.put("totalAmount", totalAmount);
      inputs.put("country", country);
      inputs.put("newCustomer", newCustomer);
      inputs.put("units", units);
      return inputs;
    }
  }

  static Stream<Case> cases() {
    return CASES.lines().map(line -> line.strip().split(" +")).map(OrderReviewTableTest::parsed);
  }

  private static Case parsed(String[] words) {
    return new Case(
        words[0],
        words[1],
        known(words[2]).map(Long::valueOf).orElse(null),
        known(words[3]).orElse(null),
        known(words[4]).map(Boolean::valueOf).orElse(null),
        known(words[5]).map(Integer::valueOf).orElse(null));
  }

  private static Optional<String> known(String word) {
    return Optional.of(word).filter(value -> !value.equals("null"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFirstRowThatFitsDecides(Case order) {
    Verdict verdict = verdict(order.inputs());
    assertThat(verdict.row()).isEqualTo(order.row());
    assertThat(verdict.assessment()).isEqualTo(order.assessment());
  }

  @Test
  void anOrderOfWhichNothingIsKnownIsReviewed() {
    assertThat(verdict(Map.of()).row()).isEqualTo("FactsMissing");
  }

  @Test
  void everyRowHasACase() {
    assertThat(cases().map(Case::row).collect(Collectors.toSet()))
        .isEqualTo(rules().stream().map(Rule::getId).collect(Collectors.toSet()));
  }

  @Test
  void everyRowSaysWhyInTheTableAndToWhomItConcerns() {
    assertThat(table().getHitPolicy()).isEqualTo(HitPolicy.FIRST);
    assertThat(rules())
        .allSatisfy(
            rule -> {
              assertThat(rule.getDescription().getTextContent()).isNotBlank();
              List<String> outputs =
                  rule.getOutputEntries().stream()
                      .map(entry -> entry.getText().getTextContent())
                      .toList();
              assertThat(outputs.get(0)).isIn("\"accept\"", "\"review\"", "\"refuse\"");
              assertThat(outputs.get(1)).matches("\"[^\"]{5,300}\"");
            });
  }

  @Test
  void decisionsAreKeptAsLongAsTheirOrders() {
    Decision decision = MODEL.getModelElementById("order-review");
    assertThat(decision.getCamundaHistoryTimeToLiveString()).isEqualTo("P180D");
    assertThat(decision.getVersionTag()).matches("\\d+\\.\\d+\\.\\d+");
  }

  private record Verdict(String row, String assessment) {}

  private static Verdict verdict(Map<String, Object> inputs) {
    List<String> rows = new ArrayList<>();
    DefaultDmnEngineConfiguration configuration =
        (DefaultDmnEngineConfiguration)
            DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
    configuration
        .getCustomPostDecisionTableEvaluationListeners()
        .add(event -> event.getMatchingRules().forEach(rule -> rows.add(rule.getId())));
    DmnEngine engine = configuration.buildEngine();
    String assessment =
        engine
            .evaluateDecisionTable(engine.parseDecision("order-review", file()), inputs)
            .getSingleResult()
            .getEntry("assessment");
    assertThat(rows).hasSize(1);
    return new Verdict(rows.get(0), assessment);
  }

  private static DecisionTable table() {
    return MODEL.getModelElementsByType(DecisionTable.class).iterator().next();
  }

  private static Collection<Rule> rules() {
    return table().getRules();
  }

  private static DmnModelInstance model() {
    return Dmn.readModelFromStream(file());
  }

  private static InputStream file() {
    return OrderReviewTableTest.class.getResourceAsStream("/" + ModelEngine.TABLE);
  }
}
