package org.ordersaga.modeltool.replay;

import java.util.List;
import java.util.Set;

/** Which orders would have gone another way. */
record Report(
    String model, long replayed, long sameWay, long otherWay, long notReplayed, List<Line> orders) {

  /** What is said of an order. */
  enum Verdict {
    /** As recorded, but for elements that are new. */
    SAME_WAY,
    /** Another path, or another end. */
    OTHER_WAY,
    /** Nobody knows. */
    NOT_REPLAYED
  }

  /**
   * Where an order leaves its recorded path.
   *
   * @param after the last element that both have
   * @param recorded what came next; null for nothing
   * @param replayed what would have come; null for nothing
   */
  record Fork(String after, String recorded, String replayed) {}

  /**
   * One order.
   *
   * @param fork null if the path is the recorded one
   * @param newSteps elements on its way that its own model did not have
   * @param unanswered those of its steps whose answer was never recorded
   * @param why it could not be replayed; null if it was
   */
  record Line(
      String orderId,
      Verdict verdict,
      Fork fork,
      String recorded,
      String outcome,
      Set<String> newSteps,
      Set<String> unanswered,
      String why) {

    static Line notReplayed(String orderId, String why) {
      return new Line(orderId, Verdict.NOT_REPLAYED, null, null, null, Set.of(), Set.of(), why);
    }
  }

  static Report of(String model, List<Line> lines) {
    return new Report(
        model,
        lines.size() - count(lines, Verdict.NOT_REPLAYED),
        count(lines, Verdict.SAME_WAY),
        count(lines, Verdict.OTHER_WAY),
        count(lines, Verdict.NOT_REPLAYED),
        lines);
  }

  private static long count(List<Line> lines, Verdict verdict) {
    return lines.stream().filter(line -> line.verdict() == verdict).count();
  }
}
