package org.ordersaga.process.stop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds Camunda Modeler's template of the process against what is obeyed as a deadline. */
class DeadlineTemplateTest {

  private static Pattern pattern;

  @BeforeAll
  static void readTheTemplate() throws IOException {
    Path template =
        Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolveSibling("modeler/element-templates/order-process.json");
    for (JsonNode property : new ObjectMapper().readTree(template.toFile()).get("properties")) {
      if (property.at("/binding/name").asText().equals("orderDeadline")) {
        pattern = Pattern.compile(property.at("/constraints/pattern/value").asText());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PT1S", "PT2H", "P1D", "P1DT12H30M", "P364DT23H59M59S", "P365D", "PT999H"})
  void whatTheTemplateLetsThroughIsObeyed(String value) {
    assertThat(pattern.matcher(value).find()).isTrue();
    assertThat(OrderDeadline.parsed(value)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "P", "PT", "1h", "-PT1H", "P366D", "P365DT1S", "PT99999H", "P1M"})
  void whatWouldLeaveOrdersWithoutADeadlineTheTemplateRefuses(String value) {
    assertThat(pattern.matcher(value).find()).isFalse();
  }
}
