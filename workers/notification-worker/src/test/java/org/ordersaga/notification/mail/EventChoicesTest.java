package org.ordersaga.notification.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What Camunda Modeler offers as events is what there are letters for. */
class EventChoicesTest {

  private static final Path TEMPLATE =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolve("../../modeler/element-templates/notification.send.json");

  @Test
  void theTemplateOffersEveryEventAndNoOther() throws IOException {
    JsonNode properties = new ObjectMapper().readTree(TEMPLATE.toFile()).get("properties");

    JsonNode choices =
        StreamSupport.stream(properties.spliterator(), false)
            .filter(property -> property.at("/binding/name").asText().equals("notificationEvent"))
            .findFirst()
            .orElseThrow()
            .get("choices");

    assertThat(choices.findValuesAsText("value"))
        .containsExactlyInAnyOrderElementsOf(Stream.of(Event.values()).map(Event::name).toList());
  }
}
