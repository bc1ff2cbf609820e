package org.ordersaga.modeltool.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.ordersaga.modeltool.engine.CannotLook;
import org.ordersaga.modeltool.engine.Definition;
import org.ordersaga.modeltool.engine.Definitions;
import org.ordersaga.modeltool.engine.EngineRest;

/**
 * The engine's own plan from one version to another, without the places at which an order stays. As
 * the plan has no instruction for them, the engine refuses an order that comes to such a place
 * between the look and the move.
 */
final class Plan {

  private final Steps source;
  private final Steps target;
  private final JsonNode json;
  private final Set<String> moving = new LinkedHashSet<>();

  private Plan(Steps source, Steps target, JsonNode generated) {
    this.source = source;
    this.target = target;
    ObjectNode plan = generated.deepCopy();
    ArrayNode instructions = plan.putArray("instructions");
    for (JsonNode instruction : generated.path("instructions")) {
      String from = instruction.path("sourceActivityIds").path(0).asText();
      if (mayMove(from)) {
        moving.add(from);
        instructions.add(instruction);
      }
    }
    this.json = plan;
  }

  /**
   * Has the engine make the plan.
   *
   * @throws CannotLook when there is none
   */
  static Plan of(Definition from, Definition to, Definitions definitions, EngineRest engine) {
    // No event trigger is updated: the timer of the reminders would begin anew, and with it the
    // count of what it still has to repeat.
    JsonNode generated =
        engine.ask(
            "/migration/generate",
            Map.of(
                "sourceProcessDefinitionId", from.id(),
                "targetProcessDefinitionId", to.id(),
                "updateEventTriggers", false));
    Plan plan =
        new Plan(new Steps(definitions.model(from)), new Steps(definitions.model(to)), generated);
    plan.check(engine);
    return plan;
  }

  private void check(EngineRest engine) {
    JsonNode report = engine.ask("/migration/validate", json);
    JsonNode failures = report.path("instructionReports");
    if (!failures.isEmpty()) {
      throw new CannotLook(
          "The engine refuses the plan: "
              + StreamSupport.stream(failures.spliterator(), false)
                  .map(
                      failure ->
                          failure.at("/instruction/sourceActivityIds/0").asText()
                              + ": "
                              + failure.at("/failures/0").asText())
                  .collect(Collectors.joining("; "))
              + ".");
    }
  }

  JsonNode json() {
    return json;
  }

  private boolean mayMove(String activityId) {
    return source
        .find(activityId)
        .filter(node -> Steps.isUndoing(node) || topicChanges(node))
        .isEmpty();
  }

  private boolean topicChanges(FlowNode node) {
    return target
        .find(node.getId())
        .filter(other -> !Steps.topic(node).equals(Steps.topic(other)))
        .isPresent();
  }

  /** Why an order that stands there stays; empty if it can move. */
  Optional<String> reasonToStay(String activityId) {
    return moving.contains(activityId)
        ? Optional.empty()
        : Optional.of(
            source
                .find(activityId)
                .map(this::reason)
                .orElse("it stands at " + activityId + ", which its own model does not have"));
  }

  private String reason(FlowNode node) {
    String name = Steps.name(node);
    if (Steps.isUndoing(node)) {
      return "it is being undone, at %s: what has begun to be undone is finished by the version that did it"
          .formatted(name);
    }
    Optional<FlowNode> other = target.find(node.getId());
    if (other.isEmpty()) {
      return "it stands at %s, and the other model has no element with the id %s"
          .formatted(name, node.getId());
    }
    if (topicChanges(node)) {
      return "its task at %s waits for the topic %s, and the other model says %s"
          .formatted(name, topic(node), topic(other.get()));
    }
    return "it stands at %s, and the engine cannot move an order from there".formatted(name);
  }

  private static String topic(FlowNode node) {
    return Steps.topic(node).orElse("none");
  }

  /** Steps that only the other version has: an order that stands before them will meet them. */
  List<String> newSteps() {
    return target.all().stream()
        .filter(node -> node instanceof Activity)
        .map(FlowNode::getId)
        .filter(id -> source.find(id).isEmpty())
        .sorted()
        .toList();
  }
}
