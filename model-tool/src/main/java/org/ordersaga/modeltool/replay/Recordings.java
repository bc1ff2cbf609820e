package org.ordersaga.modeltool.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ordersaga.modeltool.engine.Definition;
import org.ordersaga.modeltool.engine.Definitions;
import org.ordersaga.modeltool.engine.EngineRest;

/** Reads from the engine's history what happened to finished orders. */
final class Recordings {

  /** More than lies between the end of an element and the mapping of its outputs. */
  private static final Duration MAPPING_TIME = Duration.ofSeconds(1);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

  private final EngineRest engine;
  private final Definitions definitions;
  private final Map<String, Drawing> drawings = new HashMap<>();
  private final Set<String> moved = new HashSet<>();

  Recordings(EngineRest engine) {
    this.engine = engine;
    this.definitions = new Definitions(engine);
    engine.pages(
        "/history/user-operation?processDefinitionKey="
            + Definitions.PROCESS
            + "&operationType=ModifyProcessInstance&sortBy=timestamp&sortOrder=asc",
        operation -> moved.add(operation.path("processInstanceId").asText()));
  }

  /** The orders that ended last, the newest first, as the engine tells them. */
  JsonNode last(int most) {
    return engine.get(
        "/history/process-instance?finished=true&processDefinitionKey="
            + Definitions.PROCESS
            + "&sortBy=endTime&sortOrder=desc&maxResults="
            + most);
  }

  static String orderId(JsonNode order) {
    return order.path("businessKey").asText();
  }

  /**
   * Reads one of them.
   *
   * @throws CannotReplay when it cannot be replayed
   */
  Recording read(JsonNode order) {
    String id = order.path("id").asText();
    if (!"COMPLETED".equals(order.path("state").asText())) {
      throw new CannotReplay("it was deleted before its end");
    }
    if (moved.contains(id)) {
      throw new CannotReplay("an operator moved it by hand");
    }
    return new Reader(order).read(id);
  }

  private Drawing drawing(String definitionId) {
    return drawings.computeIfAbsent(
        definitionId, id -> new Drawing(definitions.model(new Definition(id, 0, ""))));
  }

  private static Date time(JsonNode at) {
    return Date.from(OffsetDateTime.parse(at.asText(), TIME).toInstant());
  }

  private JsonNode list(String what, String instanceId, Map<String, Object> filter, String... by) {
    Map<String, Object> query = new HashMap<>(filter);
    query.put("processInstanceId", instanceId);
    query.put(
        "sorting",
        List.of(by).stream().map(key -> Map.of("sortBy", key, "sortOrder", "asc")).toList());
    return engine.ask("/history/" + what, query);
  }

  /** An element that the order came to. */
  private record Visit(
      String id,
      String activityId,
      String type,
      Date start,
      Date end,
      boolean canceled,
      Drawing drawing) {}

  /** A value that a variable of the whole order got. */
  private record Change(String visitId, boolean initial, String name, Object value, Date time) {}

  private final class Reader {

    private final JsonNode order;
    private final List<Visit> visits = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final Set<String> usedBoundaries = new HashSet<>();

    Reader(JsonNode order) {
      this.order = order;
    }

    Recording read(String id) {
      list("activity-instance", id, Map.of(), "startTime", "occurrence")
          .forEach(visit -> visits.add(visit(visit)));
      list("detail", id, Map.of("variableUpdates", true), "time", "occurrence")
          .forEach(
              detail -> {
                if (id.equals(detail.path("executionId").asText())) {
                  changes.add(change(detail));
                }
              });
      Set<Drawing> all = new HashSet<>();
      visits.forEach(visit -> all.add(visit.drawing()));
      return new Recording(
          orderId(order),
          time(order.path("startTime")),
          start(id),
          tasks(),
          events(id),
          way(),
          all);
    }

    private Visit visit(JsonNode visit) {
      return new Visit(
          visit.path("id").asText(),
          visit.path("activityId").asText(),
          visit.path("activityType").asText(),
          time(visit.path("startTime")),
          time(visit.path("endTime")),
          visit.path("canceled").asBoolean(),
          drawing(visit.path("processDefinitionId").asText()));
    }

    private Change change(JsonNode detail) {
      return new Change(
          detail.path("activityInstanceId").asText(),
          detail.path("initial").asBoolean(),
          detail.path("variableName").asText(),
          value(detail),
          time(detail.path("time")));
    }

    private static Object value(JsonNode detail) {
      JsonNode value = detail.path("value");
      if (value.isNull() || value.isMissingNode()) {
        return null;
      }
      return switch (detail.path("variableType").asText()) {
        case "String", "Json", "Xml" -> value.asText();
        case "Boolean" -> value.asBoolean();
        case "Integer" -> value.intValue();
        case "Short" -> (short) value.intValue();
        case "Long" -> value.longValue();
        case "Double" -> value.doubleValue();
        case "Date" -> time(value);
        default ->
            throw new CannotReplay(
                "its variable %s is of the type %s"
                    .formatted(
                        detail.path("variableName").asText(),
                        detail.path("variableType").asText()));
      };
    }

