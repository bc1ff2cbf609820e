package org.ordersaga.auditor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.ordersaga.auditor.source.Database.CAMUNDA;
import static org.ordersaga.auditor.source.Database.INVENTORY;
import static org.ordersaga.auditor.source.Database.NOTIFICATIONS;
import static org.ordersaga.auditor.source.Database.ORDERS;
import static org.ordersaga.auditor.source.Database.PAYMENTS;
import static org.ordersaga.auditor.source.Database.SHIPPING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ordersaga.auditor.source.Database;
import org.ordersaga.auditor.world.Order;
import org.ordersaga.auditor.world.Orders;
import org.ordersaga.auditor.world.World;

/**
 * Breaks the data on purpose, and sees exactly the invariant and the order named: {@code I4
 * confirmed} is a violation of I4 by the order with the id {@code confirmed}.
 */
class BrokenDataTest {

  private static World world;

  @BeforeAll
  static void everythingIsRight() throws Exception {
    world = new World();
    Orders.atRest(world);
    Orders.inMotion(world);
    world.keep();
  }

  @AfterEach
  void everythingIsRightAgain() throws Exception {
    world.restore();
  }

  @AfterAll
  static void end() throws Exception {
    world.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "agreement",
    "stock",
    "money",
    "ledger",
    "carrier",
    "reservations",
    "steps",
    "messages",
    "transitions",
    "answers",
    "prices",
    "strangers"
  })
  void isFoundAndNamed(String what, Consumer<World> damage, String expected) throws Exception {
    damage.accept(world);
    World.Run run = World.run(Auditor.command(world.environment()), "--json");
    assertThat(run.err()).isEmpty();
    assertThat(violations(run.out())).as(run.out()).isEqualTo(new TreeSet<>(names(expected)));
    assertThat(run.exitCode()).isEqualTo(1);
  }

  private static TreeSet<String> names(String expected) {
    return new TreeSet<>(List.of(expected.split(", ")));
  }

  private static TreeSet<String> violations(String json) throws Exception {
    TreeSet<String> violations = new TreeSet<>();
    for (JsonNode line : new ObjectMapper().readTree(json).path("invariants")) {
      for (JsonNode subject : line.path("violatedBy")) {
        violations.add(line.path("id").asText() + " " + subject.asText());
      }
    }
    return violations;
  }

  static Stream<Arguments> agreement() {
    return Stream.of(
        sql(
            "the status is not what the log says",
            CAMUNDA,
            "update order_view set status = 'DELIVERED' where order_id = 'confirmed'",
            "I1 confirmed, I7 confirmed"),
        sql(
            "the order table has another status",
            ORDERS,
            "update customer_order set status = 'PENDING' where order_id = 'confirmed'",
            "I1 confirmed, I6 confirmed"),
        sql(
            "the order table has lost an order",
            ORDERS,
            "delete from customer_order where order_id = 'declined'",
            "I1 declined, I6 declined"),
        sql(
            "the order table has another reason",
            ORDERS,
            "update customer_order set failure_reason = 'EXPIRED' where order_id = 'declined'",
            "I1 declined"),
        sql(
            "the order table has other lines",
            ORDERS,
            "update order_line set quantity = 3 where order_id = 'declined' and sku = 'BOOK-001'",
            "I1 declined"),
        sql(
            "the order table lost a line",
            ORDERS,
            "delete from order_line where order_id = 'confirmed' and sku = 'BOOK-001'",
            "I1 confirmed"),
        sql(
            "the process is gone, the order open",
            CAMUNDA,
            "delete from act_ru_execution where proc_inst_id_ = 'instance-of-confirmed'",
            "I1 confirmed"),
        damage(
            "an administrator deleted the process of an order on its way",
            w -> {
              w.sql(
                  CAMUNDA,
                  "delete from act_ru_execution where proc_inst_id_ = 'instance-of-paying'");
              w.sql(
                  CAMUNDA,
                  "delete from act_ru_ext_task where proc_inst_id_ = 'instance-of-paying'");
              w.sql(
                  CAMUNDA,
                  "update act_hi_procinst set end_time_ = now() where id_ = 'instance-of-paying'");
            },
            "I1 paying"),
        sql(
            "a confirmed order has its reminders, and nothing will ever deliver it",
            CAMUNDA,
            "delete from act_ru_event_subscr where proc_inst_id_ = 'instance-of-confirmed'",
            "I1 confirmed"),
        sql(
            "nothing will ever move the process",
            CAMUNDA,
            "delete from act_ru_ext_task where proc_inst_id_ = 'instance-of-paying'",
            "I1 paying"),
        damage(
            "the process waits for a delivery that would end nothing",
            w -> {
              w.sql(
                  CAMUNDA, "update order_view set status = 'PENDING' where order_id = 'confirmed'");
              w.sql(
                  CAMUNDA,
                  "delete from order_event where order_id = 'confirmed' and kind = 'STATUS_CHANGED'");
            },
            "I1 confirmed"),
        damage(
            "a process runs on after its order ended",
            w ->
                w.sql(
                    CAMUNDA,
                    "insert into act_ru_execution (id_, proc_inst_id_, business_key_, proc_def_id_)"
                        + " values ('instance-of-declined', 'instance-of-declined', 'declined', 'order-process:1')"),
            "I1 declined"),
        damage(
            "an order has two processes",
            w ->
                w.sql(
                    CAMUNDA,
                    "insert into act_ru_execution (id_, proc_inst_id_, business_key_, proc_def_id_)"
                        + " values ('another', 'another', 'confirmed', 'order-process:1')"),
            "I1 confirmed"),
        sql(
            "another process is the order's",
            CAMUNDA,
            "update order_view set process_instance_id = 'another' where order_id = 'delivered'",
            "I1 delivered"),
        sql(
            "the log lost its begin",
            CAMUNDA,
            "delete from order_event where order_id = 'declined' and kind = 'ORDER_ACCEPTED'",
            "I1 declined"),
        sql(
            "the log begins twice",
            CAMUNDA,
            "insert into order_event (order_id, time, kind, data) values ('declined', now(), 'ORDER_ACCEPTED', '{}')",
            "I1 declined"),
        sql(
            "the log is gone",
            CAMUNDA,
            "delete from order_event where order_id = 'confirmed'",
            "I1 confirmed, I7 confirmed"),
        sql(
            "the log lost a step of a standing order",
            CAMUNDA,
            "delete from order_event where order_id = 'confirmed' and data ->> 'topic' = 'payment.charge'",
            "I1 confirmed"),
        sql(
            "a cancellation is asked for and nobody decides it",
            CAMUNDA,
            "update order_view set cancellation = 'REQUESTED' where order_id = 'kept'",
            "I1 kept"),
        sql(
            "a cancellation is done, and the order stands",
            CAMUNDA,
            "update order_view set cancellation = 'DONE' where order_id = 'kept'",
            "I1 kept"),
        sql(
            "an order is cancelled, and nobody asked for it",
            CAMUNDA,
            "delete from order_event where order_id = 'nevercreated' and kind like 'CANCELLATION%';"
                + " delete from order_message where order_id = 'nevercreated';"
                + " update order_view set cancellation = 'NONE' where order_id = 'nevercreated'",
            "I1 nevercreated"),
        sql(
            "a cancellation is in no log",
            CAMUNDA,
            "update order_view set cancellation = 'REFUSED' where order_id = 'confirmed'",
            "I1 confirmed"),
        sql(
            "a cancellation is forgotten",
            CAMUNDA,
            "update order_view set cancellation = 'NONE' where order_id = 'toolate'",
            "I1 toolate"),
        sql(
            "the request of a cancellation is gone",
            CAMUNDA,
            "delete from order_message where order_id = 'cancelled'",
            "I1 cancelled"),
        sql(
            "a delivery came from nowhere",
            CAMUNDA,
            "delete from order_message where order_id = 'delivered'",
            "I1 delivered"),
        sql(
            "giving up is in no log",
            CAMUNDA,
            "delete from order_event where order_id = 'givenup' and kind = 'GIVE_UP_REQUESTED'",
            "I1 givenup"),
        sql(
            "process-app does not know of a settlement",
            CAMUNDA,
            "delete from order_settlement where order_id = 'settled'",
            "I1 settled"),
        sql(
            "process-app takes a settlement for open",
            CAMUNDA,
            "update order_settlement set state = 'OPEN' where order_id = 'settled'",
            "I1 settled"),
        sql(
            "process-app takes an open settlement for confirmed",
            CAMUNDA,
            "update order_settlement set state = 'CONFIRMED' where order_id = 'settling'",
            "I1 settling"),
        sql(
            "the log lost a settlement",
            CAMUNDA,
            "delete from order_event where order_id = 'settled' and kind = 'SETTLEMENT_CONFIRMED'",
            "I1 settled"),
        sql(
            "a worker lost a settlement",
            PAYMENTS,
            "delete from settlement where order_id = 'settled'",
            "I1 settled"),
        sql(
            "an order was accepted, and nobody sees it",
            CAMUNDA,
            "delete from order_view where order_id = 'nevercreated'",
            "I1 nevercreated, I6 nevercreated, I7 nevercreated, I9 nevercreated"),
        sql(
            "an order is seen that was never accepted",
            CAMUNDA,
            "delete from order_intake where order_id = 'nevercreated'",
            "I1 nevercreated, I6 nevercreated, I7 nevercreated, I9 nevercreated"));
  }

  static Stream<Arguments> stock() {
    return Stream.of(
        sql(
            "a piece vanished from the shelf",
            INVENTORY,
            "update product set available = available - 1 where sku = 'TOY-001'",
            "I2 product TOY-001"),
        sql(
            "a piece appeared on the shelf",
            INVENTORY,
            "update product set available = available + 1 where sku = 'TOY-001'",
            "I2 product TOY-001"),
        sql(
            "reserved pieces were forgotten",
            INVENTORY,
            "update product set reserved = 0 where sku = 'HOME-004'",
            "I2 product HOME-004"),
        sql(
            "a piece was sold for no order",
            INVENTORY,
            "update product set available = available - 1, sold = sold + 1 where sku = 'TOY-001'",
            "I2 product TOY-001"),
        sql(
            "a piece is reserved for no order",
            INVENTORY,
            "update product set available = available - 1, reserved = reserved + 1 where sku = 'TOY-001'",
            "I2 product TOY-001"),
        damage(
            "less than nothing is there, and the sum is right",
            w -> {
              w.sql(INVENTORY, "alter table product drop constraint product_available_check");
              w.sql(
                  INVENTORY, "update product set available = -1, sold = 121 where sku = 'TOY-001'");
            },
            "I2 product TOY-001"),
        sql(
            "goods came in and were put nowhere",
            INVENTORY,
            "insert into stock_movement (sku, kind, quantity) values ('TOY-001', 'RECEIVED', 5)",
            "I2 product TOY-001"),
        sql(
            "the first delivery of a product is gone",
            INVENTORY,
            "delete from stock_movement where sku = 'TOY-001' and kind = 'RECEIVED'",
            "I2 product TOY-001"),
        sql(
            "a reservation has no movement",
            INVENTORY,
            "delete from stock_movement where order_id = 'declined' and sku = 'BOOK-001' and kind = 'RESERVED'",
            "I2 declined, I2 product BOOK-001"),
        sql(
            "a sale has no movement",
            INVENTORY,
            "delete from stock_movement where order_id = 'confirmed' and sku = 'BOOK-001' and kind = 'COMMITTED'",
            "I2 confirmed, I2 product BOOK-001"),
        sql(
            "all movements of an order are gone",
            INVENTORY,
            "delete from stock_movement where order_id = 'declined'",
            "I2 declined"),
        sql(
            "a movement is over fewer pieces",
            INVENTORY,
            "update stock_movement set quantity = 1 where order_id = 'confirmed' and sku = 'BOOK-001' and kind = 'COMMITTED'",
            "I2 confirmed, I2 product BOOK-001"),
        sql(
            "a movement belongs to another order",
            INVENTORY,
            "update stock_movement set order_id = 'delivered' where order_id = 'confirmed' and sku = 'BOOK-001' and kind = 'COMMITTED'",
            "I2 confirmed, I2 delivered, I6 delivered"),
        sql(
            "a movement is of another product",
            INVENTORY,
            "update stock_movement set sku = 'TOY-001' where order_id = 'confirmed' and sku = 'BOOK-001' and kind = 'COMMITTED'",
            "I2 confirmed, I2 product BOOK-001, I2 product TOY-001"),
        sql(
            "a line of a reservation is gone",
            INVENTORY,
            "delete from reservation_line where order_id = 'confirmed' and sku = 'BOOK-001'",
            "I2 confirmed, I2 product BOOK-001, I5 confirmed, I10 confirmed"),
        sql(
            "a reservation in motion has no movement",
            INVENTORY,
            "delete from stock_movement where order_id = 'paying' and sku = 'BOOK-001'",
            "I2 paying, I2 product BOOK-001"));
  }

  static Stream<Arguments> money() {
    return Stream.of(
        damage(
            "a refund of a rejected order is gone",
            w -> {
              w.charge("unserved").put("refunded", 0L);
              w.sql(
                  PAYMENTS,
                  "update payment set refunded = 0, state = 'CAPTURED' where order_id = 'unserved'");
            },
            "I3 unserved, I3 sum in EUR, I6 unserved"),
        damage(
            "a standing order was paid back",
            w -> {
              w.charge("confirmed").put("refunded", Order.TOTAL);
              w.sql(
                  PAYMENTS,
                  "update payment set refunded = amount, state = 'REFUNDED' where order_id = 'confirmed'");
            },
            "I3 confirmed, I3 sum in EUR, I6 confirmed"),
        damage(
            "a standing order was never charged",
            w -> {
              w.ledger().remove(w.charge("confirmed"));
              w.sql(PAYMENTS, "delete from payment where order_id = 'confirmed'");
            },
            "I3 confirmed, I3 sum in EUR, I6 confirmed"),
        damage(
            "the provider kept a part",
            w -> w.charge("cancelled").put("refunded", Order.TOTAL - 1),
            "I3 cancelled, I3 sum in EUR, I4 cancelled"),
        damage(
            "the provider paid back a part of a standing order",
            w -> w.charge("delivered").put("refunded", 1L),
            "I3 delivered, I3 sum in EUR, I4 delivered"),
        damage(
            "too much was captured of one, too little of another: the sum is right",
            w -> {
              w.charge("delivered").put("captured", Order.TOTAL + 5);
              w.charge("confirmed").put("captured", Order.TOTAL - 5);
            },
            "I3 delivered, I4 delivered, I3 confirmed, I4 confirmed"),
        damage(
            "a charge that landed late is not returned",
            w -> {
              w.charge("settled").put("refunded", 0L);
              w.charge("settled").put("voided", false);
            },
            "I3 settled, I3 sum in EUR, I4 settled"),
        damage(
            "money was kept in another currency",
            w -> w.charge("confirmed").put("currency", "CHF"),
            "I3 confirmed, I3 sum in EUR, I3 sum in CHF, I4 confirmed, I10 confirmed"));
  }

  static Stream<Arguments> ledger() {
    return Stream.of(
        damage(
            "a key was charged twice",
            w -> w.ledger().add(copy(w.charge("confirmed"), "id", "ch_twice")),
            "I3 confirmed, I3 sum in EUR, I4 confirmed"),
        damage(
            "a key was charged twice while its order is in motion",
            w -> w.ledger().add(copy(w.charge("paying"), "id", "ch_twice")),
            "I4 paying"),
        damage(
            "a charge and its refund are with another key",
            w -> {
              Map<String, Object> second = copy(w.charge("unserved"), "id", "ch_second");
              second.put("idempotencyKey", "unserved:another");
              w.ledger().add(second);
            },
            "I4 unserved"),
        damage(
            "the ledger lost a charge that was paid back",
            w -> w.ledger().remove(w.charge("unserved")),
            "I4 unserved"),
        damage(
            "the ledger has another id",
            w -> w.charge("confirmed").put("id", "ch_other"),
            "I4 confirmed"),
        damage(
            "the ledger has another key",
            w -> w.charge("confirmed").put("idempotencyKey", "confirmed:another"),
            "I4 confirmed"),
        damage(
            "the ledger has another amount",
            w -> w.charge("confirmed").put("amount", Order.TOTAL + 1),
            "I4 confirmed, I10 confirmed"),
        damage(
            "a standing order's charge is voided",
            w -> w.charge("confirmed").put("voided", true),
            "I4 confirmed"),
        damage(
            "a charge refers to another order",
            w -> w.charge("unserved").put("reference", "declined"),
            "I4 unserved, I4 declined"),
        damage(
            "a charge is for no order at all",
            w ->
                w.ledger()
                    .add(copy(copy(w.charge("unserved"), "id", "ch_lost"), "reference", null)),
            "I4 charge ch_lost"),
        damage(
            "a charge is for an order that never was",
            w -> {
              Map<String, Object> ghost = copy(w.charge("unserved"), "id", "ch_ghost");
              ghost.put("reference", "ghost");
              w.ledger().add(ghost);
            },
            "I4 ghost"),
        sql(
            "the payments table lost a payment that was paid back",
            PAYMENTS,
            "delete from payment where order_id = 'unserved'",
            "I4 unserved, I6 unserved"),
        sql(
            "the payments table has another charge",
            PAYMENTS,
            "update payment set charge_id = 'ch_other' where order_id = 'confirmed'",
            "I4 confirmed"),
        sql(
            "the payments table names no charge",
            PAYMENTS,
            "update payment set charge_id = null where order_id = 'confirmed'",
            "I4 confirmed"),
        sql(
            "the payments table has another key",
            PAYMENTS,
            "update payment set idempotency_key = 'another' where order_id = 'confirmed'",
            "I4 confirmed"),
        sql(
            "the payments table captured less",
            PAYMENTS,
            "update payment set captured = captured - 1 where order_id = 'confirmed'",
            "I4 confirmed"),
        sql(
            "the payments table has a refund that the provider has not",
            PAYMENTS,
            "update payment set refunded = 1 where order_id = 'confirmed'",
            "I4 confirmed"),
        sql(
            "a declined payment was captured",
            PAYMENTS,
            "update payment set captured = amount where order_id = 'declined'",
            "I4 declined"),
        sql(
            "a payment is in doubt, and nobody settles it",
            PAYMENTS,
            "update payment set state = 'INTENDED' where order_id = 'unavailable'",
            "I4 unavailable"),
        damage(
            "a settlement is confirmed, and its payment is in doubt still",
            w -> {
              w.sql(
                  PAYMENTS,
                  "update payment set state = 'INTENDED', charge_id = null, captured = 0, refunded = 0 where order_id = 'settled'");
              w.ledger().remove(w.charge("settled"));
            },
            "I4 settled"),
        damage(
            "a shipment is in doubt, and nobody settles it",
            w ->
                w.sql(
                    SHIPPING,
                    "update shipment set state = 'INTENDED' where order_id = 'cancelled'"),
            "I4 cancelled"),
        sql(
            "a shipment has another key",
            SHIPPING,
            "update shipment set idempotency_key = 'another' where order_id = 'confirmed'",
            "I4 confirmed"));
  }

  static Stream<Arguments> carrier() {
    return Stream.of(
        damage(
            "a rejected order's parcel goes to its customer",
            w ->
                w.parcels()
                    .add(
                        copy(
                            copy(w.parcel("confirmed"), "id", "shp_second"),
                            "reference",
                            "declined")),
            "I4 declined"),
        damage(
            "a cancelled order's parcel goes to its customer",
            w -> w.parcel("cancelled").put("status", "handed_over"),
            "I4 cancelled"),
        damage(
            "a cancelled order's parcel is with its customer",
            w -> w.parcel("cancelled").put("status", "delivered"),
            "I4 cancelled"),
        damage(
            "a standing order's parcel goes nowhere",
            w -> w.parcel("confirmed").put("status", "cancelled"),
            "I4 confirmed"),
        damage(
            "a standing order's parcel is voided",
            w -> w.parcel("delivered").put("status", "voided"),
            "I4 delivered"),
        damage(
            "the carrier lost a standing order's parcel",
            w -> w.parcels().remove(w.parcel("confirmed")),
            "I4 confirmed"),
        damage(
            "the carrier lost a cancelled order's shipment",
            w -> w.parcels().remove(w.parcel("cancelled")),
            "I4 cancelled"),
        damage(
            "the carrier brings another parcel",
            w -> w.parcel("confirmed").put("id", "shp_other"),
            "I4 confirmed"),
        damage(
            "the carrier cancelled another parcel",
            w -> w.parcel("cancelled").put("id", "shp_other"),
            "I4 cancelled"),
        damage(
            "the carrier's parcel has another key",
            w -> w.parcel("confirmed").put("idempotencyKey", "confirmed:another"),
            "I4 confirmed"),
        damage(
            "the carrier brings two parcels",
            w -> {
              Map<String, Object> second = copy(w.parcel("mailing"), "id", "shp_second");
              second.put("idempotencyKey", "mailing:another");
              w.parcels().add(second);
            },
            "I4 mailing"),
        damage(
            "a key was booked twice, and one is cancelled",
            w -> {
              Map<String, Object> second = copy(w.parcel("mailing"), "id", "shp_second");
              second.put("status", "cancelled");
              w.parcels().add(second);
            },
            "I4 mailing"),
        damage(
            "a parcel is for no order at all",
            w ->
                w.parcels()
                    .add(copy(copy(w.parcel("confirmed"), "id", "shp_lost"), "reference", null)),
            "I4 shipment shp_lost"),
        damage(
            "a parcel is for an order that never was",
            w -> {
              Map<String, Object> ghost = copy(w.parcel("cancelled"), "id", "shp_ghost");
              ghost.put("reference", "ghost");
              w.parcels().add(ghost);
            },
            "I4 ghost"),
        damage(
            "nobody can show the parcel that an older release says was kept",
            w -> w.parcels().remove(w.parcel("olderkept")),
            "I4 olderkept"),
        sql(
            "a booking is in doubt, and nobody says that it was kept",
            SHIPPING,
            "update step_execution set undo_refusal_code = null where order_id = 'olderkept'",
            "I4 olderkept, I6 olderkept"),
        sql(
            "the shipment table names another parcel",
            SHIPPING,
            "update shipment set shipment_id = 'shp_other' where order_id = 'confirmed'",
            "I4 confirmed"));
  }

  static Stream<Arguments> reservations() {
    return Stream.of(
        damage(
            "a rejected order keeps its reservation",
            w -> {
              w.sql(
                  INVENTORY,
                  "update reservation set status = 'RESERVED' where order_id = 'declined'");
              w.sql(
                  INVENTORY,
                  "delete from stock_movement where order_id = 'declined' and kind = 'RELEASED'");
              w.sql(
                  INVENTORY,
                  "update product set available = available - 2, reserved = reserved + 2 where sku = 'BOOK-001'");
              w.sql(
                  INVENTORY,
                  "update product set available = available - 1, reserved = reserved + 1 where sku = 'HOME-004'");
            },
            "I5 declined, I6 declined"),
        damage(
            "a live order's goods were taken from it",
            w -> {
              w.sql(
                  INVENTORY,
                  "update reservation set status = 'RELEASED' where order_id = 'confirmed'");
              w.sql(
                  INVENTORY,
                  "delete from stock_movement where order_id = 'confirmed' and kind = 'COMMITTED'");
              w.sql(
                  INVENTORY,
                  "insert into stock_movement (sku, order_id, kind, quantity) values ('BOOK-001', 'confirmed', 'RELEASED', 2), ('HOME-004', 'confirmed', 'RELEASED', 1)");
              w.sql(
                  INVENTORY,
                  "update product set available = available + 2, sold = sold - 2 where sku = 'BOOK-001'");
              w.sql(
                  INVENTORY,
                  "update product set available = available + 1, sold = sold - 1 where sku = 'HOME-004'");
            },
            "I5 confirmed, I6 confirmed"),
        damage(
            "a live order's goods are not sold to it",
            w -> {
              w.sql(
                  INVENTORY,
                  "update reservation set status = 'RESERVED' where order_id = 'confirmed'");
              w.sql(
                  INVENTORY,
                  "delete from stock_movement where order_id = 'confirmed' and kind = 'COMMITTED'");
              w.sql(
                  INVENTORY,
                  "update product set reserved = reserved + 2, sold = sold - 2 where sku = 'BOOK-001'");
              w.sql(
                  INVENTORY,
                  "update product set reserved = reserved + 1, sold = sold - 1 where sku = 'HOME-004'");
              w.sql(
                  INVENTORY,
                  "delete from step_execution where order_id = 'confirmed' and step = 'inventory.commit'");
            },
            "I1 confirmed, I5 confirmed, I6 confirmed"),
        damage(
            "a live order's reservation is gone without a trace",
            w -> {
              w.sql(INVENTORY, "delete from reservation where order_id = 'confirmed'");
              w.sql(INVENTORY, "delete from reservation_line where order_id = 'confirmed'");
              w.sql(INVENTORY, "delete from stock_movement where order_id = 'confirmed'");
              w.sql(
                  INVENTORY,
                  "update product set available = available + 2, sold = sold - 2 where sku = 'BOOK-001'");
              w.sql(
                  INVENTORY,
                  "update product set available = available + 1, sold = sold - 1 where sku = 'HOME-004'");
            },
            "I5 confirmed, I6 confirmed"),
        sql(
            "a reservation is over other goods than the order",
            CAMUNDA,
            "update order_view set lines = '[{\"sku\":\"BOOK-001\",\"quantity\":1},{\"sku\":\"HOME-004\",\"quantity\":1}]' where order_id = 'paying'",
            "I1 paying, I5 paying"),
        damage(
            "a reservation is for an order that never was",
            w -> {
              w.sql(
                  INVENTORY,
                  "insert into reservation values ('ghost', 0, 'RESERVED', 3995, 'EUR', now(), now())");
              w.sql(INVENTORY, "insert into reservation_line values ('ghost', 'TOY-001', 1, 3995)");
              w.sql(
                  INVENTORY,
                  "insert into stock_movement (sku, order_id, kind, quantity) values ('TOY-001', 'ghost', 'RESERVED', 1)");
              w.sql(
                  INVENTORY,
                  "update product set available = available - 1, reserved = 1 where sku = 'TOY-001'");
            },
            "I5 ghost, I6 ghost"));
  }

  static Stream<Arguments> steps() {
    return Stream.of(
        sql(
            "a charge was taken back by nobody",
            PAYMENTS,
            "update step_execution set state = 'DONE', undone_at = null where order_id = 'cancelled'",
            "I6 cancelled"),
        sql(
            "a reservation was taken back by nobody",
            INVENTORY,
            "update step_execution set state = 'DONE', undone_at = null where order_id = 'declined'",
            "I6 declined"),
        sql(
            "a booking was taken back by nobody",
            SHIPPING,
            "update step_execution set state = 'DONE', undone_at = null where order_id = 'cancelled'",
            "I6 cancelled"),
        sql(
            "a step given up was never undone",
            PAYMENTS,
            "update step_execution set state = 'GIVEN_UP', undone_at = null where order_id = 'unavailable'",
            "I6 unavailable"),
        sql(
            "a step in doubt was never undone",
            PAYMENTS,
            "update step_execution set state = 'INTENDED', undone_at = null where order_id = 'unavailable'",
            "I6 unavailable"),
        sql(
            "the ledger lost a charge",
            PAYMENTS,
            "delete from step_execution where order_id = 'confirmed'",
            "I1 confirmed, I6 confirmed"),
        sql(
            "the ledger lost a reservation that was undone",
            INVENTORY,
            "delete from step_execution where order_id = 'expired'",
            "I1 expired, I6 expired"),
        sql(
            "the ledger lost the commit",
            INVENTORY,
            "delete from step_execution where order_id = 'confirmed' and step = 'inventory.commit'",
            "I1 confirmed, I6 confirmed"),
        sql(
            "the ledger lost the closing",
            ORDERS,
            "delete from step_execution where order_id = 'declined' and step = 'order.close'",
            "I6 declined"),
        sql(
            "the ledger lost the creation",
            ORDERS,
            "delete from step_execution where order_id = 'confirmed' and step = 'order.create'",
            "I6 confirmed"),
        sql(
            "the ledger lost the confirmation",
            ORDERS,
            "delete from step_execution where order_id = 'confirmed' and step = 'order.confirm'",
            "I1 confirmed, I6 confirmed"),
        sql(
            "the ledger lost the completion",
            ORDERS,
            "delete from step_execution where order_id = 'delivered' and step = 'order.complete'",
            "I6 delivered"),
        sql(
            "a step is done, and its effect is not there",
            SHIPPING,
            "delete from shipment where order_id = 'confirmed'",
            "I4 confirmed, I6 confirmed"),
        sql(
            "an effect is there, and its step was refused",
            SHIPPING,
            "update shipment set state = 'BOOKED' where order_id = 'unserved'",
            "I4 unserved, I6 unserved"),
        sql(
            "an effect is there after its tombstone",
            PAYMENTS,
            "insert into payment values ('expired', 'expired:payment.charge', 'DECLINED', 11800, 'EUR', null, 0, null, 0, null, 0, now(), now())",
            "I6 expired"),
        sql(
            "a shipment was cancelled under a standing order",
            SHIPPING,
            "update shipment set state = 'CANCELLED' where order_id = 'confirmed'",
            "I4 confirmed, I6 confirmed"),
        sql(
            "a step of a standing order was undone",
            SHIPPING,
            "update step_execution set state = 'UNDONE', undone_at = now() where order_id = 'confirmed'",
            "I6 confirmed"),
        sql(
            "a step was undone at no time",
            PAYMENTS,
            "update step_execution set undone_at = null where order_id = 'cancelled'",
            "I6 cancelled"),
        sql(
            "a step that stands was undone some time",
            PAYMENTS,
            "update step_execution set undone_at = now() where order_id = 'confirmed'",
            "I6 confirmed"),
        sql(
            "the reservation was undone before the charge",
            INVENTORY,
            "update step_execution set undone_at = timestamptz '2026-11-01' where order_id = 'cancelled' and step = 'inventory.reserve'",
            "I6 cancelled"),
        sql(
            "the commit was undone after the charge",
            INVENTORY,
            "update step_execution set undone_at = timestamptz '2026-12-01' where order_id = 'cancelled' and step = 'inventory.commit'",
            "I6 cancelled"),
        damage(
            "the log has two undos in the wrong order",
            w -> {
              w.sql(
                  CAMUNDA,
                  "update order_event set data = '{\"topic\":\"x\"}' where order_id = 'cancelled' and kind = 'STEP_UNDONE' and data ->> 'topic' = 'inventory.release'");
              w.sql(
                  CAMUNDA,
                  "update order_event set data = '{\"topic\":\"inventory.release\"}' where order_id = 'cancelled' and kind = 'STEP_UNDONE' and data ->> 'topic' = 'payment.refund'");
              w.sql(
                  CAMUNDA,
                  "update order_event set data = '{\"topic\":\"payment.refund\"}' where order_id = 'cancelled' and kind = 'STEP_UNDONE' and data ->> 'topic' = 'x'");
            },
            "I6 cancelled"),
        sql(
            "the log has an undo twice",
            CAMUNDA,
            "insert into order_event (order_id, time, kind, data) values ('cancelled', now(), 'STEP_UNDONE', '{\"topic\":\"payment.refund\"}')",
            "I6 cancelled"),
        sql(
            "the log lost an undo",
            CAMUNDA,
            "delete from order_event where order_id = 'declined' and kind = 'STEP_UNDONE'",
            "I6 declined"),
        sql(
            "the log has an undo that no worker did",
            CAMUNDA,
            "insert into order_event (order_id, time, kind, data) values ('confirmed', now(), 'STEP_UNDONE', '{\"topic\":\"payment.refund\"}')",
            "I6 confirmed"),
        sql(
            "the log has a step twice",
            CAMUNDA,
            "insert into order_event (order_id, time, kind, data) values ('confirmed', now(), 'STEP_COMPLETED', '{\"topic\":\"payment.charge\"}')",
            "I6 confirmed"),
        damage(
            "goods were reserved and released twice",
            w ->
                w.sql(
                    INVENTORY,
                    "insert into stock_movement (sku, order_id, kind, quantity) values ('BOOK-001', 'declined', 'RESERVED', 2), ('BOOK-001', 'declined', 'RELEASED', 2)"),
            "I6 declined"),
        sql(
            "a step was executed for an order that never was",
            PAYMENTS,
            "insert into step_execution (order_id, step, occurrence, state) values ('ghost', 'payment.charge', '', 'REFUSED')",
            "I6 ghost"),
        sql(
            "a shipment is for an order that never was",
            SHIPPING,
            "insert into shipment values ('ghost', 'ghost:shipping.book', 'REJECTED', null, null, null, 0, now(), now())",
            "I6 ghost"));
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        damage(
            "a mail never arrived",
            w -> w.inbox().removeIf(mail -> mail.get("messageId").equals("<delivered.DELIVERED>")),
            "I7 delivered"),
        damage(
            "a mail has another Message-ID",
            w -> mailOf(w, "<confirmed.CONFIRMED>").put("messageId", "<confirmed.DELIVERED>"),
            "I7 confirmed"),
        damage(
            "a mail has no Message-ID",
            w -> mailOf(w, "<confirmed.CONFIRMED>").put("messageId", null),
            "I7 confirmed, I7 inbox"),
        damage("a mail is nobody's", w -> w.mail("<lottery@example.org>"), "I7 inbox"),
        damage(
            "a mail is about an order that never was",
            w -> w.mail("<ghost.CONFIRMED>"),
            "I7 ghost"),
        damage(
            "a mail came that nobody sent", w -> w.mail("<confirmed.CANCELLED>"), "I7 confirmed"),
        sql(
            "a customer was never told",
            NOTIFICATIONS,
            "delete from notification where message_id = '<declined.REJECTED>'",
            "I7 declined"),
        damage(
            "nothing at all is known of a message",
            w -> {
              w.sql(NOTIFICATIONS, "delete from notification where order_id = 'declined'");
              w.sql(NOTIFICATIONS, "delete from step_execution where order_id = 'declined'");
              w.inbox().removeIf(mail -> mail.get("messageId").equals("<declined.REJECTED>"));
            },
            "I7 declined"),
        damage(
            "a message was never sent",
            w -> {
              w.sql(
                  NOTIFICATIONS,
                  "update notification set state = 'INTENDED', sent_at = null where order_id = 'declined'");
              w.sql(
                  NOTIFICATIONS,
                  "update step_execution set state = 'INTENDED' where order_id = 'declined'");
            },
            "I7 declined"),
        sql(
            "a message is sent, its step is not done",
            NOTIFICATIONS,
            "update step_execution set state = 'INTENDED' where order_id = 'declined'",
            "I7 declined"),
        sql(
            "a message has no step",
            NOTIFICATIONS,
            "delete from step_execution where order_id = 'declined'",
            "I7 declined"),
        damage(
            "an event has two messages",
            w -> {
              w.sql(
                  NOTIFICATIONS,
                  "insert into notification values ('<declined.REJECTED-2>', 'declined', 'REJECTED', 'x', 'SENT', 0, now(), now())");
              w.sql(
                  NOTIFICATIONS,
                  "insert into step_execution (order_id, step, occurrence, state) values ('declined', 'notification.send', 'REJECTED/2', 'DONE')");
              w.mail("<declined.REJECTED-2>");
            },
            "I7 declined"),
        sql(
            "a message has another order's Message-ID",
            NOTIFICATIONS,
            "update notification set message_id = '<other.REJECTED>' where order_id = 'declined'",
            "I7 declined"),
        damage(
            "a customer was told what is not so",
            w -> {
              w.sql(
                  NOTIFICATIONS,
                  "insert into notification values ('<confirmed.CANCELLED>', 'confirmed', 'CANCELLED', 'x', 'SENT', 0, now(), now())");
              w.sql(
                  NOTIFICATIONS,
                  "insert into step_execution (order_id, step, occurrence, state) values ('confirmed', 'notification.send', 'CANCELLED', 'DONE')");
              w.mail("<confirmed.CANCELLED>");
            },
            "I7 confirmed"),
        damage(
            "a refused cancellation was kept quiet",
            w -> {
              w.sql(
                  NOTIFICATIONS,
                  "delete from notification where message_id = '<kept.CANCELLATION_REFUSED>'");
              w.sql(
                  NOTIFICATIONS,
                  "delete from step_execution where order_id = 'kept' and occurrence = 'CANCELLATION_REFUSED'");
              w.inbox()
                  .removeIf(mail -> mail.get("messageId").equals("<kept.CANCELLATION_REFUSED>"));
            },
            "I7 kept"),
        sql(
            "a reminder has no number",
            NOTIFICATIONS,
            "update notification set message_id = '<reminded.REMINDER>' where message_id = '<reminded.REMINDER-1>'",
            "I7 reminded"),
        sql(
            "a message is about an order that never was",
            NOTIFICATIONS,
            "insert into notification values ('<ghost.CONFIRMED>', 'ghost', 'CONFIRMED', 'x', 'INTENDED', 0, now(), null)",
            "I7 ghost"));
  }

  static Stream<Arguments> transitions() {
    return Stream.of(
        damage(
            "a rejected order was delivered",
            w -> {
              w.sql(
                  CAMUNDA,
                  "insert into order_event (order_id, time, kind, data) values ('declined', now(), 'STATUS_CHANGED', '{\"from\":\"REJECTED\",\"to\":\"DELIVERED\"}')");
              w.sql(
                  CAMUNDA,
                  "insert into order_event (order_id, time, kind, data) values ('declined', now(), 'STATUS_CHANGED', '{\"from\":\"DELIVERED\",\"to\":\"REJECTED\"}')");
            },
            "I8 declined"),
        damage(
            "orders were ended past their pivot, and neatly undone",
            Orders::endedPastThePivot,
            "I8 toolatetoreject, I8 toolatetocancel, I8 toolateafterall"),
        sql(
            "an order was delivered that was never confirmed",
            CAMUNDA,
            "update order_event set data = '{\"from\":\"PENDING\",\"to\":\"REJECTED\"}' where order_id = 'delivered' and data ->> 'to' = 'CONFIRMED'",
            "I7 delivered, I8 delivered"),
        sql(
            "a change of status is missing",
            CAMUNDA,
            "delete from order_event where order_id = 'cancelled' and data ->> 'to' = 'CONFIRMED'",
            "I7 cancelled, I8 cancelled"),
        sql(
            "a change of status is there twice",
            CAMUNDA,
            "insert into order_event (order_id, time, kind, data) values ('declined', now(), 'STATUS_CHANGED', '{\"from\":\"PENDING\",\"to\":\"REJECTED\"}')",
            "I8 declined"),
        sql(
            "a status changed to itself",
            CAMUNDA,
            "insert into order_event (order_id, time, kind, data) values ('confirmed', now(), 'STATUS_CHANGED', '{\"from\":\"CONFIRMED\",\"to\":\"CONFIRMED\"}')",
            "I8 confirmed"),
        damage(
            "an order in motion went back",
            w -> {
              w.sql(
                  CAMUNDA,
                  "insert into order_event (order_id, time, kind, data) values ('paying', now(), 'STATUS_CHANGED', '{\"from\":\"PENDING\",\"to\":\"IN_REVIEW\"}')");
              w.sql(
                  CAMUNDA,
                  "insert into order_event (order_id, time, kind, data) values ('paying', now(), 'STATUS_CHANGED', '{\"from\":\"IN_REVIEW\",\"to\":\"PENDING\"}')");
            },
            "I8 paying"));
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        sql(
            "a repeat would be told of another order",
            CAMUNDA,
            "update order_intake set answer = '{\"orderId\":\"declined\",\"status\":\"PENDING\"}' where order_id = 'confirmed'",
            "I9 confirmed"),
        sql(
            "a repeat would be told another status",
            CAMUNDA,
            "update order_intake set answer = '{\"orderId\":\"confirmed\",\"status\":\"CONFIRMED\"}' where order_id = 'confirmed'",
            "I9 confirmed"),
        sql(
            "a repeat cannot be told from another order",
            CAMUNDA,
            "update order_intake set content_hash = '' where order_id = 'confirmed'",
            "I9 confirmed"),
        sql(
            "a key leads to an order that never was",
            CAMUNDA,
            "update idempotency_key set order_id = 'ghost' where order_id = 'confirmed'",
            "I9 ghost"),
        sql(
            "a key leads to another order than the one it came with",
            CAMUNDA,
            "update idempotency_key set given_order_id = 'declined' where order_id = 'confirmed'",
            "I9 confirmed"),
        sql(
            "a cancellation's repeat would be refused",
            CAMUNDA,
            "update order_message set answer_status = 409 where order_id = 'cancelled'",
            "I9 cancelled"),
        sql(
            "a refused cancellation's repeat would be accepted",
            CAMUNDA,
            "update order_message set answer_status = 202 where order_id = 'toolate' and kind = 'CANCELLATION'",
            "I9 toolate"),
        sql(
            "a delivery's repeat would be told of another order",
            CAMUNDA,
            "update order_message set answer = '{\"orderId\":\"x\",\"delivery\":\"REQUESTED\"}' where order_id = 'delivered'",
            "I9 delivered"));
  }

  static Stream<Arguments> prices() {
    return Stream.of(
        sql(
            "a line was sold at another price",
            INVENTORY,
            "update reservation_line set unit_price = unit_price - 1 where order_id = 'confirmed' and sku = 'BOOK-001'",
            "I10 confirmed"),
        damage(
            "two lines were sold at other prices, and the total is right",
            w -> {
              w.sql(
                  INVENTORY,
                  "update reservation_line set unit_price = unit_price - 1 where order_id = 'confirmed' and sku = 'BOOK-001'");
              w.sql(
                  INVENTORY,
                  "update reservation_line set unit_price = unit_price + 2 where order_id = 'confirmed' and sku = 'HOME-004'");
            },
            "I10 confirmed"),
        sql(
            "the total is not the sum",
            INVENTORY,
            "update reservation set total_amount = total_amount - 100 where order_id = 'declined'",
            "I10 declined"),
        sql(
            "the customer sees another total",
            CAMUNDA,
            "update order_view set total_amount = total_amount + 1 where order_id = 'declined'",
            "I10 declined"),
        sql(
            "a standing order has no total",
            CAMUNDA,
            "update order_view set total_amount = null where order_id = 'confirmed'",
            "I3 confirmed, I3 sum in EUR, I10 confirmed"),
        sql(
            "the order table has another total",
            ORDERS,
            "update customer_order set total_amount = total_amount + 1 where order_id = 'confirmed'",
            "I10 confirmed"),
        sql(
            "another amount was asked for",
            PAYMENTS,
            "update payment set amount = amount + 1 where order_id = 'declined'",
            "I10 declined"),
        sql(
            "another currency was asked for",
            PAYMENTS,
            "update payment set currency = 'CHF' where order_id = 'declined'",
            "I10 declined"),
        sql(
            "the reservation is in another currency",
            INVENTORY,
            "update reservation set currency = 'CHF' where order_id = 'outofstock' or order_id = 'expired'",
            "I10 expired"),
        sql(
            "the order table is in another currency",
            ORDERS,
            "update customer_order set currency = 'CHF' where order_id = 'declined'",
            "I10 declined"),
        sql(
            "no price is known for that time",
            INVENTORY,
            "delete from product_price where sku = 'HOME-004'",
            "I10 afterall, I10 cancelled, I10 confirmed, I10 declined, I10 delivered, I10 expired,"
                + " I10 kept, I10 mailing, I10 olderkept, I10 paying, I10 refunding, I10 reminded, I10 settled,"
                + " I10 settling, I10 toolate, I10 unavailable, I10 unserved"),
        sql(
            "the price had changed before it was reserved",
            INVENTORY,
            "insert into product_price select 'HOME-004', 8000, 'EUR', created_at - interval '1 millisecond' from reservation where order_id = 'mailing'",
            "I10 mailing"),
        sql(
            "the price is the old one, in motion too",
            INVENTORY,
            "update reservation_line set unit_price = 1 where order_id = 'paying' and sku = 'BOOK-001'",
            "I10 paying"));
  }

  static Stream<Arguments> strangers() {
    return Stream.of(
        sql(
            "the order table has an order that was never accepted",
            ORDERS,
            "insert into customer_order (order_id, version, status, created_at, changed_at) values ('ghost', 0, 'REJECTED', now(), now())",
            "I1 ghost, I6 ghost"),
        sql(
            "a payment was made for an order that was never accepted",
            PAYMENTS,
            "insert into payment values ('ghost', 'ghost:payment.charge', 'DECLINED', 1, 'EUR', null, 0, null, 0, null, 0, now(), now())",
            "I4 ghost, I6 ghost"),
        sql(
            "a process runs for an order that was never accepted",
            CAMUNDA,
            "insert into act_ru_execution (id_, proc_inst_id_, business_key_, proc_def_id_) values ('ghost', 'ghost', 'ghost', 'order-process:1')",
            "I1 ghost"),
        sql(
            "goods moved for an order that was never accepted",
            INVENTORY,
            "insert into stock_movement (sku, order_id, kind, quantity) values ('TOY-001', 'ghost', 'RESERVED', 1), ('TOY-001', 'ghost', 'RELEASED', 1)",
            "I2 ghost"));
  }

  private static Arguments sql(String what, Database database, String sql, String expected) {
    return damage(what, w -> w.sql(database, sql), expected);
  }

  private static Arguments damage(String what, Consumer<World> damage, String expected) {
    return arguments(what, damage, expected);
  }

  private static Map<String, Object> copy(Map<String, Object> original, String key, Object value) {
    Map<String, Object> copy = new HashMap<>(original);
    copy.put(key, value);
    return copy;
  }

  private static Map<String, Object> mailOf(World world, String messageId) {
    return world.inbox().stream()
        .filter(mail -> messageId.equals(mail.get("messageId")))
        .findFirst()
        .orElseThrow();
  }
}
