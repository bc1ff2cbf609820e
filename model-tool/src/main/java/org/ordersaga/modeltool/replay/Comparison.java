package org.ordersaga.modeltool.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares the way that an order went with the one that it would go. What runs side by side may
 * change places: only elements between which there is a way have an order.
 */
final class Comparison {

  private final Recording recording;
  private final Drawing changed;

  Comparison(Recording recording, Drawing changed) {
    this.recording = recording;
    this.changed = changed;
  }

  /** Compares the ways. */
  Report.Line with(Replayed replayed) {
    Way was = recording.way();
    Way is = replayed.way();
    Set<String> newSteps = new TreeSet<>();
    List<String> left = new ArrayList<>(was.path());
    String last = "its start";
    Report.Fork fork = null;
    for (String step : is.path()) {
      if (!recording.knows(step)) {
        newSteps.add(step);
      } else if (!takes(step, left)) {
        fork = new Report.Fork(last, left.isEmpty() ? null : left.get(0), step);
        break;
      }
      last = step;
    }
    if (fork == null && !left.isEmpty()) {
      fork = new Report.Fork(last, left.get(0), null);
    }
    boolean same = fork == null && was.outcome().equals(is.outcome());
    return new Report.Line(
        recording.orderId(),
        same ? Report.Verdict.SAME_WAY : Report.Verdict.OTHER_WAY,
        fork,
        was.outcome(),
        is.outcome(),
        newSteps,
        replayed.unanswered(),
        null);
  }

  /** Whether the step could have been the next one, as recorded. */
  private boolean takes(String step, List<String> left) {
    Optional<Integer> place = Optional.empty();
    for (int i = 0; i < left.size() && place.isEmpty(); i++) {
      if (left.get(i).equals(step)) {
        place = Optional.of(i);
      } else if (hasOrder(left.get(i), step)) {
        return false;
      }
    }
    place.ifPresent(index -> left.remove((int) index));
    return place.isPresent();
  }

  private boolean hasOrder(String one, String other) {
    return changed.connects(one, other)
        || recording.drawings().stream().anyMatch(was -> was.connects(one, other));
  }
}
