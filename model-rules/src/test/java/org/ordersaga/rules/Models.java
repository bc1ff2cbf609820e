package org.ordersaga.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.di.DiagramElement;

/** The models of the project, and changed ones. */
final class Models {

  private static final ModelRules RULES = new ModelRules(catalogue());

  private Models() {}

  private static StepCatalogue catalogue() {
    try {
      return StepCatalogue.fromClassPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path project() {
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
  }

  static ModelFile file(Path path) {
    try {
      return new ModelFile(path.getFileName().toString(), Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelFile file(String name, String content) {
    return new ModelFile(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The files of that kind below a folder of the project, ordered by name. */
  static List<Path> below(String folder, String... suffixes) {
    try (Stream<Path> files = Files.walk(project().resolve(folder))) {
      return files
          .filter(file -> Stream.of(suffixes).anyMatch(file.toString()::endsWith))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is deployed at the start: the real model with all that belongs to it. */
  static List<ModelFile> real() {
    return below("process-app/src/main/resources", ".bpmn", ".dmn", ".form").stream()
        .map(Models::file)
        .toList();
  }

  /** The real model's text. */
  static String orderProcess() {
    return real().stream()
        .filter(file -> file.name().equals("order-process.bpmn"))
        .map(file -> new String(file.content(), StandardCharsets.UTF_8))
        .findFirst()
        .orElseThrow();
  }

  static List<Violation> check(Collection<ModelFile> files) {
    return RULES.check(files);
  }

  /** Checks one more file together with the real deployment. */
  static List<Violation> check(String name, String content) {
    List<ModelFile> files = new ArrayList<>(real());
    files.removeIf(file -> file.name().equals(name));
    files.add(file(name, content));
    return RULES.check(files);
  }

  /** Checks the real deployment with another text of the order process. */
  static List<Violation> checkOrderProcess(String model) {
    return check("order-process.bpmn", model);
  }

  /** Replaces a text that must be there. */
  static String replace(String model, String old, String changed) {
    assertThat(model).contains(old);
    return model.replace(old, changed);
  }

  /** Takes elements out of a model, with their flows and their shapes. */
  static String without(String model, String... ids) {
    BpmnModelInstance instance =
        Bpmn.readModelFromStream(new ByteArrayInputStream(model.getBytes(StandardCharsets.UTF_8)));
    for (String id : ids) {
      BaseElement element = instance.getModelElementById(id);
      assertThat(element).as(id).isNotNull();
      if (element instanceof FlowNode node) {
        List.copyOf(node.getIncoming()).forEach(Models::remove);
        List.copyOf(node.getOutgoing()).forEach(Models::remove);
      }
      remove(element);
    }
    return Bpmn.convertToString(instance);
  }

  private static void remove(BaseElement element) {
    if (element.getDiagramElement() != null) {
      DiagramElement shape = element.getDiagramElement();
      shape.getParentElement().removeChildElement(shape);
    }
    element.getParentElement().removeChildElement(element);
  }
}