    private Map<String, Object> start(String id) {
      Set<String> startEvents = new HashSet<>();
      visits.stream()
          .filter(visit -> visit.type().endsWith("tartEvent"))
          .forEach(visit -> startEvents.add(visit.id()));
      Map<String, Object> variables = new LinkedHashMap<>();
      changes.stream()
          .filter(change -> change.initial() || startEvents.contains(change.visitId()))
          .forEach(change -> variables.put(change.name(), change.value()));
      return variables;
    }

    private List<Answer> tasks() {
      return visits.stream()
          .filter(
              visit ->
                  visit.drawing().topic(visit.activityId()).isPresent()
                      || visit.type().equals("userTask"))
          .map(this::answer)
          .toList();
    }

    private Answer answer(Visit task) {
      String topic = task.drawing().topic(task.activityId()).orElse(task.activityId());
      if (!task.canceled()) {
        return new Answer(
            Answer.Kind.DONE, task.activityId(), topic, task.end(), null, null, outputs(task));
      }
      Optional<Visit> error = boundary(task, "boundaryError");
      if (error.isEmpty()) {
        return Answer.of(Answer.Kind.INTERRUPTED, task.activityId(), topic, task.end());
      }
      Visit event = error.get();
      usedBoundaries.add(event.id());
      return new Answer(
          Answer.Kind.ERROR,
          task.activityId(),
          topic,
          task.end(),
          event.drawing().errorCode(event.activityId()).orElse(null),
          sentence(task, event),
          Map.of());
    }

    private Optional<Visit> boundary(Visit task, String type) {
      return visits.stream()
          .filter(visit -> visit.type().equals(type) && !usedBoundaries.contains(visit.id()))
          .filter(
              visit ->
                  visit
                      .drawing()
                      .attachedTo(visit.activityId())
                      .filter(task.activityId()::equals)
                      .isPresent())
          .filter(visit -> !visit.start().before(task.start()))
          .min(
              Comparator.comparingLong(
                  visit -> Math.abs(visit.start().getTime() - task.end().getTime())));
    }

    private String sentence(Visit task, Visit event) {
      return event
          .drawing()
          .errorMessageVariable(event.activityId())
          .flatMap(
              name ->
                  changes.stream()
                      .filter(
                          change ->
                              change.name().equals(name)
                                  && (change.visitId().equals(event.id())
                                      || change.visitId().equals(task.id())))
                      .findFirst())
          .map(change -> (String) change.value())
          .orElse(null);
    }

    private Map<String, Object> outputs(Visit task) {
      Set<String> mapped = task.drawing().mapped(task.activityId());
      Map<String, Object> outputs = new LinkedHashMap<>();
      changes.stream()
          .filter(change -> change.visitId().equals(task.id()) && !change.initial())
          .filter(change -> !mapped.contains(change.name()))
          .forEach(change -> outputs.put(change.name(), change.value()));
      return outputs;
    }

    private List<Answer> events(String id) {
      List<Answer> events = new ArrayList<>();
      for (Visit visit : visits) {
        boolean boundary = visit.type().startsWith("boundary");
        Date time = boundary ? visit.start() : visit.end();
        if (boundary || !visit.canceled()) {
          visit
              .drawing()
              .message(visit.activityId())
              .ifPresent(
                  name ->
                      events.add(Answer.of(Answer.Kind.MESSAGE, visit.activityId(), name, time)));
          visit
              .drawing()
              .timer(visit.activityId())
              .ifPresent(
                  text -> events.add(Answer.of(Answer.Kind.TIMER, visit.activityId(), text, time)));
        }
      }
      changes.stream()
          .filter(change -> change.visitId().equals(id) && !change.initial())
          .filter(change -> !isMapped(change))
          .forEach(
              change -> {
                Map<String, Object> value = new HashMap<>();
                value.put(change.name(), change.value());
                events.add(
                    new Answer(
                        Answer.Kind.VARIABLES,
                        id,
                        change.name(),
                        change.time(),
                        null,
                        null,
                        value));
              });
      events.sort(Comparator.comparing(Answer::time));
      return events;
    }

    /**
     * An element's output mapping is drawn: the changed model says what becomes of it. The engine
     * records such a value as one of the whole order, a moment after the element's end.
     */
    private boolean isMapped(Change change) {
      return visits.stream()
          .filter(visit -> visit.drawing().mapped(visit.activityId()).contains(change.name()))
          .map(visit -> Duration.between(visit.end().toInstant(), change.time().toInstant()))
          .anyMatch(late -> late.abs().compareTo(MAPPING_TIME) < 0);
    }

    private Way way() {
      return new Way(
          visits.stream()
              .filter(visit -> !Way.isGateway(visit.type()))
              .map(Visit::activityId)
              .toList(),
          last("outcome"),
          last("failureReason"),
          List.of());
    }

    private String last(String name) {
      return changes.stream()
          .filter(change -> change.name().equals(name))
          .reduce((first, second) -> second)
          .map(change -> (String) change.value())
          .orElse(null);
    }
  }
}
