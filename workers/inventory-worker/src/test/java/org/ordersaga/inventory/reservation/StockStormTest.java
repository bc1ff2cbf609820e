package org.ordersaga.inventory.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StockStormTest extends InventoryTest {

  private static final int THREADS = 6;
  private static final int ORDERS = 80;
  private static final int CALLS_PER_THREAD = 200;

  @Test
  void everyPieceIsAccountedForAfterAStormOfStepsAndUndos() throws Exception {
    long seed = Long.getLong("storm.seed", System.nanoTime());
    LoggerFactory.getLogger(getClass()).info("Repeat this storm with -Dstorm.seed={}", seed);
    Random random = new Random(seed);
    List<String> skus = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      skus.add(newProduct(20 + random.nextInt(20), 100 + random.nextInt(900)));
    }
    List<String> orders = new ArrayList<>();
    List<String[]> lines = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      orders.add(newOrder());
      String[] wanted = new String[1 + random.nextInt(3)];
      for (int j = 0; j < wanted.length; j++) {
        wanted[j] = line(skus.get(random.nextInt(skus.size())), 1 + random.nextInt(5));
      }
      lines.add(wanted);
    }

    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> storm = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random own = new Random(random.nextLong());
        storm.add(
            threads.submit(
                () -> {
                  for (int call = 0; call < CALLS_PER_THREAD; call++) {
                    int order = own.nextInt(ORDERS);
                    anyStep(own, orders.get(order), lines.get(order));
                  }
                }));
      }
      for (Future<?> thread : storm) {
        thread.get(40, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(kinds(orders))
        .as("the storm has moved pieces in every direction")
        .containsExactly("COMMITTED", "RELEASED", "RESERVED", "UNCOMMITTED");
    assertThat(productsThatDifferFromTheirMovements()).isEmpty();
    assertThat(productsThatDifferFromTheirReservations()).isEmpty();
    assertThat(momentsOfNegativeStock()).isEmpty();
  }

  /** A step that comes out of turn fails technically; anything else that fails ends the test. */
  private void anyStep(Random random, String order, String[] lines) {
    try {
      switch (random.nextInt(7)) {
        case 0, 1, 2 -> reserve(order, lines);
        case 3, 4 -> commit(order);
        case 5 -> uncommit(order);
        default -> release(order);
      }
    } catch (IllegalStateException outOfTurn) {
      assertThat(outOfTurn).hasMessageContaining(order).hasMessageContaining("become");
    }
  }

  private List<String> kinds(List<String> orders) {
    return jdbc.sql(
            "select distinct kind from stock_movement where order_id in (:orders) order by kind")
        .param("orders", orders)
        .query(String.class)
        .list();
  }

  private List<String> productsThatDifferFromTheirMovements() {
    return jdbc.sql(
            """
            select p.sku
            from product p
            left join lateral (
              select coalesce(sum(quantity) filter (where kind = 'RECEIVED'), 0) as received,
                     coalesce(sum(quantity) filter (where kind = 'RESERVED'), 0) as reserved,
                     coalesce(sum(quantity) filter (where kind = 'RELEASED'), 0) as released,
                     coalesce(sum(quantity) filter (where kind = 'COMMITTED'), 0) as committed,
                     coalesce(sum(quantity) filter (where kind = 'UNCOMMITTED'), 0) as uncommitted
              from stock_movement m where m.sku = p.sku) m on true
            where p.available <> m.received - m.reserved + m.released
               or p.reserved <> m.reserved - m.released - m.committed + m.uncommitted
               or p.sold <> m.committed - m.uncommitted
               or m.received <> p.available + p.reserved + p.sold
            """)
        .query(String.class)
        .list();
  }

  private List<String> productsThatDifferFromTheirReservations() {
    return jdbc.sql(
            """
            select p.sku
            from product p
            left join lateral (
              select coalesce(sum(quantity) filter (where status = 'RESERVED'), 0) as reserved,
                     coalesce(sum(quantity) filter (where status = 'COMMITTED'), 0) as sold
              from reservation_line join reservation using (order_id)
              where sku = p.sku) r on true
            where p.reserved <> r.reserved or p.sold <> r.sold
            """)
        .query(String.class)
        .list();
  }

  /** A product is locked while a movement is written, so its movements are numbered in order. */
  private List<Long> momentsOfNegativeStock() {
    return jdbc.sql(
            """
            select id
            from (
              select id,
                     sum(case kind when 'RESERVED' then -quantity
                                   when 'RECEIVED' then quantity
                                   when 'RELEASED' then quantity
                                   else 0 end) over (partition by sku order by id) as available
              from stock_movement) journal
            where available < 0
            """)
        .query(Long.class)
        .list();
  }
}
