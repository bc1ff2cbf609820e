package org.ordersaga.auditor.invariant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ordersaga.auditor.dossier.Dossier;
import org.ordersaga.auditor.dossier.Dossier.Notification;
import org.ordersaga.auditor.dossier.Dossier.Step;

/** I7. Repeats of one Message-ID are counted elsewhere; they are no violation. */
final class Messages extends Check {

  private static final String TOPIC = "notification.send";
  private static final String REMINDER = "REMINDER";

  /** What the ledger's row of a message has besides when an operator had it sent again. */
  private static final Pattern REPETITION = Pattern.compile("/repeat-(\\d{1,9})$");

  Messages() {
    super(Invariant.I7);
  }

  @Override
  void neverAccepted(Dossier order, Accuser accuser) {
    accuser.require(order.mails().isEmpty(), "got a mail, but was never accepted");
    accuser.require(order.notifications().isEmpty(), "has a message, but was never accepted");
  }

  @Override
  void always(Dossier order, Accuser accuser) {
    Set<String> names = new TreeSet<>();
    for (Notification message : order.notifications()) {
      String name = name(order, message);
      boolean reminder = message.event().equals(REMINDER);
      accuser.require(
          reminder ? name.matches("REMINDER-\\d+") : name.equals(message.event()),
          "its message %s has the Message-ID %s",
          message.event(),
          message.messageId());
      accuser.require(
          reminder || names.add(message.event()), "has two messages %s", message.event());
      String occurrence = reminder ? name.replace("REMINDER-", "REMINDER/") : message.event();
      String step = row(order, occurrence).map(Step::state).orElse("missing");
      accuser.require(
          step.equals(message.state().equals("SENT") ? "DONE" : "INTENDED"),
          "its message %s is %s, and the step that sent it is %s",
          name,
          message.state(),
          step);
    }
    for (Step step : order.steps()) {
      if (step.topic().equals(TOPIC) && List.of("DONE", "INTENDED").contains(step.state())) {
        String name = REPETITION.matcher(step.occurrence()).replaceFirst("").replace('/', '-');
        accuser.require(
            order.notifications().stream().anyMatch(m -> name(order, m).equals(name)),
            "the step that sends %s is %s, and there is no such message",
            name,
            step.state());
      }
    }
    for (Step step : order.steps()) {
      Matcher repetition = REPETITION.matcher(step.occurrence());
      if (step.topic().equals(TOPIC) && repetition.find()) {
        String event = step.occurrence().substring(0, repetition.start()).replaceFirst("/.*", "");
        accuser.require(
            order.events("NOTIFICATION_REPEATED").anyMatch(asked -> event.equals(asked.message()))
                && order.events("NOTIFICATION_REPEATED").count()
                    >= Long.parseLong(repetition.group(1)),
            "its message %s was repeated, and the log has no operator who asked for it",
            event);
      }
    }
    for (String mail : new TreeSet<>(order.mails())) {
      accuser.require(
          order.notifications().stream().anyMatch(m -> name(order, m).equals(mail)),
          "got a mail %s that no message stands for",
          mail);
    }
  }

  @Override
  void atRest(Dossier order, Accuser accuser) {
    for (Notification message : order.notifications()) {
      String name = name(order, message);
      accuser.require(message.state().equals("SENT"), "its message %s was never sent", name);
      accuser.require(
          !message.state().equals("SENT") || order.mails().contains(name),
          "its message %s was sent, and is in nobody's inbox",
          name);
    }
    List<String> expected = expected(order);
    for (String event : expected) {
      accuser.require(
          order.notifications().stream().anyMatch(m -> m.event().equals(event)),
          "is %s, and was never told %s",
          order.view().status(),
          event);
    }
    for (Notification message : order.notifications()) {
      accuser.require(
          message.event().equals(REMINDER) || expected.contains(message.event()),
          "was told %s, and is %s",
          message.event(),
          order.view().status());
    }
  }

  /** What its customer must have been told, and nothing else but reminders. */
  private static List<String> expected(Dossier order) {
    List<String> expected = new ArrayList<>();
    if (order.events("STATUS_CHANGED").anyMatch(change -> "CONFIRMED".equals(change.to()))) {
      expected.add("CONFIRMED");
    }
    if (!order.view().status().equals("CONFIRMED")) {
      expected.add(order.view().status());
    }
    boolean kept =
        order.messages().stream()
            .anyMatch(m -> m.kind().equals("CANCELLATION") && m.state().equals("APPLIED"));
    if (kept && order.events("CANCELLATION_REFUSED").findAny().isPresent()) {
      expected.add("CANCELLATION_REFUSED");
    }
    return expected;
  }

  private static Optional<Step> row(Dossier order, String occurrence) {
    return order.steps().stream()
        .filter(step -> step.topic().equals(TOPIC) && step.occurrence().equals(occurrence))
        .findFirst();
  }

  /** What follows the order id in the Message-ID, or the whole of it where it is none of ours. */
  private static String name(Dossier order, Notification message) {
    String prefix = "<" + order.orderId() + ".";
    String id = message.messageId();
    return id.startsWith(prefix) && id.endsWith(">")
        ? id.substring(prefix.length(), id.length() - 1)
        : id;
  }
}
