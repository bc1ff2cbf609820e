package org.ordersaga.auditor.world;

import static org.ordersaga.auditor.source.Database.CAMUNDA;
import static org.ordersaga.auditor.source.Database.INVENTORY;
import static org.ordersaga.auditor.source.Database.NOTIFICATIONS;
import static org.ordersaga.auditor.source.Database.ORDERS;
import static org.ordersaga.auditor.source.Database.PAYMENTS;
import static org.ordersaga.auditor.source.Database.SHIPPING;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.ordersaga.auditor.source.Database;

/** Writes down what the services would have written down, step by step. */
public final class Order {

  /** What every order is over: two notebooks and one blanket. */
  static final Map<String, Integer> LINES = Map.of("BOOK-001", 2, "HOME-004", 1);

  private static final Map<String, Long> PRICES = Map.of("BOOK-001", 1450L, "HOME-004", 8900L);

  /** What it costs. */
  public static final long TOTAL = 2 * 1450 + 8900;

  private final World world;
  private final String id;
  private String status = "PENDING";
  private boolean committed;

  private Order(World world, String id) {
    this.world = world;
    this.id = id;
  }

  /** An order is accepted, with a key of its client. */
  public static Order accepted(World world, String id) {
    Order order = new Order(world, id);
    order.accept();
    return order;
  }

  /** An order that was accepted before, and is PENDING still. */
  static Order of(World world, String id) {
    return new Order(world, id);
  }

  private void accept() {
    world.sql(
        CAMUNDA,
        "insert into order_intake values (?, ?, ?)",
        id,
        "ab".repeat(32),
        "{\"orderId\":\"" + id + "\",\"status\":\"PENDING\"}");
    world.sql(CAMUNDA, "insert into idempotency_key values (?, ?, null)", "key-" + id, id);
    world.sql(
        CAMUNDA,
        """
        insert into order_view (order_id, process_instance_id, customer_id, status, cancellation,
                                currency, lines, accepted_at, changed_at)
        values (?, ?, 'someone', 'PENDING', 'NONE', 'EUR',
                '[{"sku":"BOOK-001","quantity":2},{"sku":"HOME-004","quantity":1}]', ?, now())""",
        id,
        instance(),
        world.tick());
    world.sql(
        CAMUNDA,
        """
        insert into act_hi_procinst (id_, proc_inst_id_, business_key_, proc_def_key_, proc_def_id_,
                                     start_time_)
        values (?, ?, ?, 'order-process', 'order-process:1', now())""",
        instance(),
        instance(),
        id);
    world.sql(
        CAMUNDA,
        """
        insert into act_ru_execution (id_, proc_inst_id_, business_key_, proc_def_id_)
        values (?, ?, ?, 'order-process:1')""",
        instance(),
        instance(),
        id);
    event("ORDER_ACCEPTED", "{}");
  }

  private String instance() {
    return "instance-of-" + id;
  }

  Order event(String kind, String data) {
    world.sql(
        CAMUNDA,
        "insert into order_event (order_id, time, kind, data) values (?, ?, ?, ?::jsonb)",
        id,
        world.tick(),
        kind,
        data);
    return this;
  }

  private void completed(String topic) {
    event("STEP_STARTED", "{\"topic\":\"" + topic + "\"}");
    event("STEP_COMPLETED", "{\"step\":\"x\",\"topic\":\"" + topic + "\"}");
  }

  private void undone(String topic) {
    event("STEP_UNDONE", "{\"step\":\"x\",\"topic\":\"" + topic + "\"}");
  }

  private void step(Database database, String topic, String state) {
    step(database, topic, "", state);
  }

  private void step(Database database, String topic, String occurrence, String state) {
    Instant undone = state.equals("TOMBSTONE") ? world.tick() : null;
    world.sql(
        database,
        """
        insert into step_execution (order_id, step, occurrence, state, started_at, undone_at)
        values (?, ?, ?, ?, ?, ?)""",
        id,
        topic,
        occurrence,
        state,
        world.tick(),
        undone);
  }

  private void undo(Database database, String topic) {
    world.sql(
        database,
        """
        update step_execution set state = 'UNDONE', undone_at = ?, undo_outcome = '{}'
         where order_id = ? and step = ?""",
        world.tick(),
        id,
        topic);
  }

