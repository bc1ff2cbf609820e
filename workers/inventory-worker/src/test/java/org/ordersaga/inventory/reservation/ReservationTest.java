package org.ordersaga.inventory.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ordersaga.worker.step.Receipt;

class ReservationTest extends InventoryTest {

  @Test
  void reservingSetsPiecesAsideAndTotalsTheCataloguesPrices() {
    String ball = newProduct(10, 250);
    String kite = newProduct(5, 1999);
    String order = newOrder();

    var outcome = completed(reserve(order, line(ball, 4), line(kite, 1)));

    assertThat(outcome.variables()).isEqualTo(Map.of("totalAmount", 4 * 250L + 1999, "units", 5));
    assertThat(outcome.receipt())
        .isEqualTo(new Receipt("reservation-" + order, 4 * 250L + 1999, "EUR"));
    assertThat(pieces(ball)).isEqualTo(new Pieces(6, 4, 0));
    assertThat(pieces(kite)).isEqualTo(new Pieces(4, 1, 0));
    assertThat(movements(order))
        .containsExactly(new Movement("RESERVED", ball, 4), new Movement("RESERVED", kite, 1));
    assertThat(status(order)).isEqualTo("RESERVED");
  }

  @Test
  void twoLinesOfOneProductAreOneLine() {
    String ball = newProduct(10, 250);
    String order = newOrder();

    completed(reserve(order, line(ball, 4), line(ball, 6)));

    assertThat(movements(order)).containsExactly(new Movement("RESERVED", ball, 10));
  }

  @Test
  void twoLinesOfOneProductCannotTakeMoreTogetherThanThereIs() {
    String ball = newProduct(10, 250);

    refused(reserve(newOrder(), line(ball, 6), line(ball, 5)), "OUT_OF_STOCK");

    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
  }

  @Test
  void oneShortLineLeavesTheWholeStockUntouched() {
    String ball = newProduct(10, 250);
    String kite = newProduct(1, 1999);
    String order = newOrder();

    var refusal = refused(reserve(order, line(ball, 4), line(kite, 2)), "OUT_OF_STOCK");

    assertThat(refusal.message())
        .isEqualTo("You ordered 2 of “Toy %s”, and we have 1 left.".formatted(kite));
    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
    assertThat(pieces(kite)).isEqualTo(new Pieces(1, 0, 0));
    assertThat(movements(order)).isEmpty();
    assertThat(status(order)).isEqualTo("none");
  }

  @Test
  void theLastPieceCanBeReservedAndTheNextOneCannot() {
    String ball = newProduct(1, 250);

    completed(reserve(newOrder(), line(ball, 1)));

    assertThat(refused(reserve(newOrder(), line(ball, 1)), "OUT_OF_STOCK").message())
        .contains("we have 0 left");
    assertThat(pieces(ball)).isEqualTo(new Pieces(0, 1, 0));
  }

  @Test
  void anUnknownProductIsNamedAndNothingIsReserved() {
    String ball = newProduct(10, 250);
    String order = newOrder();

    var refusal = refused(reserve(order, line(ball, 99), line("NOPE-1", 1)), "UNKNOWN_PRODUCT");

    assertThat(refusal.message()).isEqualTo("We do not sell a product with the number NOPE-1.");
    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
    assertThat(movements(order)).isEmpty();
  }

  @Test
  void aLongListOfReasonsIsCutToWhatAPersonReads() {
    String[] lines = new String[50];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line("NOPE-%02d".formatted(i), 1);
    }

