package org.ordersaga.modeltool.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.externaltask.ExternalTask;
import org.camunda.bpm.engine.runtime.EventSubscription;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ordersaga.modeltool.EngineTest;
import org.ordersaga.modeltool.Run;
import org.ordersaga.modeltool.Shop;
import org.springframework.beans.factory.annotation.Autowired;

/** One order in each state in which an order can wait, all on the last released model, is moved. */
@EngineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrateWaitStatesTest {

  private static final List<String> STEPS =
      List.of(
          "CreateOrder",
          "ReserveInventory",
          "ChargePayment",
          "BookShipment",
          "CommitInventory",
          "ConfirmOrder");

  private static final Set<String> BEFORE_THE_NEW_STEP = Set.of("CreateOrder", "ReserveInventory");

  @Autowired private Shop shop;

  private final Map<String, String> orders = new LinkedHashMap<>();
  private final Map<String, String> before = new HashMap<>();
  private String oldDefinition;
  private String newDefinition;
  private Run dryRun;
  private Map<String, String> afterDryRun;
  private Run run;

  @BeforeAll
  void migrate() {
    oldDefinition = Models.deploy(shop, Models.released());
    states().forEach(state -> orders.put(state, bring(state)));
    newDefinition = Models.deploy(shop, Models.current());
    orders.forEach((state, order) -> before.put(state, snapshot(order)));
    dryRun = Run.on(shop.url(), "migrate", "--from", "1.0.0", "--dry-run", "--json");
    afterDryRun = orders.values().stream().collect(Collectors.toMap(o -> o, this::definition));
    run = Run.on(shop.url(), "migrate", "--json");
  }

  static Stream<String> states() {
    return Stream.concat(moving(), undoing());
  }

  static Stream<String> moving() {
    Stream<String> steps =
        Stream.concat(STEPS.stream(), Stream.of("CompleteOrder", "CancelShipment"))
            .flatMap(
                step ->
                    Stream.of("waiting", "locked", "in a pause", "in an incident")
                        .map(how -> step + " " + how));
    return Stream.concat(
        steps,
        Stream.of(
            "WaitForDelivery with 0 reminders",
            "WaitForDelivery with 3 reminders",
            "WaitForDelivery after a refused cancellation",
            "NotifyOfConfirmation",
            "RemindOfDelivery",
            "NotifyOfRefusedCancellation",
            "NotifyOfDelivery",
            "CloseRejectedOrder",
            "NotifyOfRejection",
            "CloseCancelledOrder",
            "NotifyOfCancellation"));
  }

  static Stream<String> undoing() {
    return Stream.of(
        "UncommitInventory",
        "RefundPayment",
        "ReleaseInventory",
        "ReleaseStoppedReservation",
        "RefundStoppedCharge",
        "CancelStoppedShipment",
        "RefundPayment in an incident");
  }

  // ---- what is expected

  @ParameterizedTest
  @MethodSource("moving")
  void anOrderMovesWithAllThatItHas(String state) {
    String order = orders.get(state);
    assertThat(outcome(order, dryRun)).isEqualTo("WOULD_MOVE");
    assertThat(afterDryRun.get(order)).isEqualTo(oldDefinition);
    assertThat(outcome(order, run)).isEqualTo("MOVED");
    finish(order, state);
  }

  private void finish(String order, String state) {
    assertThat(definition(order)).isEqualTo(newDefinition);
    assertThat(snapshot(order)).isEqualTo(before.get(state));

    String place = state.split(" ")[0];
    if (place.matches("CloseRejectedOrder|NotifyOfRejection")) {
      shop.finish(order).await(order, "REJECTED");
    } else if (place.matches("CancelShipment|CloseCancelledOrder|NotifyOfCancellation")) {
      shop.finish(order).await(order, "CANCELLED");
    } else if (place.matches("CompleteOrder|NotifyOfDelivery")) {
      shop.finish(order).await(order, "DELIVERED");
    } else if (state.contains("efused")
        || new ArrayList<>(orders.keySet()).indexOf(state) % 2 == 0) {
      shop.finish(order).reportDelivery(order);
      shop.complete(order, "CompleteOrder", "NotifyOfDelivery").await(order, "DELIVERED");
    } else {
      shop.finish(order).cancel(order);
      shop.complete(
              order,
              "CancelShipment",
              "UncommitInventory",
              "RefundPayment",
              "ReleaseInventory",
              "CloseCancelledOrder",
              "NotifyOfCancellation")
          .await(order, "CANCELLED");
    }
    assertThat(shop.instance(order)).isEmpty();
    if (shop.passes(order, "CancellationGranted") == 1) {
      assertThat(undone(order))
          .containsExactly(
              "CancelShipment", "UncommitInventory", "RefundPayment", "ReleaseInventory");
    }
    assertThat(shop.passes(order, "AssessOrder"))
        .isEqualTo(BEFORE_THE_NEW_STEP.contains(place) ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("undoing")
  void anOrderThatIsUndoingStaysAndIsUndoneByItsOwnVersion(String state) {
    String order = orders.get(state);
    assertThat(outcome(order, dryRun)).isEqualTo("STAYS");
    assertThat(outcome(order, run)).isEqualTo("STAYS");
    assertThat(line(order, run).path("reason").asText())
        .startsWith("it is being undone, at \"")
        .isEqualTo(line(order, dryRun).path("reason").asText());
    assertThat(definition(order)).isEqualTo(oldDefinition);
    assertThat(snapshot(order)).isEqualTo(before.get(state));
    shop.finish(order);
    assertThat(shop.status(order)).isIn("REJECTED", "CANCELLED");
    assertThat(shop.instance(order)).isEmpty();
  }

  @Test
  void toAScriptOrdersThatStayAreAFinding() {
    assertThat(dryRun.exitCode()).isOne();
    assertThat(run.exitCode()).isOne();
    assertThat(run.err()).contains("25 of ").doesNotContain("Exception");
  }

  // ---- how orders come there

  private String bring(String state) {
    String[] words = state.split(" ", 2);
    String order = shop.place();
    come(order, words[0], words.length > 1 ? words[1] : "");
    switch (words.length > 1 ? words[1] : "") {
      case "locked" -> shop.lock(order, words[0]);
      case "in a pause" -> shop.fail(order, words[0], 2);
      case "in an incident" -> shop.fail(order, words[0], 0);
      default -> {}
    }
    return order;
  }

  private void come(String order, String place, String how) {
    switch (place) {
      case "WaitForDelivery" -> {
        waits(order);
        if (how.startsWith("with 3")) {
          for (int i = 0; i < 3; i++) {
            shop.remind(order);
          }
        } else if (how.startsWith("after")) {
          shop.cancel(order);
          shop.refuse(order, "CancelShipment", "SHIPMENT_NOT_CANCELLABLE")
              .complete(order, "NotifyOfRefusedCancellation");
        }
      }
      case "CompleteOrder" -> {
        waits(order);
        shop.reportDelivery(order);
        shop.task(order, place);
      }
      case "NotifyOfDelivery" -> {
        come(order, "CompleteOrder", "");
        shop.complete(order, "CompleteOrder");
      }
      case "CancelShipment" -> {
        waits(order);
        shop.cancel(order);
        shop.task(order, place);
      }
      case "RemindOfDelivery" -> {
        waits(order);
        shop.engine().getManagementService().executeJob(shop.reminderTimer(order).getId());
      }
      case "NotifyOfRefusedCancellation" -> {
        come(order, "CancelShipment", "");
        shop.refuse(order, "CancelShipment", "SHIPMENT_NOT_CANCELLABLE");
      }
      case "UncommitInventory" -> {
        come(order, "CancelShipment", "");
        shop.complete(order, "CancelShipment");
      }
      case "CloseCancelledOrder" -> {
        come(order, "UncommitInventory", "");
        shop.complete(order, "UncommitInventory", "RefundPayment", "ReleaseInventory");
      }
      case "NotifyOfCancellation" -> {
        come(order, "CloseCancelledOrder", "");
        shop.complete(order, "CloseCancelledOrder");
      }
      case "RefundPayment" ->
          shop.reach(order, "BookShipment").refuse(order, "BookShipment", "SHIPPING_REJECTED");
      case "ReleaseInventory" ->
          shop.reach(order, "ChargePayment").refuse(order, "ChargePayment", "PAYMENT_DECLINED");
      case "CloseRejectedOrder" ->
          shop.reach(order, "ReserveInventory").refuse(order, "ReserveInventory", "OUT_OF_STOCK");
      case "NotifyOfRejection" -> {
        come(order, "CloseRejectedOrder", "");
        shop.complete(order, "CloseRejectedOrder");
      }
      case "ReleaseStoppedReservation" ->
          shop.reach(order, "ReserveInventory").refuse(order, "ReserveInventory", "EXPIRED");
      case "RefundStoppedCharge" ->
          shop.reach(order, "ChargePayment").refuse(order, "ChargePayment", "GIVEN_UP");
      case "CancelStoppedShipment" ->
          shop.reach(order, "BookShipment").refuse(order, "BookShipment", "CANCELLED");
      default -> shop.reach(order, place);
    }
  }

  private void waits(String order) {
    shop.reach(order, "NotifyOfConfirmation").complete(order, "NotifyOfConfirmation");
  }

  // ---- what is compared

  private String definition(String order) {
    return shop.instance(order).orElseThrow().getProcessDefinitionId();
  }

  /** Everything that a migration must leave as it is. */
  private String snapshot(String order) {
    String instance = shop.instanceId(order);
    Set<String> all = new TreeSet<>();
    for (ExternalTask task : shop.tasks(order)) {
      all.add(
          "task %s %s %s retries %s of %s until %s: %s, %s"
              .formatted(
                  task.getId(),
                  task.getActivityId(),
                  task.getTopicName(),
                  task.getRetries(),
                  task.getWorkerId(),
                  task.getLockExpirationTime(),
                  task.getErrorMessage(),
                  shop.engine()
                      .getExternalTaskService()
                      .getExternalTaskErrorDetails(task.getId())));
    }
    for (EventSubscription subscription :
        shop.engine()
            .getRuntimeService()
            .createEventSubscriptionQuery()
            .processInstanceId(instance)
            .list()) {
      all.add(
          "subscription %s %s %s at %s"
              .formatted(
                  subscription.getId(),
                  subscription.getEventType(),
                  subscription.getEventName(),
                  subscription.getActivityId()));
    }
    for (Job job :
        shop.engine().getManagementService().createJobQuery().processInstanceId(instance).list()) {
      all.add(
          "timer %s due %s, repeats %s, retries %d"
              .formatted(
                  job.getId(),
                  job.getDuedate(),
                  ((org.camunda.bpm.engine.impl.persistence.entity.TimerEntity) job).getRepeat(),
                  job.getRetries()));
    }
    for (Incident incident :
        shop.engine()
            .getRuntimeService()
            .createIncidentQuery()
            .processInstanceId(instance)
            .list()) {
      all.add(
          "incident %s %s at %s for %s"
              .formatted(
                  incident.getId(),
                  incident.getIncidentType(),
                  incident.getActivityId(),
                  incident.getConfiguration()));
    }
    shop.engine()
        .getRuntimeService()
        .createVariableInstanceQuery()
        .processInstanceIdIn(instance)
        .list()
        .forEach(
            variable ->
                all.add("variable %s = %s".formatted(variable.getName(), variable.getValue())));
    return String.join("\n", all);
  }

  private List<String> undone(String order) {
    List<String> undone = new ArrayList<>();
    shop.get(order)
        .path("timeline")
        .forEach(
            event -> {
              if (event.path("kind").asText().equals("STEP_UNDONE")) {
                undone.add(event.at("/data/step").asText());
              }
            });
    return undone;
  }

  private static JsonNode line(String order, Run run) {
    for (JsonNode part : run.json().path("from")) {
      for (JsonNode line : part.path("orders")) {
        if (line.path("orderId").asText().equals(order)) {
          return line;
        }
      }
    }
    throw new AssertionError(order + " is not in " + run.out() + run.err());
  }

  private static String outcome(String order, Run run) {
    return line(order, run).path("outcome").asText();
  }
}
