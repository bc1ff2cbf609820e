package org.ordersaga.process.story;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ordersaga.process.story.StoryLog.Event;

/**
 * The timeline in an operator's words. A step that began is told only until something came of it.
 */
class StoryWords {

  private final StoryModel model;
  private final Map<String, Iterator<String>> failures;
  private final Map<String, Iterator<String>> incidents;
  private final Map<String, Integer> attempts = new HashMap<>();
  private final Map<String, StoryEntry> open = new HashMap<>();
  private final List<StoryEntry> entries = new ArrayList<>();

  /**
   * @param failures what workers said about failed attempts, by step, in order
   * @param incidents what incidents said, by step, in order
   */
  StoryWords(
      StoryModel model, Map<String, List<String>> failures, Map<String, List<String>> incidents) {
    this.model = model;
    this.failures = iterators(failures);
    this.incidents = iterators(incidents);
  }

  private static Map<String, Iterator<String>> iterators(Map<String, List<String>> lists) {
    return lists.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().iterator()));
  }

  /**
   * Tells all of it.
   *
   * @param others what is told besides, by the number of events that come before it
   */
  List<StoryEntry> tell(List<Event> events, Map<Integer, List<StoryEntry>> others) {
    entries.addAll(others.getOrDefault(0, List.of()));
    for (int i = 0; i < events.size(); i++) {
      tell(events.get(i));
      entries.addAll(others.getOrDefault(i + 1, List.of()));
    }
    return entries;
  }

  private void tell(Event event) {
    String step = event.step();
    String name = step == null ? null : model.name(step);
    switch (event.kind()) {
      case "ORDER_ACCEPTED" -> add(event, "Order placed", null);
      case "STEP_STARTED" -> {
        attempts.put(step, 1);
        add(event, name + ": waits for its worker", null);
        open.put(step, entries.get(entries.size() - 1));
      }
      case "STEP_COMPLETED" -> finished(event, name + ": done", null);
      case "STEP_UNDONE" -> finished(event, name + ": undone", null);
      case "STEP_REFUSED" ->
          finished(event, name + ": refused", words(event.text("code"), event.text("message")));
      case "STEP_ATTEMPT_FAILED" -> {
        int attempt = attempts.getOrDefault(step, 1);
        tried(event, name + ": attempt " + attempt + " failed", next(failures, step), attempt);
        attempts.put(step, attempt + 1);
      }
      case "INCIDENT_OPENED" -> add(event, name + ": needs an operator", next(incidents, step));
      case "INCIDENT_RESOLVED" -> add(event, name + ": goes on", null);
      case "REVIEW_REQUESTED" -> add(event, name + ": a reviewer has to decide", reason(event));
      case "REVIEW_DECIDED" ->
          add(event, name + ": " + lower(event.text("decision")) + " by the reviewer", null);
      case "REVIEW_EXPIRED" -> add(event, name + ": nobody decided in time", null);
      case "STATUS_CHANGED" ->
          add(
              event,
              "The order is " + lower(event.text("to")),
              "It was " + lower(event.text("from")));
      case "DELIVERY_REQUESTED" -> add(event, "The carrier reports the delivery", null);
      case "CANCELLATION_REQUESTED" -> add(event, "The customer wants to cancel", null);
      case "CANCELLATION_REFUSED" -> add(event, "Cancellation refused: the order stands", null);
      case "CANCELLATION_DONE" -> add(event, "Cancelled as the customer wished", null);
      case "GIVE_UP_REQUESTED" -> add(event, "Given up by an operator", reason(event));
      case "SETTLEMENT_OPENED" ->
          add(event, "Outcome of " + event.topic() + " unknown; its worker goes on asking", null);
      case "SETTLEMENT_CONFIRMED" -> add(event, "Outcome of " + event.topic() + " settled", null);
      case "ORDER_ABANDONED" -> add(event, "Its process was deleted by an administrator", null);
      default -> add(event, title(event, name), reason(event));
    }
  }

  /** Of a kind that has no words of its own yet: those that its name has. */
  private static String title(Event event, String name) {
    String kind = lower(event.kind());
    String words = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
    return Stream.of(words, event.text("action"), event.text("event"), name)
        .filter(word -> word != null && !word.isBlank())
        .collect(Collectors.joining(": "));
  }

  private static String lower(String code) {
    return code == null ? "" : code.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String words(String... words) {
    return Stream.of(words).filter(word -> word != null).collect(Collectors.joining(": "));
  }

  private static String reason(Event event) {
    return event.text("reason");
  }

  private static String next(Map<String, Iterator<String>> messages, String step) {
    Iterator<String> left = messages.get(String.valueOf(step));
    return left != null && left.hasNext() ? left.next() : null;
  }

  private void finished(Event event, String title, String detail) {
    tried(event, title, detail, attempts.getOrDefault(event.step(), 1));
  }

  private void tried(Event event, String title, String detail, Integer attempt) {
    StoryEntry begun = open.remove(event.step());
    if (begun != null) {
      entries.remove(begun);
    }
    entries.add(entry(event.at(), event, title, detail, attempt));
  }

  private void add(Event event, String title, String detail) {
    entries.add(entry(event.at(), event, title, detail, null));
  }

  private static StoryEntry entry(
      Instant at, Event event, String title, String detail, Integer attempt) {
    JsonNode receipt = event.data().path("receipt");
    return new StoryEntry(
        at,
        event.kind(),
        event.step(),
        title,
        detail,
        attempt,
        receipt.path("amount").isNumber() ? receipt.get("amount").longValue() : null,
        receipt.path("reference").asText(null),
        event.text("by"));
  }
}
