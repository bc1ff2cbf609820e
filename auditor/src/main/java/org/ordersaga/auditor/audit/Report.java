package org.ordersaga.auditor.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ordersaga.auditor.invariant.Finding;
import org.ordersaga.auditor.invariant.Invariant;

/**
 * What an audit found.
 *
 * @param money at rest, in minor units by currency
 * @param byHand orders in which operators declared something done by hand
 */
record Report(
    long orders,
    List<Unrest> notAtRest,
    List<Line> invariants,
    Map<String, Sum> money,
    Repeats mailRepeats,
    List<ByHand> byHand) {

  /** An order that was not at rest, and why. */
  record Unrest(String orderId, List<String> reasons, boolean incident) {}

  /** One invariant. */
  record Line(String id, String says, long checked, @JsonIgnore List<Finding> findings) {

    /** What it was violated by: order ids, or what else is concerned. */
    @JsonProperty
    List<String> violatedBy() {
      return findings.stream().map(Finding::subject).distinct().toList();
    }

    /** How many of them there are. */
    @JsonProperty
    long violated() {
      return violatedBy().size();
    }

    @JsonProperty
    List<Violation> violations() {
      return findings.stream()
          .map(finding -> new Violation(finding.subject(), finding.sentence()))
          .toList();
    }
  }

  /** One sentence about one order, or what else is concerned. */
  record Violation(String subject, String sentence) {}

  /** What the provider keeps, and what the standing orders come to. */
  record Sum(long kept, long due) {

    Sum plus(Sum other) {
      return new Sum(kept + other.kept, due + other.due);
    }
  }

  /** Mails that came more than once with one Message-ID: how many too many, and which. */
  record Repeats(long count, List<String> messageIds) {}

  /**
   * An order of which an operator declared steps undone by hand, or settled; who and why is in its
   * story.
   *
   * @param steps topics
   * @param kept what the provider keeps of it all the same, in minor units by currency
   */
  record ByHand(String orderId, List<String> steps, Map<String, Long> kept) {}

  /** Whether there is an order that may come to rest: one that violates I1 never will. */
  boolean mayComeToRest() {
    Set<String> stuck =
        invariants.stream()
            .filter(line -> line.id().equals(Invariant.I1.name()))
            .flatMap(line -> line.violatedBy().stream())
            .collect(Collectors.toSet());
    return notAtRest.stream().anyMatch(order -> !stuck.contains(order.orderId()));
  }

  @JsonProperty
  boolean violated() {
    return invariants.stream().anyMatch(line -> line.violated() > 0);
  }
}
