package org.ordersaga.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds Camunda Modeler's element templates against what a worker obeys. */
class ElementTemplatesTest {

  private static final Path TEMPLATES =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolve("../../modeler/element-templates");

  /** Those that are no step's. */
  private static final Set<String> OTHERS = Set.of("order-process.json", "user-task.json");

  /** What the values of the properties are made of, and what they are mistaken for. */
  private static final List<String> PIECES =
      List.of("P", "T", "PT", "0", "1", "25", "D", "H", "S", "R2/", "R0/", ",", ", ", "-", ".");

  private static final int LONGEST = 5;

  record Template(String topic, JsonNode properties) {

    @Override
    public String toString() {
      return topic;
    }

    Map<String, JsonNode> stepProperties() {
      return StreamSupport.stream(properties.spliterator(), false)
          .filter(property -> "camunda:property".equals(type(property)))
          .collect(Collectors.toMap(property -> property.at("/binding/name").asText(), p -> p));
    }

    List<String> refusals() {
      return stepProperties()
          .get(StepPolicy.ON_RETRIES_EXHAUSTED)
          .get("choices")
          .findValuesAsText("value")
          .stream()
          .filter(choice -> !choice.equals("incident"))
          .toList();
    }

    private static String type(JsonNode property) {
      return property.at("/binding/type").asText();
    }
  }

  static Stream<Template> templates() throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (Stream<Path> files = Files.list(TEMPLATES)) {
      List<Template> templates =
          files
              .filter(file -> !OTHERS.contains(file.getFileName().toString()))
              .map(file -> read(json, file))
              .toList();
      assertThat(templates).isNotEmpty();
      return templates.stream();
    }
  }

  private static Template read(ObjectMapper json, Path file) {
    try {
      return new Template(
          file.getFileName().toString(), json.readTree(file.toFile()).get("properties"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void aStepHasThePropertiesThatAWorkerReadsAndNoOthers(Template template) {
    assertThat(template.stepProperties().keySet())
        .containsExactlyInAnyOrder(
            StepPolicy.RETRY_CYCLE,
            StepPolicy.ON_RETRIES_EXHAUSTED,
            StepPolicy.MAX_DELIVERIES,
            StepPolicy.LOCK_DURATION,
            StepPolicy.WARN_AFTER);
  }

  @ParameterizedTest
  @MethodSource("templates")
  void whatATemplateFillsInIsObeyed(Template template) {
    template
        .stepProperties()
        .forEach(
            (name, property) ->
                assertThatCode(
                        () -> policy(name, property.get("value").asText(), template.refusals()))
                    .doesNotThrowAnyException());
  }

  /** The other way round is not promised: a worker also obeys PT0.5S, or a lower-case pt5s. */
  @Test
  void whatATemplateLetsThroughIsObeyed() throws IOException {
    Map<String, List<Pattern>> patterns =
        templates()
            .flatMap(template -> template.stepProperties().entrySet().stream())
            .filter(property -> property.getValue().at("/constraints/pattern").isObject())
            .map(property -> Map.entry(property.getKey(), pattern(property.getValue())))
            .distinct()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(
                        entry -> Pattern.compile(entry.getValue()), Collectors.toList())));
    assertThat(patterns).hasSize(4);

    Stream<String> values = Stream.of("");
    for (int length = 1; length <= LONGEST; length++) {
      values = values.flatMap(head -> PIECES.stream().map(head::concat)).distinct();
      List<String> all = values.toList();
      patterns.forEach(
          (name, each) ->
              all.stream()
                  .filter(value -> each.stream().anyMatch(p -> p.matcher(value).find()))
                  .forEach(
                      value ->
                          assertThatCode(() -> policy(name, value, List.of()))
                              .as("%s %s", name, value)
                              .doesNotThrowAnyException()));
      values = all.stream();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "retryCycle, 'PT1S,PT2S, PT4S', true",
    "retryCycle, R5/PT10S, true",
    "retryCycle, R0/PT1S, true",
    "retryCycle, P1DT12H, true",
    "retryCycle, 'R5/PT10S,PT1S', false",
    "retryCycle, 5s, false",
    "retryCycle, PT, false",
    "maxDeliveries, 10, true",
    "maxDeliveries, 0, false",
    "maxDeliveries, -1, false",
    "lockDuration, PT1M30S, true",
    "lockDuration, PT0S, false",
    "warnAfter, P1D, true",
    "warnAfter, 10m, false",
  })
  void everyTemplateTellsGoodValuesFromBadOnes(String name, String value, boolean good)
      throws IOException {
    assertThat(templates())
        .allSatisfy(
            template -> {
              Pattern pattern = Pattern.compile(pattern(template.stepProperties().get(name)));
              assertThat(pattern.matcher(value).find()).isEqualTo(good);
            });
  }

  private static String pattern(JsonNode property) {
    return property.at("/constraints/pattern/value").asText();
  }

  private static StepPolicy policy(String name, String value, List<String> refusals)
      throws StepPolicy.MalformedException {
    return StepPolicy.of(Map.of(name, value), refusals, Duration.ofSeconds(30));
  }
}
