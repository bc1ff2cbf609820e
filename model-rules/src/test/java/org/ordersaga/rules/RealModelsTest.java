package org.ordersaga.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
    assertThat(Models.check(List.of(Models.file(repair())))).isEmpty();
  }

  private static Path repair() {
    return Models.project().resolve("docs/repair/repair-step.bpmn");
  }

  @Test
  void thereIsNoOtherModelInTheProject() throws IOException {
    Set<Path> checked = new TreeSet<>(released());
    checked.addAll(Models.below("process-app/src/main/resources", ".bpmn", ".dmn", ".form"));
    checked.add(repair());
    Set<Path> all = new TreeSet<>();
    Files.walkFileTree(
        Models.project(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.getFileName().toString().matches("target|node_modules|\\..+")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().matches(".*\\.(bpmn|dmn|form)")) {
              all.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(all).isEqualTo(checked);
  }
}