    assertThat(refused(reserve(newOrder(), lines), "UNKNOWN_PRODUCT").message())
        .contains("NOPE-00", "NOPE-01", "NOPE-02")
        .doesNotContain("NOPE-03")
        .endsWith("And 47 more.");
  }

  @Test
  void anotherCurrencyThanTheCataloguesIsATechnicalFailure() {
    String ball = newProduct(10, 250);
    String order = newOrder();

    assertThatThrownBy(() -> reserveIn("USD", order, line(ball, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Order %s is in USD, but the price of %s is in EUR".formatted(order, ball));
    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "{}",
        "[null]",
        "no json",
        "[{\"sku\":\"BOOK-001\"}]",
        "[{\"quantity\":1}]",
        "[{\"sku\":\"BOOK-001\",\"quantity\":0}]",
        "[{\"sku\":\"BOOK-001\",\"quantity\":-3}]",
        "[{\"sku\":\"BOOK-001\",\"quantity\":1.5}]",
        "[{\"sku\":\"BOOK-001\",\"quantity\":\"1\"}]",
        "[{\"sku\":\"BOOK-001\",\"quantity\":2147483647},{\"sku\":\"BOOK-001\",\"quantity\":1}]",
      })
  void linesThatCannotBeReadMoveNothing(String lines) {
    String order = newOrder();
    Pieces before = pieces("BOOK-001");

    assertThatThrownBy(
            () ->
                steps.execute(
                    "inventory.reserve",
                    order,
                    Map.of("orderId", order, "lines", lines, "currency", "EUR")))
        .isInstanceOf(RuntimeException.class);

    assertThat(pieces("BOOK-001")).isEqualTo(before);
    assertThat(movements(order)).isEmpty();
  }

  @Test
  void missingLinesMoveNothing() {
    String order = newOrder();
    Map<String, Object> inputs = new HashMap<>(Map.of("orderId", order, "currency", "EUR"));
    inputs.put("lines", null);

    assertThatThrownBy(() -> steps.execute("inventory.reserve", order, inputs))
        .hasMessageContaining("lines");
  }

  @Test
  void releasingPutsEveryPieceBack() {
    String ball = newProduct(10, 250);
    String order = newOrder();
    reserve(order, line(ball, 4));

    var outcome = completed(release(order));

    assertThat(outcome.receipt()).isEqualTo(new Receipt("reservation-" + order, 1000L, "EUR"));
    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
    assertThat(status(order)).isEqualTo("RELEASED");
    assertThat(movements(order))
        .containsExactly(new Movement("RESERVED", ball, 4), new Movement("RELEASED", ball, 4));
  }

  @Test
  void committingSellsWhatIsReserved() {
    String ball = newProduct(10, 250);
    String order = newOrder();
    reserve(order, line(ball, 4));

    var outcome = completed(commit(order));

    assertThat(outcome.receipt()).isEqualTo(new Receipt("reservation-" + order, 1000L, "EUR"));
    assertThat(pieces(ball)).isEqualTo(new Pieces(6, 0, 4));
    assertThat(status(order)).isEqualTo("COMMITTED");
  }

  @Test
  void theJournalHasAllLinesOfAnOrderInTheOrderOfTheirNumbers() {
    List<String> skus = Stream.generate(() -> newProduct(10, 250)).limit(7).toList();
    String order = newOrder();

    completed(reserve(order, skus.stream().map(sku -> line(sku, 2)).toArray(String[]::new)));
    completed(commit(order));

    List<Movement> expected = new ArrayList<>();
    skus.forEach(sku -> expected.add(new Movement("RESERVED", sku, 2)));
    skus.forEach(sku -> expected.add(new Movement("COMMITTED", sku, 2)));
    assertThat(movements(order)).isEqualTo(expected);
    assertThat(skus).allSatisfy(sku -> assertThat(pieces(sku)).isEqualTo(new Pieces(8, 0, 2)));
  }

  @Test
  void aSaleIsTakenBackFirstToReservedAndThenToTheShelf() {
    String ball = newProduct(10, 250);
    String order = newOrder();
    reserve(order, line(ball, 4));
    commit(order);

    completed(uncommit(order));
    assertThat(pieces(ball)).isEqualTo(new Pieces(6, 4, 0));
    assertThat(status(order)).isEqualTo("RESERVED");

    completed(release(order));
    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
    assertThat(movements(order))
        .extracting(Movement::kind)
        .containsExactly("RESERVED", "COMMITTED", "UNCOMMITTED", "RELEASED");
  }

  @Test
  void aSaleCannotBeReleasedBeforeItIsTakenBack() {
    String ball = newProduct(10, 250);
    String order = newOrder();
    reserve(order, line(ball, 4));
    commit(order);

    assertThatThrownBy(() -> release(order))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The reservation of order %s is COMMITTED and cannot become RELEASED".formatted(order));
    assertThat(pieces(ball)).isEqualTo(new Pieces(6, 0, 4));
  }

  @Test
  void whatWasReleasedCannotBeSold() {
    String ball = newProduct(10, 250);
    String order = newOrder();
    reserve(order, line(ball, 4));
    release(order);

    assertThatThrownBy(() -> commit(order))
        .hasMessage(
            "The reservation of order %s is RELEASED and cannot become COMMITTED".formatted(order));
    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
  }

  @Test
  void whatWasNeverReservedCannotBeSold() {
    String order = newOrder();

    assertThatThrownBy(() -> commit(order))
        .hasMessage("Order %s has no reservation that could become COMMITTED".formatted(order));
  }

  @Test
  void aReservationKeepsThePriceOfItsDay() {
    String ball = newProduct(10, 250);
    String order = newOrder();
    reserve(order, line(ball, 4));
    jdbc.sql("update product set price = 999 where sku = ?").param(ball).update();

    assertThat(completed(commit(order)).receipt().amount()).isEqualTo(1000);
    assertThat(
            jdbc.sql("select unit_price from reservation_line where order_id = ?")
                .param(order)
                .query(Long.class)
                .single())
        .isEqualTo(250);
  }

  @Test
  void everyStepDeliveredTwiceTakesEffectOnceAndAnswersTheSame() {
    String ball = newProduct(10, 250);
    String order = newOrder();

    assertThat(reserve(order, line(ball, 4))).isEqualTo(reserve(order, line(ball, 4)));
    assertThat(pieces(ball)).isEqualTo(new Pieces(6, 4, 0));
    assertThat(commit(order)).isEqualTo(commit(order));
    assertThat(pieces(ball)).isEqualTo(new Pieces(6, 0, 4));
    assertThat(uncommit(order)).isEqualTo(uncommit(order));
    assertThat(pieces(ball)).isEqualTo(new Pieces(6, 4, 0));
    assertThat(release(order)).isEqualTo(release(order));
    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
    assertThat(movements(order)).hasSize(4);
  }

  @Test
  void aRefusalStaysARefusalWhenGoodsComeIn() {
    String ball = newProduct(1, 250);
    String order = newOrder();
    var refusal = refused(reserve(order, line(ball, 2)), "OUT_OF_STOCK");
    receive(ball, 49);

    assertThat(reserve(order, line(ball, 2))).isEqualTo(refusal);
    assertThat(pieces(ball)).isEqualTo(new Pieces(50, 0, 0));
  }

  @Test
  void aReservationThatComesAfterItsReleaseDoesNothing() {
    String ball = newProduct(10, 250);
    String order = newOrder();

    assertThat(completed(release(order)).receipt()).isNull();
    reserve(order, line(ball, 4));

    assertThat(pieces(ball)).isEqualTo(new Pieces(10, 0, 0));
    assertThat(movements(order)).isEmpty();
    assertThat(status(order)).isEqualTo("none");
  }

  @Test
  void aSaleThatComesAfterItWasTakenBackDoesNothing() {
    String ball = newProduct(10, 250);
    String order = newOrder();
    reserve(order, line(ball, 4));

    assertThat(completed(uncommit(order)).receipt()).isNull();
    commit(order);

    assertThat(pieces(ball)).isEqualTo(new Pieces(6, 4, 0));
    assertThat(movements(order)).isEqualTo(List.of(new Movement("RESERVED", ball, 4)));
  }

  @Test
  void releasingARefusedReservationMovesNothing() {
    String ball = newProduct(1, 250);
    String order = newOrder();
    reserve(order, line(ball, 2));

    assertThat(completed(release(order)).receipt()).isNull();

    assertThat(pieces(ball)).isEqualTo(new Pieces(1, 0, 0));
    assertThat(movements(order)).isEmpty();
  }
}
