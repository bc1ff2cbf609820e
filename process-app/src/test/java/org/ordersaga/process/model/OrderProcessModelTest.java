package org.ordersaga.process.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Association;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every element of the model must have, read from the model without an engine. */
class OrderProcessModelTest {

  private static final BpmnModelInstance MODEL = ModelEngine.model();

  private static final Set<String> NOTIFICATIONS =
      Set.of("CONFIRMED", "REJECTED", "CANCELLED", "DELIVERED", "REMINDER", "CANCELLATION_REFUSED");

  private static final Set<String> STOPS = Set.of("EXPIRED", "GIVEN_UP", "CANCELLED");

  /** The pivot and what comes before it can be ended from outside. */
  private static final Set<String> STOPPABLE =
      Set.of("CreateOrder", "ReserveInventory", "ReviewOrder", "ChargePayment", "BookShipment");

  private static final Pattern RETRY_CYCLE = Pattern.compile("(?:R\\d+/)?(\\S+)");

  /** Which topic undoes which step in the undo chain. */
  private static final Map<String, String> UNDONE_BY =
      Map.of(
          "ReserveInventory", "inventory.release",
          "ChargePayment", "payment.refund",
          "CommitInventory", "inventory.uncommit");

  static Collection<ServiceTask> serviceTasks() {
    return MODEL.getModelElementsByType(ServiceTask.class);
  }

