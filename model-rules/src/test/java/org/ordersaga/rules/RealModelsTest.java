package org.ordersaga.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RealModelsTest {

  @Test
  void whatIsDeployedAtTheStartKeepsTheRules() {
    assertThat(Models.check(Models.real())).isEmpty();
  }

  static List<Path> released() {
    return Models.below("process-app/src/main/released", ".bpmn");
  }

  @ParameterizedTest
  @MethodSource("released")
  void aReleasedModelKeepsTheRules(Path file) {
    assertThat(Models.check(List.of(Models.file(file)))).isEmpty();
  }

  @Test
  void theModelOfTheRepairKeepsTheRules() {
    Path file = Models.project().resolve("docs/repair/repair-step.bpmn");
    assertThat(Models.check(List.of(Models.file(file)))).isEmpty();
  }
}
