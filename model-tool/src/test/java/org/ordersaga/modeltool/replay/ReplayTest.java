package org.ordersaga.modeltool.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.ordersaga.modeltool.EngineTest;
import org.ordersaga.modeltool.Run;
import org.ordersaga.modeltool.Shop;
import org.springframework.beans.factory.annotation.Autowired;

/** One order of each kind that can end is replayed through the model as it is, and changed. */
@EngineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTest {

  private static final Path RESOURCES = Path.of("../process-app/src/main/resources");
  private static final Path MODEL = RESOURCES.resolve("bpmn/order-process.bpmn");
  private static final Path TABLE = RESOURCES.resolve("dmn/order-review.dmn");

  private static final Set<String> REVIEWED =
      Set.of("review approved", "review refused", "review expired", "review stopped");

  @Autowired private Shop shop;

  @TempDir private Path folder;

  private final Map<String, String> kinds = new LinkedHashMap<>();

  @BeforeAll
  void ordersEnd() {
    kind("delivered", 1, this::deliver);
    kind(
        "delivered with reminders",
        1,
        (kind, order) -> {
          shop.reach(order, "NotifyOfConfirmation").complete(order, "NotifyOfConfirmation");
          shop.remind(order);
          shop.remind(order);
          deliver(kind, order);
        });
    kind(
        "delivered with incidents",
        1,
        (kind, order) -> {
          for (String step :
              List.of(
                  "CreateOrder",
                  "ReserveInventory",
                  "ChargePayment",
                  "BookShipment",
                  "CommitInventory",
                  "ConfirmOrder",
                  "NotifyOfConfirmation")) {
            shop.reach(order, step).fail(order, step, 1).fail(order, step, 0).complete(order, step);
          }
          deliver(kind, order);
        });
    kind(
        "delivered after a refused cancellation",
        1,
        (kind, order) -> {
          shop.reach(order, "NotifyOfConfirmation").cancel(order);
          shop.refuse(order, "CancelShipment", "SHIPMENT_NOT_CANCELLABLE");
          deliver(kind, order);
        });
    kind(
        "delivered although given up",
        1,
        (kind, order) -> {
          shop.reach(order, "BookShipment").refuse(order, "BookShipment", "GIVEN_UP");
          shop.refuse(order, "CancelStoppedShipment", "SHIPMENT_NOT_CANCELLABLE");
          deliver(kind, order);
        });
    kind(
        "cancelled at the wait",
        1,
        (kind, order) -> {
          shop.reach(order, "NotifyOfConfirmation").cancel(order);
          shop.task(order, "CancelShipment");
          shop.finish(order);
        });
    Map<String, List<String>> refusals = new TreeMap<>();
    refusals.put("CreateOrder", List.of("ORDER_INVALID"));
    refusals.put("ReserveInventory", List.of("OUT_OF_STOCK", "UNKNOWN_PRODUCT"));
    refusals.put("ChargePayment", List.of("PAYMENT_DECLINED", "PAYMENT_UNAVAILABLE"));
    refusals.put("BookShipment", List.of("SHIPPING_REJECTED", "SHIPPING_UNAVAILABLE"));
    refusals.forEach(
        (step, codes) -> {
          List<String> all = new ArrayList<>(codes);
          all.addAll(List.of("EXPIRED", "GIVEN_UP", "CANCELLED"));
          all.forEach(
              code ->
                  kind(
                      step + " " + code,
                      1,
                      (kind, order) -> {
                        shop.reach(order, step).refuse(order, step, code);
                        shop.finish(order);
                      }));
        });
    kind(
        "review approved",
        25,
        (kind, order) -> {
          review(order).review(order, "approve");
          deliver(kind, order);
        });
    kind(
        "review refused", 25, (kind, order) -> review(order).review(order, "refuse").finish(order));
    kind(
        "review expired",
        25,
        (kind, order) -> {
          review(order);
          shop.engine().getManagementService().executeJob(shop.reminderTimer(order).getId());
          shop.finish(order);
        });
    kind(
        "review stopped",
        25,
        (kind, order) -> {
          review(order).cancel(order);
          shop.task(order, "ReleaseInventory");
          shop.finish(order);
        });
    kind(
        "refused by the table",
        600,
        (kind, order) -> {
          shop.complete(order, "CreateOrder", "ReserveInventory").finish(order);
        });
  }

  private void kind(String kind, int quantity, BiConsumer<String, String> life) {
    String order = shop.place(quantity);
    life.accept(kind, order);
    assertThat(shop.instance(order)).as(kind).isEmpty();
    kinds.put(order, kind);
  }

  private void deliver(String kind, String order) {
    shop.finish(order).reportDelivery(order);
    shop.complete(order, "CompleteOrder", "NotifyOfDelivery");
  }

  private Shop review(String order) {
    return shop.complete(order, "CreateOrder", "ReserveInventory");
  }

  // ----

  /** Of the orders that ended last, so many as this test made: other tests use the engine too. */
  private Run replay(Path model, Path table) {
    return replay(model, table, "--json");
  }

  private Run replay(Path model, Path table, String... more) {
    List<String> arguments = new ArrayList<>(List.of("replay", "--model", model.toString()));
    arguments.addAll(List.of("--dmn", table.toString()));
    arguments.addAll(List.of("--last", String.valueOf(kinds.size())));
    arguments.addAll(List.of(more));
    return Run.on(shop.url(), arguments.toArray(String[]::new));
  }

  private Path changed(Path file, UnaryOperator<String> change) throws IOException {
    String before = Files.readString(file);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    return Files.writeString(folder.resolve(file.getFileName()), after);
  }

  private Map<String, JsonNode> lines(Run run, String verdict) {
    Map<String, JsonNode> lines = new TreeMap<>();
    assertThat(run.exitCode()).as(run.err()).isLessThan(2);
    run.json()
        .path("orders")
        .forEach(
            line -> {
              if (line.path("verdict").asText().equals(verdict)) {
                lines.put(kinds.get(line.path("orderId").asText()), line);
              }
            });
    return lines;
  }

  private Set<String> allBut(Set<String> some) {
    Set<String> all = new TreeSet<>(kinds.values());
    all.removeAll(some);
    return all;
  }

  @Test
  void theModelAsItIsSendsEveryOrderTheSameWay() {
    Run run = replay(MODEL, TABLE);
    assertThat(lines(run, "OTHER_WAY")).as(run.out()).isEmpty();
    assertThat(lines(run, "NOT_REPLAYED")).as(run.out()).isEmpty();
    assertThat(lines(run, "SAME_WAY")).containsOnlyKeys(kinds.values());
    assertThat(lines(run, "SAME_WAY").values())
        .allSatisfy(line -> assertThat(line.path("unanswered")).isEmpty());
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void anotherRowOfTheTableChangesTheOrdersThatItJudges() throws IOException {
    Path table = changed(TABLE, text -> text.replaceFirst("&gt; 20<", "&gt; 30<"));
    Run run = replay(MODEL, table);
    assertThat(lines(run, "OTHER_WAY")).as(run.out()).containsOnlyKeys(REVIEWED);
    JsonNode refused = lines(run, "OTHER_WAY").get("review refused");
    assertThat(refused.path("recorded").asText()).isEqualTo("REJECTED REVIEW_REFUSED");
    assertThat(refused.at("/fork/after").asText()).isEqualTo("AssessOrder");
    assertThat(refused.at("/fork/recorded").asText()).isEqualTo("ReviewRequested");
    assertThat(lines(run, "SAME_WAY")).containsOnlyKeys(allBut(REVIEWED));
    assertThat(run.exitCode()).isOne();
  }

  @Test
  void aStepThatIsGoneIsMissedByTheOrdersThatTookIt() throws IOException {
    Path model =
        changed(
            MODEL,
            text ->
                text.replace(
                        "sourceRef=\"CompleteOrder\" targetRef=\"NotifyOfDelivery\"",
                        "sourceRef=\"CompleteOrder\" targetRef=\"OrderDelivered\"")
                    .replaceAll(
                        "(?s)<bpmn:serviceTask id=\"NotifyOfDelivery\".*?</bpmn:serviceTask>", "")
                    .replaceAll(
                        "<bpmn:sequenceFlow id=\"NotifyOfDelivery_to_OrderDelivered\"[^>]*>", "")
                    .replaceAll(
                        "(?s)<bpmndi:BPMN(Shape|Edge)[^>]*bpmnElement=\"NotifyOfDelivery.*?</bpmndi:BPMN\\1>",
                        "")
                    .replace(
                        "<bpmn:incoming>NotifyOfDelivery_to_OrderDelivered</bpmn:incoming>", ""));
    Run run = replay(model, TABLE);
    Map<String, JsonNode> others = lines(run, "OTHER_WAY");
    assertThat(others.keySet())
        .as(run.out())
        .allMatch(kind -> kind.matches("delivered.*|review approved"));
    assertThat(others).as(run.out()).hasSize(6);
    assertThat(others.get("delivered").at("/fork/after").asText()).isEqualTo("CompleteOrder");
    assertThat(others.get("delivered").at("/fork/recorded").asText()).isEqualTo("NotifyOfDelivery");
    assertThat(others.get("delivered").path("outcome").asText()).isEqualTo("DELIVERED");
  }

  @Test
  void anotherConditionChangesTheOrdersThatItSends() throws IOException {
    Path model =
        changed(
            MODEL,
            text ->
                text.replace("${failureReason == 'CANCELLED'}", "${failureReason == 'EXPIRED'}"));
    Run run = replay(model, TABLE);
    Map<String, JsonNode> others = lines(run, "OTHER_WAY");
    assertThat(others.keySet())
        .as(run.out())
        .containsExactlyInAnyOrderElementsOf(
            kinds.values().stream()
                .filter(kind -> kind.matches(".* (CANCELLED|EXPIRED)|cancelled.*|review stopped"))
                .toList());
    assertThat(others.get("cancelled at the wait").path("outcome").asText())
        .isEqualTo("REJECTED CANCELLED");
  }

  @Test
  void aNewStepIsTakenAsDoneAndNamed() throws IOException {
    Path model =
        changed(
            MODEL,
            text ->
                text.replace(
                        "sourceRef=\"CompleteOrder\" targetRef=\"NotifyOfDelivery\"",
                        "sourceRef=\"CompleteOrder\" targetRef=\"ThankCustomer\"")
                    .replace(
                        "<bpmn:serviceTask id=\"NotifyOfDelivery\"",
                        "<bpmn:serviceTask id=\"ThankCustomer\" camunda:type=\"external\""
                            + " camunda:topic=\"customer.thank\"/><bpmn:sequenceFlow"
                            + " id=\"ThankCustomer_to_NotifyOfDelivery\" sourceRef=\"ThankCustomer\""
                            + " targetRef=\"NotifyOfDelivery\"/><bpmn:serviceTask"
                            + " id=\"NotifyOfDelivery\""));
    Run run = replay(model, TABLE);
    assertThat(lines(run, "OTHER_WAY")).as(run.out()).isEmpty();
    JsonNode delivered = lines(run, "SAME_WAY").get("delivered");
    assertThat(delivered.at("/newSteps/0").asText()).isEqualTo("ThankCustomer");
    assertThat(delivered.at("/unanswered/0").asText()).isEqualTo("ThankCustomer");
    Run table = replay(model, TABLE, new String[0]);
    assertThat(table.out())
        .contains("New step ThankCustomer needs an answer that was never recorded");
  }

  @Test
  void aShorterTimerFiresWhenItIsDue() throws IOException {
    Path model = changed(MODEL, text -> text.replace(">PT24H<", ">PT0.001S<"));
    Run run = replay(model, TABLE);
    Map<String, JsonNode> others = lines(run, "OTHER_WAY");
    assertThat(others)
        .as(run.out())
        .containsOnlyKeys("review approved", "review refused", "review stopped");
    assertThat(others.get("review approved").path("outcome").asText())
        .isEqualTo("REJECTED REVIEW_EXPIRED");
  }

  @Test
  void aRefusalThatIsNoLongerCaughtIsSaid() throws IOException {
    Path model =
        changed(
            MODEL,
            text ->
                text.replace(
                    "errorRef=\"Error_OUT_OF_STOCK\"", "errorRef=\"Error_SHIPPING_REJECTED\""));
    Run run = replay(model, TABLE);
    assertThat(lines(run, "NOT_REPLAYED"))
        .as(run.out())
        .containsOnlyKeys("ReserveInventory OUT_OF_STOCK");
    assertThat(run.out()).contains("inventory.reserve refused with OUT_OF_STOCK");
    assertThat(run.exitCode()).isZero();
  }
}
