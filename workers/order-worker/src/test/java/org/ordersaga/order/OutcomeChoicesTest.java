package org.ordersaga.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What Camunda Modeler offers as outcomes is what an order may be closed with. */
class OutcomeChoicesTest {

  private static final Path TEMPLATE =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolve("../../modeler/element-templates/order.close.json");

  @Test
  void theTemplateOffersEveryStatusThatClosesAnOrderAndNoOther() throws IOException {
    JsonNode properties = new ObjectMapper().readTree(TEMPLATE.toFile()).get("properties");

    JsonNode choices =
        StreamSupport.stream(properties.spliterator(), false)
            .filter(property -> property.at("/binding/name").asText().equals("outcome"))
            .findFirst()
            .orElseThrow()
            .get("choices");

    assertThat(choices.findValuesAsText("value"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(OrderStatus.values())
                .filter(OrderStatus::closes)
                .map(OrderStatus::name)
                .toList());
  }
}
