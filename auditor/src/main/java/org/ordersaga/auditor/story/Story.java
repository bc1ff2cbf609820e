package org.ordersaga.auditor.story;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ordersaga.auditor.source.CannotLook;
import org.ordersaga.auditor.source.Databases;
import org.ordersaga.auditor.source.Outside;

/** One order's whole story across the databases and the outside. */
public final class Story {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  /** All of one length, so that they sort as text too. */
  private static final DateTimeFormatter ISO_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Databases databases;
  private final Outside outside;

  /** Reads where the audit reads. */
  public Story(Databases databases, Outside outside) {
    this.databases = databases;
    this.outside = outside;
  }

  /**
   * Tells an order's story.
   *
   * @param json whether as JSON instead of text and diagram
   * @return the exit code, 0
   * @throws CannotLook if nobody has heard of the order
   */
  public int tell(String orderId, boolean json, PrintWriter out) {
    Questions questions = new Questions(databases, orderId);
    List<Fact> facts = new ArrayList<>();
    ProcessFacts process = new ProcessFacts(questions, facts);
    process.collect();
    new WorkerFacts(questions, facts).collect();
    new OutsideFacts(outside, orderId, facts)
        .collect(facts.stream().map(Fact::time).min(Instant::compareTo).orElse(Instant.EPOCH));
    if (facts.isEmpty()) {
      throw new CannotLook(
          "There is no order %s, in no database and not outside.".formatted(orderId));
    }
    // Stable: what one source wrote at one time stays in its order.
    facts.sort(Comparator.comparing(Fact::time));
    OrderState state = process.state();
    List<String> stands = process.stands();
    if (json) {
      writeJson(orderId, state, stands, facts, out);
    } else {
      writeText(orderId, state, stands, facts, out);
    }
    return 0;
  }

  private static void writeText(
      String orderId, OrderState state, List<String> stands, List<Fact> facts, PrintWriter out) {
    out.println("Order " + orderId + (state == null ? " is unknown to process-app" : title(state)));
    stands.forEach(place -> out.println("It stands at " + place));
    out.println();
    int width = facts.stream().mapToInt(fact -> fact.source().length()).max().orElse(0);
    for (Fact fact : facts) {
      out.println(
          ("%s  %-" + width + "s  %s")
              .formatted(TIME.format(fact.time()), fact.source(), fact.what()));
    }
    out.println();
    // Ready to be pasted into whatever shows Markdown.
    out.println("```mermaid");
    out.print(Diagram.of(facts));
    out.println("```");
  }

  private static String title(OrderState state) {
    StringBuilder title = new StringBuilder(" is ").append(state.status());
    if (state.failureReason() != null) {
      title.append(", ").append(state.failureReason());
    }
    if (!"NONE".equals(state.cancellation())) {
      title.append(", cancellation ").append(state.cancellation());
    }
    if (state.totalAmount() != null) {
      title.append(", ").append(Amount.of(state.totalAmount(), state.currency()));
    }
    return title.toString();
  }

  @JsonPropertyOrder({"time", "source", "what"})
  private record Entry(String time, String source, String what) {}

  private record Document(
      String orderId, OrderState order, List<String> standsAt, List<Entry> facts, String mermaid) {}

  private static void writeJson(
      String orderId, OrderState state, List<String> stands, List<Fact> facts, PrintWriter out) {
    List<Entry> entries =
        facts.stream()
            .map(fact -> new Entry(ISO_TIME.format(fact.time()), fact.source(), fact.what()))
            .toList();
    try {
      out.println(
          JSON.writeValueAsString(
              new Document(orderId, state, stands, entries, Diagram.of(facts))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts can be written as JSON", e);
    }
  }
}
