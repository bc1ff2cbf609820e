package org.ordersaga.process.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is true of this model besides what every model must keep: that is watched by the module
 * model-rules.
 */
class OrderProcessModelTest {

  private static final BpmnModelInstance MODEL = ModelEngine.model();

  private static final Set<String> NOTIFICATIONS =
      Set.of("CONFIRMED", "REJECTED", "CANCELLED", "DELIVERED", "REMINDER", "CANCELLATION_REFUSED");

  static Collection<ServiceTask> serviceTasks() {
    return MODEL.getModelElementsByType(ServiceTask.class);
  }

  @Test
  void anOrderHasADeadlineAndItsHistoryIsKeptForHalfAYear() {
    assertThat(process().getId()).isEqualTo("order-process");
    assertThat(process().getCamundaHistoryTimeToLiveString()).isEqualTo("P180D");
    assertThat(properties(process())).containsKey("orderDeadline");
  }

  @Test
  void everythingStandsOnTheProcessLevel() {
    assertThat(MODEL.getModelElementsByType(FlowElement.class))
        .allSatisfy(element -> assertThat(element.getParentElement()).isEqualTo(process()));
  }

  @ParameterizedTest
  @MethodSource("serviceTasks")
  void everyServiceTaskSaysAllThatAWorkerCanBeTold(ServiceTask task) {
    assertThat(properties(task))
        .containsOnlyKeys(
            "retryCycle", "onRetriesExhausted", "maxDeliveries", "lockDuration", "warnAfter");
  }

  @Test
  void operatorsAreWarnedWhenHalfOfTheTimeForAReviewIsOver() {
    UserTask review = MODEL.getModelElementById("ReviewOrder");
    BoundaryEvent expired = MODEL.getModelElementById("ReviewExpired");
    assertThat(expired.getAttachedTo()).isEqualTo(review);
    TimerEventDefinition timer =
        (TimerEventDefinition) expired.getEventDefinitions().iterator().next();

    Duration longest = Duration.parse(timer.getTimeDuration().getTextContent());
    assertThat(properties(review)).containsOnlyKeys("warnAfter");
    assertThat(Duration.parse(properties(review).get("warnAfter"))).isEqualTo(longest.dividedBy(2));
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
  void theUndoChainBeginsWithTheOneStepBehindThePivotThatIsUndoneToo() {
    FlowNode first = MODEL.getModelElementById("UndoCommit");
    assertThat(first.getChildElementsByType(CompensateEventDefinition.class))
        .singleElement()
        .extracting(definition -> definition.getActivity().getId())
        .isEqualTo("CommitInventory");
    assertThat(first.getPreviousNodes().list())
        .extracting(FlowNode::getId)
        .containsExactly("UndoBegins");
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
  void idsAreWrittenAlikeAndAFlowIsCalledAfterWhereItBegins() {
    assertThat(MODEL.getModelElementsByType(FlowElement.class))
        .isNotEmpty()
        .allSatisfy(
            element -> {
              if (element instanceof SequenceFlow flow) {
                assertThat(flow.getId()).startsWith(flow.getSource().getId());
              } else {
                assertThat(element.getId()).matches("([A-Z][a-z]+)+");
              }
            });
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
        .as("not in docs/order-process.svg: run \"npm run picture\" in modeler/")
        .isEmpty();
    assertThat(shown)
        .allSatisfy(
            id -> assertThat((BaseElement) MODEL.getModelElementById(id)).as(id).isNotNull());
  }

  private static Process process() {
    return MODEL.getModelElementsByType(Process.class).iterator().next();
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