  private void view(String column, Object value) {
    world.sql(CAMUNDA, "update order_view set " + column + " = ? where order_id = ?", value, id);
  }

  /** The process stands at a step that a worker has not done yet. */
  public Order standsAt(String activity, String topic) {
    world.sql(
        CAMUNDA,
        """
        insert into act_ru_ext_task (id_, rev_, topic_name_, proc_inst_id_, act_id_)
        values (?, 1, ?, ?, ?)""",
        "task-" + activity + "-" + id,
        topic,
        instance(),
        activity);
    return event("STEP_STARTED", "{\"topic\":\"" + topic + "\"}");
  }

  /** An operator is needed at a step. */
  public Order incident(String activity) {
    world.sql(
        CAMUNDA,
        """
        insert into act_ru_incident (id_, rev_, incident_timestamp_, incident_type_, activity_id_,
                                     proc_inst_id_)
        values (?, 1, now(), 'failedExternalTask', ?, ?)""",
        "incident-" + id,
        activity,
        instance());
    return event("INCIDENT_OPENED", "{\"step\":\"" + activity + "\"}");
  }

  Order created() {
    world.sql(
        ORDERS,
        """
        insert into customer_order (order_id, version, status, customer_id, email, currency,
                                    ship_name, ship_street, ship_postal_code, ship_city,
                                    ship_country, created_at, changed_at)
        values (?, 0, 'PENDING', 'someone', 'someone@example.org', 'EUR', 'a', 'b', 'c', 'd', 'DE',
                now(), now())""",
        id);
    int position = 0;
    for (Map.Entry<String, Integer> line : LINES.entrySet()) {
      world.sql(
          ORDERS,
          "insert into order_line values (?, ?, ?, ?)",
          id,
          position++,
          line.getKey(),
          line.getValue());
    }
    step(ORDERS, "order.create", "DONE");
    completed("order.create");
    return this;
  }

  Order reserved() {
    world.sql(
        INVENTORY,
        "insert into reservation values (?, 0, 'RESERVED', ?, 'EUR', ?, now())",
        id,
        TOTAL,
        world.tick());
    LINES.forEach(
        (sku, quantity) ->
            world.sql(
                INVENTORY,
                "insert into reservation_line values (?, ?, ?, ?)",
                id,
                sku,
                quantity,
                PRICES.get(sku)));
    move("RESERVED", "available", "reserved");
    step(INVENTORY, "inventory.reserve", "DONE");
    completed("inventory.reserve");
    view("total_amount", TOTAL);
    return this;
  }

  private void move(String kind, String from, String to) {
    LINES.forEach(
        (sku, quantity) -> {
          world.sql(
              INVENTORY,
              "update product set %s = %s - ?, %s = %s + ? where sku = ?"
                  .formatted(from, from, to, to),
              quantity,
              quantity,
              sku);
          world.sql(
              INVENTORY,
              "insert into stock_movement (sku, order_id, kind, quantity) values (?, ?, ?, ?)",
              sku,
              id,
              kind,
              quantity);
        });
  }

  private void reservation(String state) {
    world.sql(INVENTORY, "update reservation set status = ? where order_id = ?", state, id);
  }

  private void payment(String state, boolean captured, boolean refunded) {
    world.sql(
        PAYMENTS,
        """
        insert into payment (order_id, idempotency_key, state, amount, currency, charge_id, captured,
                             refunded, version, created_at, updated_at)
        values (?, ?, ?, ?, 'EUR', ?, ?, ?, 0, now(), now())
        on conflict (order_id) do update set state = excluded.state,
          charge_id = excluded.charge_id, captured = excluded.captured,
          refunded = excluded.refunded""",
        id,
        id + ":payment.charge",
        state,
        TOTAL,
        captured ? "ch_" + id : null,
        captured ? TOTAL : 0L,
        refunded ? TOTAL : 0L);
  }

  /** The provider takes the money. */
  Order captured() {
    Map<String, Object> charge = new HashMap<>();
    charge.put("id", "ch_" + id);
    charge.put("idempotencyKey", id + ":payment.charge");
    charge.put("reference", id);
    charge.put("amount", TOTAL);
    charge.put("currency", "EUR");
    charge.put("status", "captured");
    charge.put("captured", TOTAL);
    charge.put("refunded", 0L);
    charge.put("voided", false);
    charge.put("at", world.tick().toString());
    world.ledger().add(charge);
    return this;
  }

