package org.ordersaga.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordersaga.benchmarks.measure.Counts;
import org.ordersaga.benchmarks.measure.Flood;
import org.ordersaga.benchmarks.measure.Pace;

class ReportTest {

  @TempDir Path folder;

  @Test
  void medianAndRangeOfTheRoundsAreShownForEachContender() {
    Results results = new Results();
    results.rounds.add(round(1, "ours", 10));
    results.rounds.add(round(2, "ours", 30));
    results.rounds.add(round(3, "ours", 20));
    results.rounds.add(round(1, "stock", 5));

    assertThat(new Report(results).write(folder))
        .contains("ours, 3 rounds", "20.0 (10.0 to 30.0)", "stock, 1 rounds", "5.0 (5.0 to 5.0)");
  }

  @Test
  void aRoundWithAViolationIsNamedAndNotCounted() throws Exception {
    Results results = new Results();
    results.rounds.add(round(1, "ours", 10));
    results.violations.add("round 2 of stock: money captured: 1 instead of 2");

    assertThat(new Report(results).write(folder))
        .contains("NOT COUNTED: round 2 of stock: money captured: 1 instead of 2")
        .doesNotContain("stock, ");
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("Not counted: round 2 of stock");
  }

  @Test
  void goalsAreRatiosOfMediansAndSayWhetherTheyAreReached() {
    Results results = new Results();
    results.rounds.add(round(1, "ours", 80));
    results.rounds.add(round(1, "stock", 20));
    results.rounds.add(round(1, "flowable", 40));
    results.crowds.add(new Results.Beside("ours", "waiting", 100, List.of(70.0, 80.0, 90.0)));
    results.crowds.add(new Results.Beside("ours", "waiting", 10_000, List.of(60.0, 40.0, 50.0)));

    assertThat(Goal.of(results))
        .filteredOn(Goal::isReached)
        .extracting(Goal::name, Goal::ratio)
        .containsExactly(
            tuple("orders/s, to stock's", 4.0),
            tuple("p99 at 1 order/s, to p50", 1.2),
            tuple("engine transactions of an idle order, to one in a flood", 1.0));
    assertThat(Goal.of(results))
        .filteredOn(goal -> !goal.isReached())
        .extracting(Goal::name, Goal::ratio)
        .containsExactly(
            tuple("orders/s, to Flowable's", 2.0),
            tuple("p50 at 1 order/s, to Flowable's", 1.0),
            tuple("p50 at 1 order/s, to stock's", 1.0),
            tuple("orders/s beside 10,000 waiting, to 100", 0.625));
    assertThat(new Report(results).write(folder)).contains("at least 0.95", "0.63", "NO");
  }

  @Test
  void theLimitInOrdersIsTheCommitsDividedByThoseOfAnOrder() {
    Results results = new Results();
    results.indispensableCommits = 15;
    results.commitsPerSecond.addAll(List.of(1500.0, 3000.0, 6000.0));

    assertThat(new Report(results).write(folder)).contains("3000", "200");
  }

  @Test
  void thePageIsWellFormedAndTheJsonHoldsEveryRound() throws Exception {
    Results results = new Results();
    results.run.put("machine", "2 cores & <little> memory");
    results.rounds.add(round(1, "ours", 10));
    new Report(results).write(folder);

    JsonNode json = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    assertThat(json.at("/rounds/0/flood/perSecond").asDouble()).isEqualTo(10);
    String page = Files.readString(folder.resolve("report.html"));
    assertThat(page).contains("2 cores &amp; &lt;little> memory").doesNotContain("src=", "href=");
    String body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new org.xml.sax.InputSource(new java.io.StringReader(body)))
                .getElementsByTagName("svg")
                .getLength())
        .isPositive();
  }

  private static Results.Round round(int number, String contender, double perSecond) {
    Map<String, Double> groups = Map.of("engine", 1.0, "postgresql", 2.0, "workers", 3.0);
    Counts counts = new Counts(100, 80, 30, 20, 15);
    Pace pace = new Pace(1, List.of(40.0, 50.0, 60.0), counts);
    return new Results.Round(
        number, contender, 0, new Flood(600, perSecond, groups, groups, counts), pace, null);
  }
}
