package org.ordersaga.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds Camunda Modeler's element templates against the catalogue of steps that the workers' builds
 * derive from their code.
 */
class ElementTemplatesFitTheWorkersTest {

  private static final Path TEMPLATES =
      Installation.projectRoot().resolve("modeler/element-templates");

  /** The templates that are no step's. */
  private static final Set<String> OTHERS = Set.of("order-process.json", "user-task.json");

  @Test
  void everyStepHasATemplateAndNoTemplateIsLeftOfAStepThatIsGone() throws IOException {
    try (Stream<Path> files = Files.list(TEMPLATES)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(f -> !OTHERS.contains(f)))
          .containsExactlyInAnyOrderElementsOf(
              catalogue().keySet().stream().map(topic -> topic + ".json").toList());
    }
  }

  /** Every step of every worker, by topic. */
  private static Map<String, JsonNode> catalogue() throws IOException {
    Map<String, JsonNode> catalogue = new TreeMap<>();
    Path workers = Installation.projectRoot().resolve("workers");
    String steps = "target/classes/META-INF/order-saga/steps";
    for (String worker : List.of("order", "inventory", "payment", "shipping", "notification")) {
      Path file =
          workers.resolve(worker + "-worker").resolve(steps).resolve(worker + "-worker.json");
      for (JsonNode step : new ObjectMapper().readTree(Files.readString(file))) {
        catalogue.put(step.get("topic").asText(), step);
      }
    }
    return catalogue;
  }

  static Collection<JsonNode> steps() throws IOException {
    return catalogue().values();
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aTemplateFixesTheTopicThatItIsNamedAfter(JsonNode step) throws IOException {
    String topic = step.get("topic").asText();
    JsonNode template = template(topic);

    assertThat(template.get("id").asText()).isEqualTo("org.ordersaga." + topic);
    JsonNode fixed = property(template, "camunda:topic");
    assertThat(fixed.get("type").asText()).isEqualTo("Hidden");
    assertThat(fixed.get("value").asText()).isEqualTo(topic);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aStepMayGiveUpWithItsOwnRefusalsOrAnIncidentAndAnUndoWithAnIncidentOnly(JsonNode step)
      throws IOException {
    List<String> expected = new ArrayList<>(List.of("incident"));
    if (step.get("undoOf").isNull()) {
      step.get("refusals").forEach(code -> expected.add(code.asText()));
    }

    JsonNode choices =
        property(template(step.get("topic").asText()), "onRetriesExhausted").get("choices");

    assertThat(choices.findValuesAsText("value")).containsExactlyInAnyOrderElementsOf(expected);
  }

  static Stream<Path> templates() throws IOException {
    try (Stream<Path> files = Files.list(TEMPLATES)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void everyValueHasALabelADescriptionAndACheck(Path file) throws IOException {
    for (JsonNode property : new ObjectMapper().readTree(file.toFile()).get("properties")) {
      if (!property.get("type").asText().equals("Hidden")) {
        assertThat(property.path("label").asText()).isNotBlank();
        assertThat(property.path("description").asText()).as("%s", property).isNotBlank();
        assertThat(property.has("choices") || property.at("/constraints/pattern").isObject())
            .as("%s is checked", property)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("steps")
  void whatATemplateSetsAsAnInputTheStepReads(JsonNode step) throws IOException {
    List<String> inputs = step.get("inputs").findValuesAsText("name");
    for (JsonNode property : template(step.get("topic").asText()).get("properties")) {
      if (property.at("/binding/type").asText().equals("camunda:inputParameter")) {
        assertThat(inputs).contains(property.at("/binding/name").asText());
      }
    }
  }

  private static JsonNode template(String topic) throws IOException {
    return new ObjectMapper().readTree(TEMPLATES.resolve(topic + ".json").toFile());
  }

  private static JsonNode property(JsonNode template, String name) {
    return StreamSupport.stream(template.get("properties").spliterator(), false)
        .filter(property -> property.at("/binding/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