  Order charged() {
    captured();
    payment("CAPTURED", true, false);
    step(PAYMENTS, "payment.charge", "DONE");
    completed("payment.charge");
    return this;
  }

  /** The call was begun, and nobody knows what became of it. */
  Order charging(String stepState) {
    payment("INTENDED", false, false);
    step(PAYMENTS, "payment.charge", stepState);
    return this;
  }

  private void shipment(String state, boolean booked) {
    world.sql(
        SHIPPING,
        """
        insert into shipment (order_id, idempotency_key, state, shipment_id, tracking_number,
                              version, created_at, updated_at)
        values (?, ?, ?, ?, ?, 0, now(), now())
        on conflict (order_id) do update set state = excluded.state,
          shipment_id = excluded.shipment_id""",
        id,
        id + ":shipping.book",
        state,
        booked ? "shp_" + id : null,
        booked ? "TRK" + id : null);
  }

  /** The carrier takes the booking. */
  private void taken(String status) {
    Map<String, Object> parcel = new HashMap<>();
    parcel.put("id", "shp_" + id);
    parcel.put("shipmentId", "shp_" + id);
    parcel.put("trackingNumber", "TRK" + id);
    parcel.put("idempotencyKey", id + ":shipping.book");
    parcel.put("reference", id);
    parcel.put("status", status);
    parcel.put("voided", status.equals("voided"));
    parcel.put("at", world.tick().toString());
    world.parcels().add(parcel);
  }

  Order booked() {
    taken("booked");
    shipment("BOOKED", true);
    step(SHIPPING, "shipping.book", "DONE");
    completed("shipping.book");
    return this;
  }

  /** The booking was stopped, and the carrier keeps the parcel: it was booked, after all. */
  Order bookedAfterAll() {
    return kept("BOOKED", "DONE");
  }

  /** As {@link #bookedAfterAll}, under a release that left the booking in doubt. */
  Order keptInDoubt() {
    return kept("INTENDED", "GIVEN_UP");
  }

  private Order kept(String shipment, String step) {
    taken("handed_over");
    shipment(shipment, !shipment.equals("INTENDED"));
    step(SHIPPING, "shipping.book", step);
    world.sql(
        SHIPPING,
        """
        update step_execution set undo_refusal_code = 'SHIPMENT_NOT_CANCELLABLE'
         where order_id = ?""",
        id);
    return event("STEP_REFUSED", "{\"topic\":\"shipping.cancel\"}");
  }

  Order committed() {
    committed = true;
    reservation("COMMITTED");
    move("COMMITTED", "reserved", "sold");
    step(INVENTORY, "inventory.commit", "DONE");
    completed("inventory.commit");
    return this;
  }

  Order confirmed() {
    world.sql(
        ORDERS,
        "update customer_order set status = 'CONFIRMED', total_amount = ? where order_id = ?",
        TOTAL,
        id);
    step(ORDERS, "order.confirm", "DONE");
    completed("order.confirm");
    become("CONFIRMED");
    waits();
    return told("CONFIRMED", "CONFIRMED");
  }

  private void waits() {
    world.sql(
        CAMUNDA,
        """
        insert into act_ru_event_subscr (id_, event_type_, event_name_, proc_inst_id_, activity_id_,
                                         created_)
        values (?, 'message', 'DELIVERED', ?, 'WaitForDelivery', now())""",
        "wait-" + id,
        instance());
    world.sql(
        CAMUNDA,
        """
        insert into act_ru_job (id_, type_, process_instance_id_) values (?, 'timer', ?)""",
        "timer-" + id,
        instance());
  }

  private void waitsNoMore() {
    world.sql(CAMUNDA, "delete from act_ru_event_subscr where proc_inst_id_ = ?", instance());
    world.sql(CAMUNDA, "delete from act_ru_job where process_instance_id_ = ?", instance());
  }

  private void become(String next) {
    event("STATUS_CHANGED", "{\"from\":\"" + status + "\",\"to\":\"" + next + "\"}");
    view("status", next);
    status = next;
  }

  /** A mail is sent; the event in the Message-ID and the one in the ledger are the same. */
  Order told(String name, String event) {
    String messageId = "<" + id + "." + name + ">";
    world.sql(
        NOTIFICATIONS,
        "insert into notification values (?, ?, ?, 'About your order', 'SENT', 0, now(), now())",
        messageId,
        id,
        event);
    step(NOTIFICATIONS, "notification.send", name.replace('-', '/'), "DONE");
    world.mail(messageId);
    completed("notification.send");
    return this;
  }

