package org.ordersaga.modeltool.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordersaga.modeltool.engine.CannotLook;

/**
 * An order that is replayed in one transaction, of which nothing is written, goes the way that it
 * goes when each step is written and read again.
 */
class ReplayEngineTest {

  private static final Path RESOURCES = Path.of("../process-app/src/main/resources");
  private static final Path MODEL = RESOURCES.resolve("bpmn/order-process.bpmn");
  private static final Path TABLE = RESOURCES.resolve("dmn/order-review.dmn");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;

  private final Drawing drawing = new Drawing(Bpmn.readModelFromFile(MODEL.toFile()));
  private final Map<String, Life> lives = new LinkedHashMap<>();

  ReplayEngineTest() {
    life("delivered").message("DELIVERED", 30);
    life("delivered after reminders").timer(24 * 60).timer(49 * 60).message("DELIVERED", 50 * 60);
    life("never delivered");
    life("cancelled at the wait").message("CANCELLATION_REQUESTED", 40);
    life("delivered, too late to cancel")
        .message("CANCELLATION_REQUESTED", 40)
        .refusal("CancelShipment", "shipping.cancel", "SHIPMENT_NOT_CANCELLABLE", 41)
        .message("DELIVERED", 60);
    life("too large").units(600);
    life("approved").units(25).review("approve").message("DELIVERED", 30);
    life("refused by a reviewer").units(25).review("refuse");
    life("never reviewed").units(25).interrupted().event("ReviewExpired", 24 * 60);
    Map.of(
            "CreateOrder", List.of("order.create", "ORDER_INVALID"),
            "ReserveInventory", List.of("inventory.reserve", "OUT_OF_STOCK", "UNKNOWN_PRODUCT"),
            "ChargePayment", List.of("payment.charge", "PAYMENT_DECLINED", "PAYMENT_UNAVAILABLE"),
            "BookShipment", List.of("shipping.book", "SHIPPING_REJECTED", "SHIPPING_UNAVAILABLE"))
        .forEach(
            (step, topicAndCodes) -> {
              List<String> codes = new ArrayList<>(topicAndCodes.subList(1, topicAndCodes.size()));
              codes.addAll(List.of("EXPIRED", "GIVEN_UP", "CANCELLED", "NOBODY_CATCHES_THIS"));
              codes.forEach(
                  code -> life(code + " at " + step).refusal(step, topicAndCodes.get(0), code, 5));
            });
  }

  /** What was answered to an order. */
  private final class Life {

    private final List<Answer> tasks = new ArrayList<>();
    private final List<Answer> events = new ArrayList<>();
    private int units = 1;

    Life units(int units) {
      this.units = units;
      return this;
    }

    Life message(String name, int minute) {
      events.add(Answer.of(Answer.Kind.MESSAGE, "WaitForDelivery", name, at(minute)));
      return this;
    }

    Life timer(int minute) {
      return event("ReminderDue", minute);
    }

    Life event(String timer, int minute) {
      events.add(
          Answer.of(Answer.Kind.TIMER, timer, drawing.timer(timer).orElseThrow(), at(minute)));
      return this;
    }

    Life refusal(String step, String topic, String code, int minute) {
      tasks.add(new Answer(Answer.Kind.ERROR, step, topic, at(minute), code, "Because.", Map.of()));
      return this;
    }

    Life interrupted() {
      tasks.add(Answer.of(Answer.Kind.INTERRUPTED, "ReviewOrder", "ReviewOrder", at(24 * 60)));
      return this;
    }

    Life review(String decision) {
      Map<String, Object> values = new HashMap<>();
      values.put("reviewDecision", decision);
      values.put("reviewReason", "Because of the reviewer.");
      tasks.add(
          new Answer(Answer.Kind.DONE, "ReviewOrder", "ReviewOrder", at(20), null, null, values));
      return this;
    }

    private Life done(String step, String topic, int minute, Map<String, Object> outputs) {
      tasks.add(new Answer(Answer.Kind.DONE, step, topic, at(minute), null, null, outputs));
      return this;
    }

    Recording recording(String orderId) {
      List<Answer> all = new ArrayList<>(tasks);
      tasks.clear();
      done("CreateOrder", "order.create", 1, Map.of("newCustomer", true, "country", "DE"));
      done(
          "ReserveInventory",
          "inventory.reserve",
          2,
          Map.of("totalAmount", 1999L * units, "units", units));
      done("BookShipment", "shipping.book", 6, Map.of("shipmentId", "s", "trackingNumber", "t"));
      all.addAll(tasks);
      return new Recording(
          orderId,
          at(0),
          Map.of(
              "orderId", orderId,
              "customerId", "cust-1",
              "email", "ada@example.com",
              "currency", "EUR",
              "paymentMethod", "tok_visa",
              "lines", "[]",
              "shippingAddress", "{}"),
          all,
          events,
          new Way(List.of(), null, null, List.of()),
          Set.of(drawing));
    }
  }

