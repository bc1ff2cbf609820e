package org.ordersaga.rules;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;

/** Says when the history of what has ended is deleted. */
final class TimeToLive implements Rule {

  static final String NAME = "time-to-live";

  private static final Pattern DAYS = Pattern.compile("(?:P(\\d{1,4})D|(\\d{1,4}))");
  private static final int MOST_DAYS = 3650;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(ProcessModel model, Report report) {
    check(model.process().getId(), model.process().getCamundaHistoryTimeToLiveString(), report);
  }

  static void check(DmnModelInstance decisions, Report report) {
    for (Decision decision : decisions.getModelElementsByType(Decision.class)) {
      check(decision.getId(), decision.getCamundaHistoryTimeToLiveString(), report);
    }
  }

  private static void check(String id, String value, Report report) {
    Matcher days = DAYS.matcher(Optional.ofNullable(value).orElse("").strip());
    int number =
        days.matches()
            ? Integer.parseInt(days.group(1) == null ? days.group(2) : days.group(1))
            : 0;
    if (number < 1 || number > MOST_DAYS) {
      report.add(
          id,
          "has %s: say for how many days its history is kept, from P1D to P%dD.",
          value == null ? "no history time to live" : "the history time to live \"" + value + "\"",
          MOST_DAYS);
    }
  }
}