  private Order ended() {
    waitsNoMore();
    world.sql(CAMUNDA, "delete from act_ru_execution where proc_inst_id_ = ?", instance());
    world.sql(CAMUNDA, "update act_hi_procinst set end_time_ = now() where id_ = ?", instance());
    return this;
  }

  Order message(String kind, String state) {
    String field =
        switch (kind) {
          case "DELIVERY" -> "delivery";
          case "CANCELLATION" -> "cancellation";
          default -> "giveUp";
        };
    boolean refused = state.equals("REFUSED");
    world.sql(
        CAMUNDA,
        """
        insert into order_message (order_id, kind, state, answer_status, answer, requested_at,
                                   next_attempt_at)
        values (?, ?, ?, ?, ?, now(), now())""",
        id,
        kind,
        state,
        refused ? 409 : 202,
        refused
            ? "The order can no longer be cancelled."
            : "{\"orderId\":\"%s\",\"%s\":\"%s\"}"
                .formatted(id, field, kind.equals("GIVE_UP") ? "ACCEPTED" : "REQUESTED"));
    switch (kind) {
      case "DELIVERY" -> event("DELIVERY_REQUESTED", "{}");
      case "CANCELLATION" -> {
        event("CANCELLATION_REQUESTED", "{}");
        view("cancellation", "REQUESTED");
      }
      default -> event("GIVE_UP_REQUESTED", "{}");
    }
    return this;
  }

  Order cancellation(String decision) {
    view("cancellation", decision);
    return event("CANCELLATION_" + decision, "{}");
  }

  Order delivered() {
    world.parcel(id).put("status", "delivered");
    message("DELIVERY", "APPLIED");
    world.sql(ORDERS, "update customer_order set status = 'DELIVERED' where order_id = ?", id);
    step(ORDERS, "order.complete", "DONE");
    completed("order.complete");
    become("DELIVERED");
    told("DELIVERED", "DELIVERED");
    return ended();
  }

  /** A step says no; the rows of its effect are for the caller. */
  Order refused(Database database, String topic) {
    step(database, topic, "REFUSED");
    return event("STEP_REFUSED", "{\"topic\":\"" + topic + "\"}");
  }

  Order declined() {
    payment("DECLINED", false, false);
    return refused(PAYMENTS, "payment.charge");
  }

  Order shippingRejected() {
    shipment("REJECTED", false);
    return refused(SHIPPING, "shipping.book");
  }

  /** A stopped step's own undo comes before the step. */
  Order tombstone(Database database, String topic, String undo) {
    step(database, topic, "TOMBSTONE");
    undone(undo);
    return this;
  }

  /** Its log has no booking, as where the carrier kept the parcel of a stopped one. */
  Order forgetsBooking() {
    world.sql(
        CAMUNDA,
        """
        delete from order_event
         where order_id = ? and kind = 'STEP_COMPLETED' and data ->> 'topic' = 'shipping.book'""",
        id);
    return this;
  }

  Order uncommittedIfCommitted() {
    return committed ? uncommitted() : this;
  }

  Order uncommitted() {
    reservation("RESERVED");
    move("UNCOMMITTED", "sold", "reserved");
    undo(INVENTORY, "inventory.commit");
    undone("inventory.uncommit");
    return this;
  }

  Order released() {
    reservation("RELEASED");
    move("RELEASED", "reserved", "available");
    undo(INVENTORY, "inventory.reserve");
    undone("inventory.release");
    return this;
  }

  Order refunded() {
    world.charge(id).put("refunded", TOTAL);
    payment("REFUNDED", true, true);
    undo(PAYMENTS, "payment.charge");
    undone("payment.refund");
    return this;
  }

  /** As an operator declared: the provider keeps the money, the customer has it all the same. */
  Order refundedByHand() {
    declared("UNDONE_BY_HAND", "payment.refund", "Paid back by transfer.");
    payment("MANUAL", true, false);
    undo(PAYMENTS, "payment.charge");
    manual(PAYMENTS, "payment.charge");
    undone("payment.refund");
    return this;
  }

