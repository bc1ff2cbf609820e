package org.ordersaga.modeltool.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ordersaga.modeltool.engine.Definition;
import org.ordersaga.modeltool.engine.EngineRest;
import org.ordersaga.modeltool.engine.EngineRest.Reply;

/**
 * Moves the orders of one old version, group by group. A group is one transaction; when the engine
 * refuses it, its orders are moved one by one.
 */
final class Migration {

  private static final int GROUP = 25;

  /** How often orders that moved on meanwhile are looked at again. */
  private static final int ROUNDS = 5;

  /** The engine's codes for a change at the same moment, and for a deadlock. */
  private static final Set<Integer> LOST_RACES = Set.of(1, 10_000);

  private static final String MOVED_ON = "it moved on all the time; run the command again";

  private final Definition from;
  private final Definition to;
  private final Plan plan;
  private final EngineRest engine;
  private final PrintWriter progress;
  private final Map<String, Report.Line> lines = new TreeMap<>();

  Migration(Definition from, Definition to, Plan plan, EngineRest engine, PrintWriter progress) {
    this.from = from;
    this.to = to;
    this.plan = plan;
    this.engine = engine;
    this.progress = progress;
  }

  /** Only looks. */
  Report.Part tell() {
    orders().forEach(order -> report(order, verdict(order, Outcome.WOULD_MOVE)));
    return part();
  }

  /** Moves what can move. */
  Report.Part run() {
    Collection<Order> left = orders();
    for (int round = 1; round <= ROUNDS && !left.isEmpty(); round++) {
      List<Order> movable = new ArrayList<>();
      for (Order order : left) {
        Report.Line line = verdict(order, Outcome.MOVED);
        if (line.outcome() == Outcome.MOVED) {
          // What is not known to have moved in the end stays for this reason.
          report(order, stays(order, MOVED_ON));
          movable.add(order);
        } else {
          report(order, line);
        }
      }
      move(movable);
      left = stillToMove();
    }
    return part();
  }

  private void move(List<Order> movable) {
    for (int first = 0; first < movable.size(); first += GROUP) {
      List<Order> group = movable.subList(first, Math.min(first + GROUP, movable.size()));
      Reply reply = execute(group);
      if (reply.isDone()) {
        group.forEach(order -> report(order, moved(order)));
      } else {
        group.forEach(this::moveAlone);
      }
      progress.printf("%s: %d of %d orders%n", from.name(), first + group.size(), movable.size());
      progress.flush();
    }
  }

  private void moveAlone(Order order) {
    Reply reply = execute(List.of(order));
    if (reply.isDone()) {
      report(order, moved(order));
    } else if (reply.body().has("validationReport")) {
      report(order, stays(order, reason(reply.body().path("validationReport"))));
    } else if (!exists(order)) {
      report(
          order,
          new Report.Line(order.orderId(), List.copyOf(order.standsAt()), Outcome.ENDED, null));
    } else if (!LOST_RACES.contains(reply.body().path("code").asInt())) {
      report(order, stays(order, "the engine says: " + reply.body().path("message").asText()));
    }
    // Else somebody changed the order at the same moment: it is looked at again.
  }

  private Reply execute(List<Order> orders) {
    return engine.post(
        "/migration/execute",
        Map.of(
            "migrationPlan",
            plan.json(),
            "processInstanceIds",
            orders.stream().map(Order::instanceId).toList()));
  }

  private boolean exists(Order order) {
    return !engine.get("/process-instance?processInstanceIds=" + order.instanceId()).isEmpty();
  }

  /** Why the engine refused: where it can be told in our words in these, else in its own. */
  private String reason(JsonNode report) {
    Stream<String> places =
        StreamSupport.stream(report.path("activityInstanceValidationReports").spliterator(), false)
            .map(
                place ->
                    plan.reasonToStay(place.path("sourceScopeId").asText())
                        .orElseGet(() -> "the engine says: " + texts(place.path("failures"))));
    Stream<String> whole =
        Stream.of(texts(report.path("failures")))
            .filter(text -> !text.isEmpty())
            .map("the engine says: "::concat);
    return Stream.concat(places, whole).distinct().collect(Collectors.joining("; "));
  }

  private static String texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining("; "));
  }

  /** Those that were not seen before belong to it: pages shift when orders come and go. */
  private Collection<Order> stillToMove() {
    return orders().stream()
        .filter(
            order ->
                Optional.ofNullable(lines.get(order.instanceId()))
                    .map(line -> MOVED_ON.equals(line.reason()))
                    .orElse(true))
        .toList();
  }

  /** Those that run on the old version now. */
  private Collection<Order> orders() {
    Map<String, Order> orders = new LinkedHashMap<>();
    engine.pages(
        "/process-instance?processDefinitionId=" + from.id() + "&sortBy=instanceId&sortOrder=asc",
        found -> {
          String id = found.path("id").asText();
          orders.put(id, new Order(id, found.path("businessKey").asText(id), new TreeSet<>()));
        });
    if (!orders.isEmpty()) {
      engine.pages(
          "/history/activity-instance?unfinished=true&processDefinitionId="
              + from.id()
              + "&sortBy=activityInstanceId&sortOrder=asc",
          found -> {
            Order order = orders.get(found.path("processInstanceId").asText());
            if (order != null) {
              order.standsAt().add(found.path("activityId").asText());
            }
          });
    }
    return orders.values();
  }

  private Report.Line verdict(Order order, Outcome ifItMoves) {
    String reasons =
        order.standsAt().stream()
            .map(plan::reasonToStay)
            .flatMap(Optional::stream)
            .distinct()
            .collect(Collectors.joining("; "));
    return reasons.isEmpty()
        ? new Report.Line(order.orderId(), List.copyOf(order.standsAt()), ifItMoves, null)
        : stays(order, reasons);
  }

  private Report.Line moved(Order order) {
    return new Report.Line(order.orderId(), List.copyOf(order.standsAt()), Outcome.MOVED, null);
  }

  private Report.Line stays(Order order, String reason) {
    return new Report.Line(order.orderId(), List.copyOf(order.standsAt()), Outcome.STAYS, reason);
  }

  private void report(Order order, Report.Line line) {
    lines.put(order.instanceId(), line);
  }

  private Report.Part part() {
    return new Report.Part(from.name(), plan.newSteps(), List.copyOf(lines.values()));
  }
}
