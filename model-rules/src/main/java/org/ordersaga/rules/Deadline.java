package org.ordersaga.rules;

import java.time.Duration;

/** How long an order may take can be understood; an absent deadline is none. */
final class Deadline implements Rule {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  @Override
  public String name() {
    return "deadline";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    String value = ProcessModel.properties(model.process()).get("orderDeadline");
    if (value != null && !isSane(value)) {
      report.add(
          model.process().getId(),
          "has orderDeadline = \"%s\", which takes a duration from %s to P%dD, such as PT1H.",
          value,
          SHORTEST,
          LONGEST.toDays());
    }
  }

  static boolean isSane(String value) {
    return Settings.isDuration(value.strip(), SHORTEST, LONGEST);
  }
}