  /** As an operator declared: the carrier's list says nothing of it. */
  Order shipmentCancelledByHand() {
    declared("UNDONE_BY_HAND", "shipping.cancel", "By phone.");
    shipment("MANUAL", true);
    undo(SHIPPING, "shipping.book");
    manual(SHIPPING, "shipping.book");
    undone("shipping.cancel");
    return this;
  }

  /** As an operator declared: the pieces are back on the shelf. */
  Order releasedByHand() {
    declared("UNDONE_BY_HAND", "inventory.release", "Counted.");
    released();
    manual(INVENTORY, "inventory.reserve");
    return this;
  }

  /** An operator accepts that the provider keeps a late charge of a settlement. */
  Order settlementAccepted() {
    captured();
    declared("SETTLEMENT_ACCEPTED", "payment.charge", "Agreed with the bank.");
    payment("MANUAL", false, false);
    manual(PAYMENTS, "payment.charge");
    return settlement("CONFIRMED", "CONFIRMED");
  }

  private void declared(String kind, String topic, String reason) {
    event(
        kind, "{\"topic\":\"%s\",\"by\":\"operator\",\"reason\":\"%s\"}".formatted(topic, reason));
  }

  private void manual(Database database, String topic) {
    world.sql(
        database,
        "update step_execution set state = 'MANUAL' where order_id = ? and step = ?",
        id,
        topic);
  }

  /** An operator has a message sent again. */
  Order toldAgain(String event) {
    event("NOTIFICATION_REPEATED", "{\"event\":\"" + event + "\",\"by\":\"operator\"}");
    step(NOTIFICATIONS, "notification.send", event + "/repeat-1", "DONE");
    world.mail("<" + id + "." + event + ">");
    return this;
  }

  /** The undo of a charge in doubt: nothing had been taken. */
  Order voided() {
    payment("VOIDED", false, false);
    undo(PAYMENTS, "payment.charge");
    undone("payment.refund");
    return this;
  }

  /** The undo of a charge in doubt got no answer: it counts as done, and a settlement is open. */
  Order undoneWithoutAnswer() {
    undo(PAYMENTS, "payment.charge");
    undone("payment.refund");
    return settlement("OPEN", "OPEN");
  }

  Order settlement(String state, String reported) {
    world.sql(
        PAYMENTS,
        """
        insert into settlement (order_id, step, occurrence, idempotency_key, input, state, reported,
                                next_attempt_at)
        values (?, 'payment.charge', '', ?, '{}', ?, ?, now())
        on conflict (order_id, step, occurrence) do update
        set state = excluded.state, reported = excluded.reported""",
        id,
        id + ":payment.charge",
        state,
        reported);
    if (reported != null) {
      world.sql(
          CAMUNDA,
          """
          insert into order_settlement (order_id, topic, state, opened_at)
          values (?, 'payment.charge', ?, now())
          on conflict (order_id, topic) do update set state = excluded.state""",
          id,
          reported);
      event(
          reported.equals("OPEN") ? "SETTLEMENT_OPENED" : "SETTLEMENT_CONFIRMED",
          "{\"topic\":\"payment.charge\"}");
    }
    return this;
  }

  /** The provider confirms at last: the late charge was returned. */
  Order settled() {
    captured();
    Map<String, Object> charge = world.charge(id);
    charge.put("refunded", TOTAL);
    charge.put("voided", true);
    payment("REFUNDED", true, true);
    return settlement("CONFIRMED", "CONFIRMED");
  }

  Order shipmentCancelled() {
    world.parcel(id).put("status", "cancelled");
    shipment("CANCELLED", true);
    undo(SHIPPING, "shipping.book");
    undone("shipping.cancel");
    return this;
  }

  /** The wait is left for something else. */
  Order leavesTheWait() {
    waitsNoMore();
    return this;
  }

  /** The chain is through: the order is closed, its customer told, its process over. */
  Order closed(String outcome, String reason) {
    world.sql(
        ORDERS,
        """
        insert into customer_order (order_id, version, status, failure_reason, created_at, changed_at)
        values (?, 0, ?, ?, now(), now())
        on conflict (order_id) do update
        set status = excluded.status, failure_reason = excluded.failure_reason""",
        id,
        outcome,
        reason);
    view("failure_reason", reason);
    step(ORDERS, "order.close", "DONE");
    completed("order.close");
    become(outcome);
    told(outcome, outcome);
    return ended();
  }
}