  private Life life(String kind) {
    Life life = new Life();
    lives.put(kind, life);
    return life;
  }

  private static Date at(int minute) {
    return Date.from(START.plus(Duration.ofMinutes(minute)));
  }

  // ----

  private Map<String, String> outcomes(Path model) {
    Map<String, String> outcomes = new LinkedHashMap<>();
    try (ReplayEngine engine = new ReplayEngine(model, List.of(TABLE));
        ReplayEngine stepByStep = new StepByStepEngine(model, List.of(TABLE))) {
      lives.forEach(
          (kind, life) -> {
            Recording recording = life.recording(kind);
            String written = replayed(stepByStep, recording);
            assertThat(replayed(engine, recording)).as(kind).isEqualTo(written);
            outcomes.put(kind, written);
          });
    }
    return outcomes;
  }

  private static String replayed(ReplayEngine engine, Recording recording) {
    try {
      Replayed replayed = engine.replay(recording);
      return "%s by %s, unanswered %s"
          .formatted(replayed.way().outcome(), replayed.way().path(), replayed.unanswered());
    } catch (CannotReplay e) {
      // With the ids of the one engine, or of the other.
      return e.getMessage().replaceAll("[0-9]+", "#");
    }
  }

  @Test
  void everyWayThroughTheModelIsTheOneOfAnOrderWhoseStepsAreWritten() {
    Map<String, String> outcomes = outcomes(MODEL);
    assertThat(outcomes.get("delivered")).startsWith("DELIVERED by [");
    assertThat(outcomes.get("delivered after reminders"))
        .startsWith("DELIVERED by [")
        .containsPattern("RemindOfDelivery.*RemindOfDelivery");
    assertThat(outcomes.get("never delivered"))
        .startsWith("CONFIRMED, never ended: stands at WaitForDelivery");
    assertThat(outcomes.get("cancelled at the wait")).startsWith("CANCELLED CANCELLED by [");
    assertThat(outcomes.get("delivered, too late to cancel")).startsWith("DELIVERED by [");
    assertThat(outcomes.get("too large")).startsWith("REJECTED REVIEW_REFUSED by [");
    assertThat(outcomes.get("approved")).startsWith("DELIVERED by [").contains("ReviewOrder");
    assertThat(outcomes.get("refused by a reviewer")).startsWith("REJECTED REVIEW_REFUSED by [");
    assertThat(outcomes.get("never reviewed")).startsWith("REJECTED REVIEW_EXPIRED by [");
    assertThat(outcomes.get("SHIPPING_REJECTED at BookShipment"))
        .startsWith("REJECTED SHIPPING_REJECTED by [")
        .containsPattern("RefundPayment.*ReleaseInventory.*CloseRejectedOrder");
    assertThat(outcomes.get("CANCELLED at ChargePayment"))
        .startsWith("CANCELLED CANCELLED by [")
        .contains("RefundStoppedCharge");
    assertThat(outcomes.get("NOBODY_CATCHES_THIS at ChargePayment"))
        .startsWith("payment.charge refused with NOBODY_CATCHES_THIS: ");
  }

  @Test
  void itIsAlsoWhenTheModelWasChanged() throws IOException {
    String changed =
        Files.readString(MODEL)
            .replace(">PT24H<", ">PT0.001S<")
            .replace("${failureReason == 'CANCELLED'}", "${failureReason == 'EXPIRED'}")
            .replace("errorRef=\"Error_OUT_OF_STOCK\"", "errorRef=\"Error_SHIPPING_REJECTED\"")
            .replace(
                "<bpmn:serviceTask id=\"CommitInventory\"",
                "<bpmn:serviceTask id=\"CommitInventory\" camunda:asyncBefore=\"true\"");
    Map<String, String> outcomes = outcomes(Files.writeString(folder.resolve("m.bpmn"), changed));
    assertThat(outcomes.get("delivered")).startsWith("DELIVERED by [").contains("CommitInventory");
    assertThat(outcomes.get("approved")).startsWith("REJECTED REVIEW_EXPIRED by [");
    assertThat(outcomes.get("cancelled at the wait")).startsWith("REJECTED CANCELLED by [");
    assertThat(outcomes.get("EXPIRED at ChargePayment")).startsWith("CANCELLED EXPIRED by [");
    assertThat(outcomes.get("OUT_OF_STOCK at ReserveInventory"))
        .startsWith("inventory.reserve refused with OUT_OF_STOCK: ");
  }

  @Test
  void aTableThatIsMissingIsAskedFor() {
    assertThatThrownBy(() -> new ReplayEngine(MODEL, List.of()))
        .isInstanceOf(CannotLook.class)
        .hasMessageContaining("asks the decision table order-review");
  }
}
