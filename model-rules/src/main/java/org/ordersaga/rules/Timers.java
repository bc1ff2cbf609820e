package org.ordersaga.rules;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.datatype.DatatypeConfigurationException;
import javax.xml.datatype.DatatypeFactory;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;

/** Timers can be understood: what cannot would be found out by the first order that gets there. */
final class Timers implements Rule {

  private static final long SHORTEST_MILLIS = 1000;
  private static final long LONGEST_MILLIS = 366L * 24 * 3600 * 1000;
  private static final Pattern CYCLE = Pattern.compile("R(\\d{0,4})/(P.+)");

  @Override
  public String name() {
    return "timers";
  }

  @Override
  public void check(ProcessModel model, Report report) {
    for (FlowNode node : model.nodes()) {
      for (TimerEventDefinition timer : node.getChildElementsByType(TimerEventDefinition.class)) {
        problem(timer).ifPresent(problem -> report.add(node.getId(), problem));
      }
    }
  }

  private static Optional<String> problem(TimerEventDefinition timer) {
    if (timer.getTimeDuration() != null) {
      String text = timer.getTimeDuration().getTextContent().strip();
      return problem(text, isDuration(text), "a duration from PT1S to P366D, such as PT24H");
    }
    if (timer.getTimeCycle() != null) {
      String text = timer.getTimeCycle().getTextContent().strip();
      Matcher cycle = CYCLE.matcher(text);
      return problem(
          text,
          cycle.matches() && isDuration(cycle.group(2)),
          "a repetition from PT1S to P366D, such as R3/PT24H");
    }
    if (timer.getTimeDate() != null) {
      String text = timer.getTimeDate().getTextContent().strip();
      return problem(text, isDate(text), "a date and time, such as 2030-01-31T12:00:00Z");
    }
    return Optional.of("has a timer without a time: give it one.");
  }

  /** What an expression gives is known only later. */
  private static Optional<String> problem(String text, boolean good, String takes) {
    return good || JuelExpression.isIn(text)
        ? Optional.empty()
        : Optional.of(
            "has the timer \"%s\", which takes %s.".formatted(text.replace("%", "%%"), takes));
  }

  /** As the engine reads it, which knows days and months too. */
  private static boolean isDuration(String text) {
    try {
      long millis = DatatypeFactory.newInstance().newDuration(text).getTimeInMillis(new Date(0));
      return millis >= SHORTEST_MILLIS && millis <= LONGEST_MILLIS;
    } catch (IllegalArgumentException e) {
      return false;
    } catch (DatatypeConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isDate(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
