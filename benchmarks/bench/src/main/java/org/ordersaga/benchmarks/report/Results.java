package org.ordersaga.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ordersaga.benchmarks.measure.Counts;
import org.ordersaga.benchmarks.measure.Flood;
import org.ordersaga.benchmarks.measure.Pace;
import org.ordersaga.benchmarks.measure.Percentiles;

/** Everything that a run found; what is written to report.json. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class Results {

  /** Machine, versions, settings, and how the run was asked for. */
  public final Map<String, String> run = new LinkedHashMap<>();

  /** Contenders by name: what they are. */
  public final Map<String, String> contenders = new LinkedHashMap<>();

  /** All valid rounds, in their order. */
  public final List<Round> rounds = new ArrayList<>();

  /** Rounds that count as nothing, and why. */
  public final List<String> violations = new ArrayList<>();

  /** Floods beside many orders that wait or have ended. */
  public final List<Beside> crowds = new ArrayList<>();

  /** What a contender's databases do in a second without any order. */
  public final Map<String, Counts> idlePerSecond = new LinkedHashMap<>();

  /** Commits in a second, one value for each round. */
  public final List<Double> commitsPerSecond = new ArrayList<>();

  /** The commits that one order cannot do without. */
  public int indispensableCommits;

  /**
   * What one contender did in one round.
   *
   * @param delayMillis that the outside world takes for an answer
   * @param idle null if not measured
   * @param half null if not measured
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Round(
      int number, String contender, int delayMillis, Flood flood, Pace idle, Pace half) {}

  /**
   * Floods beside others.
   *
   * @param what the others are
   * @param perSecond orders, of each flood
   */
  public record Beside(String contender, String what, int others, List<Double> perSecond) {

    /** Orders in a second, the floods' median. */
    public double median() {
      return Percentiles.median(perSecond);
    }
  }

  /** A contender's valid rounds with one delay. */
  List<Round> of(String contender, int delayMillis) {
    return rounds.stream()
        .filter(round -> round.contender().equals(contender) && round.delayMillis() == delayMillis)
        .toList();
  }

  List<Integer> delays() {
    return rounds.stream().map(Round::delayMillis).distinct().sorted().toList();
  }

  /** Those with at least one valid round. */
  List<String> measured() {
    return rounds.stream().map(Round::contender).distinct().toList();
  }
}
