package org.ordersaga.inventory.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ordersaga.worker.execution.StepOutcome;

class ConcurrentReservationTest extends InventoryTest {

  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void ofTwoOrdersForTheLastPieceExactlyOneWins() throws Exception {
    String ball = newProduct(1, 250);

    List<StepOutcome> outcomes =
        bothOpenBeforeEitherCommits(
            ball,
            () -> reserve(newOrder(), line(ball, 1)),
            () -> reserve(newOrder(), line(ball, 1)));

    assertThat(outcomes).filteredOn(StepOutcome.Completed.class::isInstance).hasSize(1);
    assertThat(outcomes)
        .filteredOn(StepOutcome.Refused.class::isInstance)
        .singleElement()
        .satisfies(outcome -> refused(outcome, "OUT_OF_STOCK"));
    assertThat(pieces(ball)).isEqualTo(new Pieces(0, 1, 0));
  }

  @Test
  void aTaskDeliveredTwiceAtOnceTakesEffectOnce() throws Exception {
    String ball = newProduct(10, 250);
    String order = newOrder();

    List<StepOutcome> outcomes =
        bothOpenBeforeEitherCommits(
            ball, () -> reserve(order, line(ball, 4)), () -> reserve(order, line(ball, 4)));

    assertThat(outcomes.get(0)).isEqualTo(outcomes.get(1));
    assertThat(pieces(ball)).isEqualTo(new Pieces(6, 4, 0));
  }

  @Test
  void aReleaseThatOvertakesItsReservationLeavesNothingReserved() throws Exception {
    String ball = newProduct(10, 250);
    String order = newOrder();

    bothOpenBeforeEitherCommits(ball, () -> reserve(order, line(ball, 4)), () -> release(order));

    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
  }

  @Test
  void aReservationThatComesBeforeItsReleaseIsCommittedReservesNothing() throws Exception {
    String ball = newProduct(10, 250);
    String order = newOrder();

    Future<StepOutcome> reserving =
        transaction.execute(
            open -> {
              completed(release(order));
              Future<StepOutcome> waiting = threads.submit(() -> reserve(order, line(ball, 4)));
              awaitBlocked(1);
              return waiting;
            });

    assertThat(reserving.get(10, TimeUnit.SECONDS)).isEqualTo(new StepOutcome.AlreadyUndone());
    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
  }

  @Test
  void productsAreLockedInTheOrderOfTheirNumbersWhateverTheOrderOfTheLines() throws Exception {
    String first = newProduct(10, 250);
    String second = newProduct(10, 250);
    storeBehind(first, second);

    Future<StepOutcome> reserving =
        transaction.execute(
            held -> {
              lock(first);
              Future<StepOutcome> waiting =
                  threads.submit(() -> reserve(newOrder(), line(second, 1), line(first, 1)));
              awaitBlocked(1);
              jdbc.sql("select sku from product where sku = ? for update nowait")
                  .param(second)
                  .query(String.class)
                  .single();
              return waiting;
            });

    completed(reserving.get(10, TimeUnit.SECONDS));
  }

  @Test
  void ordersWithOppositeLinesNeverDeadlock() throws Exception {
    int rounds = 150;
    String ball = newProduct(2 * rounds, 250);
    String kite = newProduct(2 * rounds, 250);
    CyclicBarrier start = new CyclicBarrier(2);

    for (int round = 0; round < rounds; round++) {
      String one = newOrder();
      String other = newOrder();
      List<Future<StepOutcome>> outcomes =
          List.of(
              threads.submit(
                  () -> {
                    start.await();
                    reserve(one, line(ball, 1), line(kite, 1));
                    return commit(one);
                  }),
              threads.submit(
                  () -> {
                    start.await();
                    reserve(other, line(kite, 1), line(ball, 1));
                    return release(other);
                  }));
      for (Future<StepOutcome> outcome : outcomes) {
        completed(outcome.get(10, TimeUnit.SECONDS));
      }
    }

    assertThat(pieces(ball)).isEqualTo(new Pieces(rounds, 0, rounds));
    assertThat(pieces(kite)).isEqualTo(new Pieces(rounds, 0, rounds));
  }

  /** Holds the product until both calls wait for a lock, each in a transaction of its own. */
  private List<StepOutcome> bothOpenBeforeEitherCommits(
      String sku, Callable<StepOutcome> one, Callable<StepOutcome> other) throws Exception {
    List<Future<StepOutcome>> waiting =
        transaction.execute(
            held -> {
              lock(sku);
              List<Future<StepOutcome>> started = new ArrayList<>();
              started.add(threads.submit(one));
              awaitBlocked(1);
              started.add(threads.submit(other));
              awaitBlocked(2);
              return started;
            });
    List<StepOutcome> outcomes = new ArrayList<>();
    for (Future<StepOutcome> future : waiting) {
      outcomes.add(future.get(10, TimeUnit.SECONDS));
    }
    return outcomes;
  }

  /**
   * An updated row moves. Once the first product lies behind the second and the table is known to
   * be small, reading it without an order would lock the second product first.
   */
  private void storeBehind(String first, String second) {
    await()
        .until(
            () -> {
              jdbc.sql("update product set price = price + 1 where sku = ?").param(first).update();
              return jdbc.sql("select sku from product where sku in (?, ?) order by ctid")
                  .params(first, second)
                  .query(String.class)
                  .list()
                  .equals(List.of(second, first));
            });
    jdbc.sql("analyze product").update();
  }

  private void lock(String sku) {
    jdbc.sql("select sku from product where sku = ? for update")
        .param(sku)
        .query(String.class)
        .single();
  }
}
