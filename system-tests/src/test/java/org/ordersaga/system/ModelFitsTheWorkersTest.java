package org.ordersaga.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Association;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the model against the catalogue of steps that the workers' builds derive from their code.
 */
class ModelFitsTheWorkersTest {

  /** How a step is ended from outside; no worker throws these. */
  private static final Set<String> STOPS = Set.of("EXPIRED", "GIVEN_UP", "CANCELLED");

  private static final Map<String, JsonNode> CATALOGUE = new TreeMap<>();

  private static final BpmnModelInstance MODEL =
      Bpmn.readModelFromFile(
          Installation.projectRoot()
              .resolve("process-app/src/main/resources/bpmn/order-process.bpmn")
              .toFile());

  @BeforeAll
  static void readTheCatalogue() throws IOException {
    CATALOGUE.putAll(catalogue());
  }

  /** Every step of every worker, by topic. */
  static Map<String, JsonNode> catalogue() throws IOException {
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

  static Collection<ServiceTask> tasks() {
    return MODEL.getModelElementsByType(ServiceTask.class);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void aWorkerKnowsTheTopic(ServiceTask task) {
    assertThat(CATALOGUE).containsKey(task.getCamundaTopic());
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void whatTheStepMayRefuseIsCaughtAndNothingElse(ServiceTask task) {
    Set<String> caught = new TreeSet<>();
    for (BoundaryEvent event : boundaryEventsOf(task)) {
      for (ErrorEventDefinition error : event.getChildElementsByType(ErrorEventDefinition.class)) {
        caught.add(error.getError().getErrorCode());
      }
    }
    caught.removeAll(STOPS);
    assertThat(caught).isEqualTo(refusals(task.getCamundaTopic()));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void aStepThatGivesUpMakesAnIncidentOrRefusesWithACodeOfItsOwnAndAnUndoMakesAnIncident(
      ServiceTask task) {
    String exhausted =
        task.getExtensionElements().getChildElementsByType(CamundaProperties.class).stream()
            .flatMap(properties -> properties.getCamundaProperties().stream())
            .filter(property -> property.getCamundaName().equals("onRetriesExhausted"))
            .map(CamundaProperty::getCamundaValue)
            .findFirst()
            .orElse("incident");
    if (!exhausted.equals("incident")) {
      assertThat(refusals(task.getCamundaTopic())).contains(exhausted);
      assertThat(CATALOGUE.get(task.getCamundaTopic()).get("undoOf").isNull()).isTrue();
    }
  }

  static Stream<BoundaryEvent> compensations() {
    return MODEL.getModelElementsByType(BoundaryEvent.class).stream()
        .filter(event -> !event.getChildElementsByType(CompensateEventDefinition.class).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("compensations")
  void theHandlerUndoesTheStepThatItHangsOn(BoundaryEvent compensation) {
    List<ServiceTask> handlers =
        MODEL.getModelElementsByType(Association.class).stream()
            .filter(association -> association.getSource().equals(compensation))
            .map(association -> (ServiceTask) association.getTarget())
            .toList();
    assertThat(handlers).hasSize(1);
    String undone = CATALOGUE.get(handlers.get(0).getCamundaTopic()).get("undoOf").asText();
    assertThat(undone).isEqualTo(((ServiceTask) compensation.getAttachedTo()).getCamundaTopic());
  }

  private static List<BoundaryEvent> boundaryEventsOf(ServiceTask task) {
    return MODEL.getModelElementsByType(BoundaryEvent.class).stream()
        .filter(event -> event.getAttachedTo().equals(task))
        .toList();
  }

  private static Set<String> refusals(String topic) {
    Set<String> refusals = new TreeSet<>();
    CATALOGUE.get(topic).get("refusals").forEach(code -> refusals.add(code.asText()));
    return refusals;
  }
}
