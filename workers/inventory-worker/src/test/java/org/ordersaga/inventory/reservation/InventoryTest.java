package org.ordersaga.inventory.reservation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.ordersaga.test.EmbeddedDatabase;
import org.ordersaga.worker.execution.StepExecutor;
import org.ordersaga.worker.execution.StepOutcome;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs the steps as a delivered task would; each test has products and orders of its own. */
@SpringBootTest
@EmbeddedDatabase
abstract class InventoryTest {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Autowired StepExecutor steps;
  @Autowired JdbcClient jdbc;
  @Autowired TransactionTemplate transaction;

  /** Where the pieces of a product are. */
  record Pieces(int available, int reserved, int sold) {}

  /** One line of the journal. */
  record Movement(String kind, String sku, int quantity) {}

  static String newOrder() {
    return "ord-" + NUMBER.incrementAndGet();
  }

  String newProduct(int available, long price) {
    String sku = "TEST-%05d".formatted(NUMBER.incrementAndGet());
    jdbc.sql(
            """
            with received as (
              insert into product (sku, name, category, price, currency, available)
              values (:sku, :name, 'TOY', :price, 'EUR', :available) returning sku, available)
            insert into stock_movement (sku, kind, quantity)
              select sku, 'RECEIVED', available from received
            """)
        .param("sku", sku)
        .param("name", "Toy " + sku)
        .param("price", price)
        .param("available", available)
        .update();
    return sku;
  }

  void receive(String sku, int quantity) {
    jdbc.sql("update product set available = available + :quantity where sku = :sku")
        .param("sku", sku)
        .param("quantity", quantity)
        .update();
    jdbc.sql(
            "insert into stock_movement (sku, kind, quantity) values (:sku, 'RECEIVED', :quantity)")
        .param("sku", sku)
        .param("quantity", quantity)
        .update();
  }

  static String line(String sku, int quantity) {
    return "{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity);
  }

  StepOutcome reserve(String order, String... lines) {
    return reserveIn("EUR", order, lines);
  }

  StepOutcome reserveIn(String currency, String order, String... lines) {
    return steps.execute(
        "inventory.reserve",
        order,
        Map.of(
            "orderId",
            order,
            "lines",
            Arrays.stream(lines).collect(joining(",", "[", "]")),
            "currency",
            currency));
  }

  StepOutcome release(String order) {
    return run("inventory.release", order);
  }

  StepOutcome commit(String order) {
    return run("inventory.commit", order);
  }

  StepOutcome uncommit(String order) {
    return run("inventory.uncommit", order);
  }

  StepOutcome run(String topic, String order) {
    return steps.execute(topic, order, Map.of("orderId", order));
  }

  static StepOutcome.Completed completed(StepOutcome outcome) {
    assertThat(outcome).isInstanceOf(StepOutcome.Completed.class);
    return (StepOutcome.Completed) outcome;
  }

  static StepOutcome.Refused refused(StepOutcome outcome, String code) {
    assertThat(outcome)
        .asInstanceOf(type(StepOutcome.Refused.class))
        .extracting(StepOutcome.Refused::code)
        .isEqualTo(code);
    return (StepOutcome.Refused) outcome;
  }

  Pieces pieces(String sku) {
    return jdbc.sql("select available, reserved, sold from product where sku = ?")
        .param(sku)
        .query(Pieces.class)
        .single();
  }

  List<Movement> movements(String order) {
    return jdbc.sql("select kind, sku, quantity from stock_movement where order_id = ? order by id")
        .param(order)
        .query(Movement.class)
        .list();
  }

  /** The status of an order's reservation, or "none". */
  String status(String order) {
    return jdbc.sql("select status from reservation where order_id = ?")
        .param(order)
        .query(String.class)
        .optional()
        .orElse("none");
  }

  /** Waits until so many of this database's transactions wait for a lock. */
  void awaitBlocked(int transactions) {
    await()
        .until(
            () ->
                jdbc.sql(
                            """
                            select count(*) from pg_stat_activity
                            where datname = current_database() and wait_event_type = 'Lock'
                            """)
                        .query(Integer.class)
                        .single()
                    == transactions);
  }
}
