package org.ordersaga.auditor.dossier;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ordersaga.auditor.source.Charge;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.auditor.source.Parcel;

/**
 * Everything that is recorded about one order, in all databases and outside. What is absent is null
 * or empty.
 *
 * @param told what process-app was told about settlements
 * @param work what is open in the order's process
 * @param movements summed up by product and kind
 * @param mails the part of each mail's Message-ID that follows the order id, repeats included
 */
public record Dossier(
    String orderId,
    Intake intake,
    List<ClientKey> keys,
    View view,
    List<Event> events,
    List<Message> messages,
    List<ToldSettlement> told,
    List<Instance> instances,
    List<Work> work,
    CustomerOrder customerOrder,
    Reservation reservation,
    List<Movement> movements,
    Payment payment,
    Shipment shipment,
    List<Notification> notifications,
    List<Step> steps,
    List<Settlement> settlements,
    List<Charge> charges,
    List<Parcel> parcels,
    List<String> mails) {

  /** The proof that the order was accepted. */
  public record Intake(String contentHash, String answer) {}

  /** A key that a client sent along, and the order id that it gave with it, or null. */
  public record ClientKey(String key, String givenOrderId) {}

  /** What the customer sees; lines are quantities by product. */
  public record View(
      String instanceId,
      String status,
      String cancellation,
      String currency,
      Map<String, Integer> lines,
      Long totalAmount,
      String failureReason) {

    /** Whether the order is carried out. */
    public boolean stands() {
      return status.equals("CONFIRMED") || status.equals("DELIVERED");
    }

    /** Whether the order ended without being carried out. */
    public boolean closed() {
      return status.equals("REJECTED") || status.equals("CANCELLED");
    }

    /** Whether nothing can come after its status. */
    public boolean ended() {
      return closed() || status.equals("DELIVERED");
    }
  }

  /**
   * An entry of the order log; what the kind does not have is null.
   *
   * @param message the event of a notification
   */
  public record Event(String kind, String from, String to, String topic, String message) {}

  /** A delivery or a cancellation, and what its sender was answered. */
  public record Message(String kind, String state, int answerStatus, String answer) {}

  /** A settlement as process-app knows it. */
  public record ToldSettlement(String topic, String state) {}

  /** A process instance with the order's business key. */
  public record Instance(String id, boolean ended, boolean running) {}

  /** Something open in the order's process. */
  public record Work(Kind kind, String activity, String detail) {

    /** What it is. */
    public enum Kind {
      /** A worker has something to do; the detail is the topic. */
      TASK,
      /** A person has. */
      REVIEW,
      /** The engine has, at once. */
      JOB,
      /** The engine has, later: a reminder. */
      TIMER,
      /** It waits for the delivery. */
      WAIT,
      /** An operator is needed; the detail is the incident's type. */
      INCIDENT
    }
  }

  /** The order in the order service's database; lines are quantities by product. */
  public record CustomerOrder(
      String status,
      String currency,
      Long totalAmount,
      String failureReason,
      Map<String, Integer> lines) {}

  /** What is set aside for the order. */
  public record Reservation(
      String status, long totalAmount, String currency, Instant createdAt, List<Line> lines) {

    /**
     * What is set aside of one product.
     *
     * @param cataloguePrice the price when it was reserved, or null if none is known
     */
    public record Line(
        String sku, int quantity, long unitPrice, Long cataloguePrice, String catalogueCurrency) {}
  }

  /** So many pieces of a product went somewhere for this order, all in all. */
  public record Movement(String sku, String kind, long quantity) {}

  /** The order's payment. */
  public record Payment(
      String key,
      String state,
      long amount,
      String currency,
      String chargeId,
      long captured,
      long refunded) {

    /** Whether it was paid back by hand. */
    public boolean manual() {
      return state.equals("MANUAL");
    }
  }

  /** The order's shipment. */
  public record Shipment(String key, String state, String shipmentId) {

    /** Whether it was called off by hand, or left to the carrier. */
    public boolean manual() {
      return state.equals("MANUAL");
    }
  }

  /** A message to the customer. */
  public record Notification(String messageId, String event, String state) {}

  /** A row of a worker's step ledger. */
  public record Step(
      Database database,
      String topic,
      String occurrence,
      String state,
      Instant undoneAt,
      String undoRefusal) {

    /** Whether an operator declared it undone by hand. */
    public boolean manual() {
      return state.equals("MANUAL");
    }
  }

  /** A step in doubt that is, or was, to be settled with the outside. */
  public record Settlement(
      Database database, String topic, String occurrence, String state, String reported) {

    /** Whether the provider's word is still outstanding. */
    public boolean open() {
      return !state.equals("CONFIRMED");
    }
  }

  /** Whether the order was ever accepted. */
  public boolean accepted() {
    return intake != null && view != null;
  }

  /** Whether a process instance of it runs. */
  public boolean running() {
    return instances.stream().anyMatch(Instance::running);
  }

  /** The ledger row of a step that an order has once. */
  public Optional<Step> step(String topic) {
    return steps.stream().filter(step -> step.topic().equals(topic)).findFirst();
  }

  /** The state of a step that an order has once, or an empty text. */
  public String stateOf(String topic) {
    return step(topic).map(Step::state).orElse("");
  }

  /** Entries of the log of one kind. */
  public Stream<Event> events(String kind) {
    return events.stream().filter(event -> event.kind().equals(kind));
  }

  /** What is open of one kind. */
  public Stream<Work> work(Work.Kind kind) {
    return work.stream().filter(open -> open.kind() == kind);
  }

  /** The same for two dossiers only if nothing about the order moved in between. */
  public String fingerprint() {
    try {
      byte[] all = toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