  @Test
  void theProcessIsReadyToBeDeployed() {
    Process process = process();
    assertThat(process.getId()).isEqualTo("order-process");
    assertThat(process.isExecutable()).isTrue();
    assertThat(process.getCamundaVersionTag()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(process.getCamundaHistoryTimeToLiveString()).isEqualTo("P180D");
    Map<String, String> properties = properties(process);
    assertThat(Duration.parse(properties.get("orderDeadline"))).isPositive();
    assertThat((BaseElement) MODEL.getModelElementById(properties.get("pivot")))
        .isInstanceOf(ServiceTask.class);
  }

  @Test
  void everythingStandsOnTheProcessLevelAndNoTaskRunsCodeOfTheModel() {
    assertThat(MODEL.getModelElementsByType(FlowElement.class))
        .allSatisfy(element -> assertThat(element.getParentElement()).isEqualTo(process()));
    assertThat(MODEL.getModelElementsByType(Task.class))
        .allSatisfy(
            task ->
                assertThat(task)
                    .isInstanceOfAny(
                        ServiceTask.class,
                        ReceiveTask.class,
                        BusinessRuleTask.class,
                        UserTask.class));
  }

  @ParameterizedTest
  @MethodSource("serviceTasks")
  void everyServiceTaskHasPropertiesThatAWorkerCanObey(ServiceTask task) {
    assertThat(task.getCamundaType()).isEqualTo("external");
    Map<String, String> properties = properties(task);
    assertThat(properties)
        .containsOnlyKeys(
            "retryCycle", "onRetriesExhausted", "maxDeliveries", "lockDuration", "warnAfter");
    Matcher cycle = RETRY_CYCLE.matcher(properties.get("retryCycle"));
    assertThat(cycle.matches()).isTrue();
    assertThat(cycle.group(1).split(","))
        .allSatisfy(wait -> assertThat(Duration.parse(wait)).isPositive());
    assertThat(Integer.parseInt(properties.get("maxDeliveries"))).isPositive();
    assertThat(Duration.parse(properties.get("lockDuration"))).isPositive();
    assertThat(Duration.parse(properties.get("warnAfter"))).isPositive();
  }

  static Stream<Task> tasksOfWorkersAndPersons() {
    return MODEL.getModelElementsByType(Task.class).stream()
        .filter(task -> task instanceof ServiceTask || task instanceof UserTask);
  }

  @ParameterizedTest
  @MethodSource("tasksOfWorkersAndPersons")
  void everyStepUpToThePivotCanBeStoppedFromOutsideAndNoOther(Task task) {
    Set<String> codes =
        boundaryEventsOf(task)
            .flatMap(event -> event.getEventDefinitions().stream())
            .filter(ErrorEventDefinition.class::isInstance)
            .map(definition -> ((ErrorEventDefinition) definition).getError().getErrorCode())
            .collect(Collectors.toSet());
    codes.retainAll(STOPS);
    assertThat(codes)
        .as("stops drawn at %s", task.getId())
        .isEqualTo(STOPPABLE.contains(task.getId()) ? STOPS : Set.of());
  }

  @Test
  void everyRefusalKeepsItsReasonButTheOneThatRejectsNoOrder() {
    assertThat(MODEL.getModelElementsByType(ErrorEventDefinition.class))
        .allSatisfy(
            definition -> {
              boolean rejects =
                  !definition.getError().getErrorCode().equals("SHIPMENT_NOT_CANCELLABLE");
              assertThat(definition.getCamundaErrorCodeVariable())
                  .isEqualTo(rejects ? "failureReason" : null);
              assertThat(definition.getCamundaErrorMessageVariable())
                  .isEqualTo(rejects ? "failureMessage" : null);
            });
  }

  @Test
  void everyStepThatIsUndoneHasOneHandlerOfTheRightTopicAndOneThrowInReverseOrder() {
    Map<String, String> handlers = new TreeMap<>();
    for (BoundaryEvent event : MODEL.getModelElementsByType(BoundaryEvent.class)) {
      if (event.getEventDefinitions().iterator().next() instanceof CompensateEventDefinition) {
        List<ServiceTask> tasks =
            MODEL.getModelElementsByType(Association.class).stream()
                .filter(association -> association.getSource().equals(event))
                .map(association -> (ServiceTask) association.getTarget())
                .toList();
        assertThat(tasks).singleElement().matches(ServiceTask::isForCompensation);
        handlers.put(event.getAttachedTo().getId(), tasks.get(0).getCamundaTopic());
      }
    }
    assertThat(handlers).isEqualTo(new TreeMap<>(UNDONE_BY));

    FlowNode node = MODEL.getModelElementById("UndoCommit");
    for (String undone : List.of("CommitInventory", "ChargePayment", "ReserveInventory")) {
      assertThat(node.getChildElementsByType(CompensateEventDefinition.class))
          .singleElement()
          .extracting(definition -> definition.getActivity().getId())
          .isEqualTo(undone);
      node = node.getSucceedingNodes().singleResult();
    }
  }

  @Test
  void everyNotificationNamesItsEvent() {
    Set<String> events = new TreeSet<>();
    for (ServiceTask task : serviceTasks()) {
      if (task.getCamundaTopic().equals("notification.send")) {
        events.add(
            task.getExtensionElements().getElements().stream()
                .flatMap(
                    element -> element.getChildElementsByType(CamundaInputParameter.class).stream())
                .filter(input -> input.getCamundaName().equals("notificationEvent"))
                .map(input -> input.getTextContent().strip())
                .findFirst()
                .orElse("none at " + task.getId()));
      }
    }
    assertThat(events).isEqualTo(new TreeSet<>(NOTIFICATIONS));
  }

  @Test
  void everyElementHasASpeakingIdAndItsPlaceInTheDiagram() {
    Set<BaseElement> drawn =
        Stream.concat(
                MODEL.getModelElementsByType(BpmnShape.class).stream()
                    .map(BpmnShape::getBpmnElement),
                MODEL.getModelElementsByType(BpmnEdge.class).stream().map(BpmnEdge::getBpmnElement))
            .collect(Collectors.toSet());
    assertThat(MODEL.getModelElementsByType(FlowElement.class))
        .isNotEmpty()
        .allSatisfy(
            element -> {
              assertThat(drawn).contains(element);
              assertThat(element.getId()).doesNotMatch("(?i).*_[0-9a-z]*[0-9][0-9a-z]*");
              if (element instanceof SequenceFlow flow) {
                assertThat(flow.getId()).startsWith(flow.getSource().getId());
              } else {
                assertThat(element.getId()).matches("([A-Z][a-z]+)+");
              }
            });
    assertThat(drawn).containsAll(MODEL.getModelElementsByType(Association.class));
  }

  @Test
  void thePictureInTheDocsShowsThisModel() throws IOException {
    String picture =
        Files.readString(
            Path.of(System.getProperty("basedir", ""))
                .toAbsolutePath()
                .resolveSibling("docs/order-process.svg"));
    Set<String> shown =
        Pattern.compile("data-element-id=\"([^\"]+)\"")
            .matcher(picture)
            .results()
            .map(match -> match.group(1).replaceFirst("_label$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing =
        MODEL.getModelElementsByType(FlowElement.class).stream()
            .map(BaseElement::getId)
            .collect(Collectors.toCollection(TreeSet::new));
    missing.removeAll(shown);
    assertThat(missing)
        .as("not in docs/order-process.svg: save the model as SVG in Camunda Modeler")
        .isEmpty();
    assertThat(shown)
        .allSatisfy(
            id -> assertThat((BaseElement) MODEL.getModelElementById(id)).as(id).isNotNull());
  }

  private static Process process() {
    return MODEL.getModelElementsByType(Process.class).iterator().next();
  }

  private static Stream<BoundaryEvent> boundaryEventsOf(Task task) {
    return MODEL.getModelElementsByType(BoundaryEvent.class).stream()
        .filter(event -> event.getAttachedTo().equals(task));
  }

  private static Map<String, String> properties(BaseElement element) {
    return element
        .getExtensionElements()
        .getElementsQuery()
        .filterByType(CamundaProperties.class)
        .singleResult()
        .getCamundaProperties()
        .stream()
        .collect(
            Collectors.toMap(CamundaProperty::getCamundaName, CamundaProperty::getCamundaValue));
  }
}
